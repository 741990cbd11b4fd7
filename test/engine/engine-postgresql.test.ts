import { afterAll, afterEach, beforeAll } from "vitest";
import { engineSuite } from "../contracts/engine.ts";
import { causesSuite } from "../contracts/engine-causes.ts";
import { conflictsSuite } from "../contracts/engine-conflicts.ts";
import { dealContactsSuite } from "../contracts/engine-deal-contacts.ts";
import { grantsSuite } from "../contracts/engine-grants.ts";
import { haltsSuite } from "../contracts/engine-halts.ts";
import { lifeSuite } from "../contracts/engine-life.ts";
import { mergeSuite } from "../contracts/engine-merges.ts";
import { ordersSuite } from "../contracts/engine-orders.ts";
import { reasonsSuite } from "../contracts/engine-reasons.ts";
import { remapSuite } from "../contracts/engine-remap.ts";
import { rulesSuite } from "../contracts/engine-rules.ts";
import { trySuite } from "../contracts/engine-try.ts";
import { historiesSuite } from "../contracts/histories.ts";
import { hostileRowsSuite } from "../contracts/hostile-rows.ts";
import { memberViewsSuite } from "../contracts/member-views.ts";
import { type Postgres, startPostgres } from "../fakes/postgres.ts";

let server: Postgres;

beforeAll(async () => {
  server = await startPostgres();
});
afterEach(() => server.handBack());
afterAll(() => server.stop());

const next = () => server.empty();

engineSuite("PostgreSQL", next);
ordersSuite("PostgreSQL", next);
causesSuite("PostgreSQL", next);
rulesSuite("PostgreSQL", next);
remapSuite("PostgreSQL", next);
trySuite("PostgreSQL", next);
conflictsSuite("PostgreSQL", next);
grantsSuite("PostgreSQL", next);
lifeSuite("PostgreSQL", next, ["pipedrive"]);
mergeSuite("PostgreSQL", next, ["hubspot"]);
dealContactsSuite("PostgreSQL", next);
memberViewsSuite("PostgreSQL", next);
hostileRowsSuite("PostgreSQL", next);
reasonsSuite("PostgreSQL", next);
haltsSuite("PostgreSQL", next);
historiesSuite("PostgreSQL", next, 6);
