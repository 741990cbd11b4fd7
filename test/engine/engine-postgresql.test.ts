import { engineSuite } from "../contracts/engine.ts";
import { causesSuite } from "../contracts/engine-causes.ts";
import { conflictsSuite } from "../contracts/engine-conflicts.ts";
import { mergeSuite } from "../contracts/engine-merges.ts";
import { ordersSuite } from "../contracts/engine-orders.ts";
import { remapSuite } from "../contracts/engine-remap.ts";
import { repairsSuite } from "../contracts/engine-repairs.ts";
import { moreRepairsSuite } from "../contracts/engine-repairs-more.ts";
import { emptyDatabases } from "../fakes/empty-databases.ts";

// The other half of the suites is in records-postgresql.test.ts: each file has its server, so they run side by side.
const next = emptyDatabases();

engineSuite("PostgreSQL", next);
ordersSuite("PostgreSQL", next);
causesSuite("PostgreSQL", next);
remapSuite("PostgreSQL", next);
repairsSuite("PostgreSQL", next);
moreRepairsSuite("PostgreSQL", next);
conflictsSuite("PostgreSQL", next);
mergeSuite("PostgreSQL", next, ["hubspot"]);
