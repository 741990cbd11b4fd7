import { MikroORM } from "@mikro-orm/sqlite";
import type BetterSqlite from "better-sqlite3";
import { SqliteDialect } from "kysely";
import { schemaGenerator } from "./database.ts";
import { migrateWith } from "./migrate.ts";
import { migrations } from "./migrations/sqlite/index.ts";

/** Over the handle that is open already: a database in memory has no other. The handle stays open. */
export async function migrateSqlite(handle: BetterSqlite.Database): Promise<void> {
  const orm = new MikroORM({
    entities: [],
    discovery: { warnWhenNoEntities: false },
    dbName: handle.name,
    driverOptions: new SqliteDialect({ database: handle }),
    schemaGenerator,
  });
  await migrateWith(orm, migrations);
}
