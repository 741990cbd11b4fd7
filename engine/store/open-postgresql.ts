import { Migrator } from "@mikro-orm/migrations";
import { MikroORM } from "@mikro-orm/postgresql";
import { type Database, schemaGenerator } from "./database.ts";
import { migrations } from "./migrations/postgresql/index.ts";
import { type PgClient, postgresSql } from "./postgresql.ts";
import { tables } from "./tables.ts";
import { type ListeningClient, watchPostgres } from "./watch-postgresql.ts";

interface Pool {
  connect(): Promise<ListeningClient>;
}

/** serialization_failure, deadlock_detected, lock_not_available */
const retryable = new Set(["40001", "40P01", "55P03"]);

/** Opens a PostgreSQL database by its URL. */
export async function connectPostgres(url: string): Promise<Database> {
  const orm = await MikroORM.init({
    entities: tables,
    clientUrl: url,
    extensions: [Migrator],
    migrations: { migrationsList: migrations, snapshot: false, silent: true, transactional: true },
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
    concurrent: true,
    file: null,
    migrations: migrations.map((migration) => migration.name),
    executedMigrations: async () => (await orm.migrator.getExecuted()).map((row) => row.name),
    migrate: async () => {
      await orm.migrator.up();
    },
    transaction: (work) =>
      borrow(async (client) => {
        await client.query("begin");
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
