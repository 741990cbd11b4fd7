import { afterAll, beforeAll } from "vitest";
import { engineSuite } from "../contracts/engine.ts";
import { startPostgres } from "../fakes/postgres.ts";

let server: Awaited<ReturnType<typeof startPostgres>>;
let databases = 0;

beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

engineSuite("PostgreSQL", () => {
  databases += 1;
  return server.database(`w${databases}`);
});
