import BetterSqlite from "better-sqlite3";
import type { Database } from "./database.ts";
import { migrationNames } from "./migrations/names.ts";
import { type SqliteHandle, sqliteSql } from "./sqlite.ts";
import type { Turns } from "./turns.ts";
import { watchSqlite } from "./watch-sqlite.ts";

/** Opens a SQLite file, or a database in memory for ":memory:". */
export async function connectSqlite(path: string, turns: Turns): Promise<Database> {
  const isMemory = path === ":memory:";
  const readsBeside = turns.others && !isMemory;
  const handle = new BetterSqlite(path);
  // Only a new file takes it: keys come in no order, and larger pages are fewer to write for each commit.
  handle.pragma("page_size = 16384");
  handle.pragma("journal_mode = wal");
  handle.pragma("synchronous = full");
  // better-sqlite3 waits inside the event loop, so it waits hardly at all; the store tries again without blocking.
  handle.pragma("busy_timeout = 20");
  // 64 MB: a page of a pull changes index pages all over the file, and each is then copied there once for many commits.
  handle.pragma("wal_autocheckpoint = 4000");
  const sql = sqliteSql(handle, turns);
  // Whoever reads would wait for the transaction that the one handle is in. A database in memory has but one.
  const beside = readsBeside ? openReading(path) : null;
  const reading = beside ? sqliteSql(beside, turns) : sql;

  return {
    dialect: "sqlite",
    sideBySide: readsBeside ? "sessions" : "nothing",
    file: isMemory ? null : path,
    migrations: migrationNames,
    executedMigrations: async () => executedIn(handle),
    migrate: async () => (await import("./migrate-sqlite.ts")).migrateSqlite(handle),
    transaction: async (work, repeatable) => {
      // The next commit that waits for the disk takes along what this one leaves to it.
      if (repeatable) handle.pragma("synchronous = normal");
      // Immediate: a transaction that reads first and writes after a stranger's commit could only fail.
      try {
        handle.exec("begin immediate");
        const result = await work(sql);
        handle.exec("commit");
        return result;
      } catch (cause) {
        // After a full disk or a failed write SQLite may have rolled it back already.
        if (handle.inTransaction) handle.exec("rollback");
        throw cause;
      } finally {
        if (repeatable) handle.pragma("synchronous = full");
      }
    },
    session: (work) => work(reading),
    isBusy: (cause) => cause instanceof Error && "code" in cause && String(cause.code).startsWith("SQLITE_BUSY"),
    copyTo: async (copy) => {
      handle.exec(`vacuum into '${copy.replaceAll("'", "''")}'`);
      return compareCopy(handle, copy);
    },
    watch: (tell, { clock }) => watchSqlite(() => handle.pragma("data_version", { simple: true }), tell, clock),
    close: async () => {
      beside?.close();
      handle.close();
    },
  };
}

/** A handle that sees what was committed while the other one is in a transaction. */
function openReading(path: string): SqliteHandle {
  const handle = new BetterSqlite(path);
  handle.pragma("busy_timeout = 20");
  handle.pragma("query_only = on");
  return handle;
}

/** Where MikroORM notes what it has run; a new file has no such table. */
function executedIn(handle: SqliteHandle): readonly string[] {
  const noted = handle.prepare("select 1 from sqlite_master where type = 'table' and name = 'mikro_orm_migrations'");
  if (noted.all().length === 0) return [];
  const rows = handle.prepare("select name from mikro_orm_migrations order by id").all() as { name: string }[];
  return rows.map((row) => row.name);
}

/** Reads the copy through SQLite itself: its pages must be sound and each table must hold as many rows. */
function compareCopy(handle: SqliteHandle, copy: string): string | null {
  handle.prepare("attach database ? as copy").run(copy);
  try {
    const sound = handle.pragma("copy.integrity_check", { simple: true });
    if (sound !== "ok") return String(sound);
    const names = handle.prepare("select name from main.sqlite_master where type = 'table'").all() as {
      name: string;
    }[];
    for (const { name } of names) {
      const count = (schema: string) => {
        const [row] = handle.prepare(`select count(*) as n from ${schema}."${name}"`).all() as { n: number }[];
        return row?.n;
      };
      if (count("main") !== count("copy")) return `table ${name} differs`;
    }
    return null;
  } finally {
    handle.exec("detach database copy");
  }
}
