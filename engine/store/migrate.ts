import type { MigrationsOptions, MikroORM } from "@mikro-orm/core";
import { Migrator } from "@mikro-orm/migrations";
import { tables } from "./tables.ts";

/** Runs what is due. Tables, migrations and what runs them are loaded only for this: most starts find nothing to do. */
export async function migrateWith(orm: MikroORM, migrationsList: MigrationsOptions["migrationsList"]): Promise<void> {
  orm.discoverEntity(tables);
  const known = orm.config.get("migrations");
  orm.config.set("migrations", { ...known, migrationsList, snapshot: false, silent: true, transactional: true });
  Migrator.register(orm);
  await orm.migrator.up();
}
