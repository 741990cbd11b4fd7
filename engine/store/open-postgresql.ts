import { MikroORM } from "@mikro-orm/postgresql";
import { type Database, schemaGenerator } from "./database.ts";
import { migrationNames } from "./migrations/names.ts";
import { type PgClient, postgresSql } from "./postgresql.ts";
import { type ListeningClient, watchPostgres } from "./watch-postgresql.ts";

interface Pool {
  connect(): Promise<ListeningClient>;
}

/** serialization_failure, deadlock_detected, lock_not_available */
const retryable = new Set(["40001", "40P01", "55P03"]);

/** Opens a PostgreSQL database by its URL. */
export async function connectPostgres(url: string): Promise<Database> {
  // Its entities are the tables of the migrations; statements are ours, so that they are not needed before there are any.
  const orm = new MikroORM({
    entities: [],
    discovery: { warnWhenNoEntities: false },
    clientUrl: url,
    schemaGenerator,
  });
  const pool = (await orm.em.getConnection().getNativeClient()) as unknown as Pool;

  async function borrow<T>(work: (client: PgClient) => Promise<T>): Promise<T> {
    const client = await pool.connect();
    let broken = true;
    try {
      const result = await work(client);
      broken = false;
      return result;
    } finally {
      client.release(broken);
    }
  }

  return {
    dialect: "postgresql",
    sideBySide: "everything",
    file: null,
    migrations: migrationNames,
    executedMigrations: () => borrow(executedIn),
    migrate: async () => {
      const { migrations } = await import("./migrations/postgresql/index.ts");
      await (await import("./migrate.ts")).migrateWith(orm, migrations);
    },
    transaction: (work, repeatable) =>
      borrow(async (client) => {
        await client.query("begin");
        if (repeatable) await client.query("set local synchronous_commit = off");
        try {
          const result = await work(postgresSql(client));
          await client.query("commit");
          return result;
        } catch (cause) {
          await client.query("rollback").catch(() => {});
          throw cause;
        }
      }),
    session: (work) => borrow((client) => work(postgresSql(client))),
    isBusy: (cause) => cause instanceof Error && "code" in cause && retryable.has(String(cause.code)),
    copyTo: async () => null,
    watch: (tell, ports) => watchPostgres(() => pool.connect(), tell, ports),
    close: () => orm.close(),
  };
}

/** Where MikroORM notes what it has run; a new database has no such table. */
async function executedIn(client: PgClient): Promise<readonly string[]> {
  const sql = postgresSql(client);
  const [found] = await sql.all("select to_regclass('public.mikro_orm_migrations') is not null as noted");
  if (found?.noted !== true) return [];
  const rows = await sql.all("select name from public.mikro_orm_migrations order by id");
  return rows.map((row) => String(row.name));
}
