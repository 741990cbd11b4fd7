import { afterAll } from "vitest";
import { sideBySideSuite, storeSuite } from "../../contracts/store.ts";
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
