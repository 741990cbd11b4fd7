import { afterAll, beforeAll } from "vitest";
import { engineSuite } from "../contracts/engine.ts";
import { causesSuite } from "../contracts/engine-causes.ts";
import { conflictsSuite } from "../contracts/engine-conflicts.ts";
import { mergeSuite } from "../contracts/engine-merges.ts";
import { ordersSuite } from "../contracts/engine-orders.ts";
import { rulesSuite } from "../contracts/engine-rules.ts";
import { startPostgres } from "../fakes/postgres.ts";

let server: Awaited<ReturnType<typeof startPostgres>>;
let databases = 0;

beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

const next = () => {
  databases += 1;
  return server.database(`w${databases}`);
};

engineSuite("PostgreSQL", next);
ordersSuite("PostgreSQL", next);
causesSuite("PostgreSQL", next);
rulesSuite("PostgreSQL", next);
conflictsSuite("PostgreSQL", next);
mergeSuite("PostgreSQL", next, ["hubspot"], ["salesforce"]);
