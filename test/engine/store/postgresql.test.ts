import { afterAll } from "vitest";
import { runLogSuite } from "../../contracts/run-log.ts";
import { sideBySideSuite, storeSuite, typedViewSuite } from "../../contracts/store.ts";
import { toldSuite } from "../../contracts/told.ts";
import { startPostgres } from "../../fakes/postgres.ts";

let server: Awaited<ReturnType<typeof startPostgres>> | undefined;

afterAll(() => server?.stop());

storeSuite("PostgreSQL", async () => {
  server = await startPostgres();
  return server.database("workspace");
});
sideBySideSuite("PostgreSQL", async () => {
  server ??= await startPostgres();
  return server.database("beside");
});
typedViewSuite("PostgreSQL", async () => {
  server ??= await startPostgres();
  return server.database("typed");
});
runLogSuite("PostgreSQL", async () => {
  server ??= await startPostgres();
  return server.database("runs");
});
toldSuite("PostgreSQL", async () => {
  server ??= await startPostgres();
  return server.database("told");
});
