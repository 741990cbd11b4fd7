import { budgetSuite } from "../contracts/engine-budget.ts";
import { dealContactsSuite } from "../contracts/engine-deal-contacts.ts";
import { grantsSuite } from "../contracts/engine-grants.ts";
import { haltsSuite } from "../contracts/engine-halts.ts";
import { lifeSuite } from "../contracts/engine-life.ts";
import { reasonsSuite } from "../contracts/engine-reasons.ts";
import { rulesSuite } from "../contracts/engine-rules.ts";
import { trySuite } from "../contracts/engine-try.ts";
import { historiesSuite } from "../contracts/histories.ts";
import { hostileRowsSuite } from "../contracts/hostile-rows.ts";
import { memberViewsSuite } from "../contracts/member-views.ts";
import { emptyDatabases } from "../fakes/empty-databases.ts";

const next = emptyDatabases();

rulesSuite("PostgreSQL", next);
budgetSuite("PostgreSQL", next);
trySuite("PostgreSQL", next);
grantsSuite("PostgreSQL", next);
lifeSuite("PostgreSQL", next, ["pipedrive"]);
dealContactsSuite("PostgreSQL", next);
memberViewsSuite("PostgreSQL", next);
hostileRowsSuite("PostgreSQL", next);
reasonsSuite("PostgreSQL", next);
haltsSuite("PostgreSQL", next);
historiesSuite("PostgreSQL", next, 6);
