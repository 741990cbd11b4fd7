import { readdirSync } from "node:fs";
import { dirname } from "node:path";
import { MikroORM as Postgres } from "@mikro-orm/postgresql";
import { MikroORM as Sqlite } from "@mikro-orm/sqlite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkKey } from "../../../engine/connections/keys.ts";
import { createKeyring } from "../../../engine/connections/seal.ts";
import { connectDatabase } from "../../../engine/store/connect.ts";
import { copyBeforeMigration } from "../../../engine/store/copy.ts";
import { schemaGenerator } from "../../../engine/store/database.ts";
import { migrationNames } from "../../../engine/store/migrations/names.ts";
import { migrations as ofPostgres } from "../../../engine/store/migrations/postgresql/index.ts";
import { migrations as ofSqlite } from "../../../engine/store/migrations/sqlite/index.ts";
import { openStore, type StoreOptions } from "../../../engine/store/open.ts";
import { tables } from "../../../engine/store/tables.ts";
import { workspace } from "../../contracts/store.ts";
import { temporaryFile } from "../../fakes/bed.ts";
import { handClock } from "../../fakes/ports.ts";
import { startPostgres } from "../../fakes/postgres.ts";

const options = (url: string): StoreOptions => ({ url, objects: workspace, clock: handClock(), log: () => {} });
const bytes = (length: number) => new Uint8Array(length).fill(7);

describe("the tables after all migrations", () => {
  let server: Awaited<ReturnType<typeof startPostgres>>;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());

  it("are those that the entities ask for, on SQLite: nothing to add and nothing to drop", async () => {
    const file = temporaryFile();
    await (await openStore(options(file))).close();
    const orm = await Sqlite.init({
      entities: tables,
      dbName: file,
      schemaGenerator: { ...schemaGenerator, skipTables: ["mikro_orm_migrations"] },
    });

    const diff = await orm.schema.getUpdateSchemaSQL({ safe: false });
    await orm.close();

    expect(diff.trim()).toBe("");
  });

  it("are those that the entities ask for, on PostgreSQL: nothing to add and nothing to drop", async () => {
    const url = await server.database("diff");
    await (await openStore(options(url))).close();
    const orm = await Postgres.init({
      entities: tables,
      clientUrl: url,
      schemaGenerator: { ...schemaGenerator, skipTables: ["mikro_orm_migrations"] },
    });

    const diff = await orm.schema.getUpdateSchemaSQL({ safe: false });
    await orm.close();

    expect(diff.trim()).toBe("");
  });
});

describe("the names of the migrations", () => {
  it.each([
    ["SQLite", ofSqlite],
    ["PostgreSQL", ofPostgres],
  ])("are those that a start knows without loading them, on %s", (_, migrations) => {
    const names = migrations.map((migration) => migration.name);

    expect(names).toEqual(migrationNames);
  });

  it("are what MikroORM notes, in their order", async () => {
    const file = temporaryFile();
    await (await openStore(options(file))).close();
    const database = await connectDatabase(file);

    const executed = await database.executedMigrations();
    await database.close();

    expect(executed).toEqual(migrationNames);
  });
});

describe("a database that is not ours to change", () => {
  it("is refused when it is newer than the program, and stays as it was", async () => {
    const file = temporaryFile();
    const store = await openStore(options(file));
    await store.write((sql) =>
      sql.run("insert into mikro_orm_migrations (name, executed_at) values ('Migration29991231000000', '2999-12-31')"),
    );
    await store.close();

    await expect(openStore(options(file))).rejects.toThrow(/newer crmsync .*Migration29991231000000/);
    expect(readdirSync(dirname(file)).filter((name) => name.includes("before-migration"))).toEqual([]);
  });

  it("is refused with a wrong secret, naming both keys and not the secret", async () => {
    const store = await openStore(options(temporaryFile()));
    const right = createKeyring("the right secret of thirty-two letters", bytes);
    const wrong = createKeyring("the wrong secret of thirty-two letters", bytes);
    await checkKey(store, right);

    const refused = checkKey(store, wrong);

    await expect(refused).rejects.toThrow(new RegExp(`${right.keyId}.*${wrong.keyId}.*nothing was changed`));
    await expect(checkKey(store, right)).resolves.toBeUndefined();
    await store.close();
  });
});

describe("the copy before a migration", () => {
  it("holds every row, is read back, and takes no name that is taken", async () => {
    const file = temporaryFile();
    const store = await openStore(options(file));
    await store.write((sql) => sql.run("insert into contacts (id, email) values ('c1', 'ada@x.test')"));
    await store.close();
    const database = await connectDatabase(file);
    const told: unknown[] = [];

    for (let n = 0; n < 2; n += 1)
      await copyBeforeMigration(database, handClock(), (_level, _message, fields) => told.push(fields?.path));
    await database.close();

    expect(new Set(told).size).toBe(2);
    const copy = await openStore(options(String(told[0])));
    const rows = await copy.read((sql) => sql.all("select id, email from contacts"));
    await copy.close();
    expect(rows.map((row) => ({ ...row }))).toEqual([{ id: "c1", email: "ada@x.test" }]);
  });
});
