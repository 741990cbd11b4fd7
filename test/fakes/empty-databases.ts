import { afterAll, afterEach, beforeAll } from "vitest";
import { type Postgres, startPostgres } from "./postgres.ts";

/** A PostgreSQL for all tests of the file that calls this; each call of the answer gives an empty database's URL. */
export function emptyDatabases(): () => Promise<string> {
  let server: Postgres | undefined;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterEach(() => server?.handBack());
  afterAll(() => server?.stop());
  return async () => {
    if (!server) throw new Error("the server is not started yet");
    return server.empty();
  };
}
