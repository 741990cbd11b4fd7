import { createHash } from "node:crypto";
import type { Clock, Log } from "../ports.ts";
import { createStorageWatch, type StorageState, StorageTrouble, type StorageWatch } from "../watch/storage.ts";
import { connectDatabase } from "./connect.ts";
import { copyBeforeMigration } from "./copy.ts";
import type { Database } from "./database.ts";
import { forgetMeta, saveMeta } from "./meta.ts";
import { refuseNewer } from "./newer.ts";
import type { Dialect, Sql } from "./sql.ts";
import { storageKind } from "./trouble.ts";
import { turnsOf } from "./turns.ts";
import type { ViewTypes } from "./view-columns.ts";
import { viewName, viewStatements } from "./views.ts";

/** The rows, behind one writing handle per process. */
export interface Store {
  readonly dialect: Dialect;
  /**
   * Runs `work` in one transaction that holds the write lock from its start. It is run again when the database was busy
   * or chose it as a deadlock's victim, so it must do nothing but use its Sql. Throws StorageTrouble when the database
   * takes no writes; nothing of the transaction was saved then. `repeatable`: the power may fail right after it and take
   * it away, because it would only be done again; everything else is on the disk when this answers.
   */
  write<T>(work: (sql: Sql) => Promise<T>, lasting?: "repeatable"): Promise<T>;
  /** Runs `work` outside any transaction; it sees only what was committed. */
  read<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /** Why nothing can be saved now; null = it can, as far as is known. */
  trouble(): StorageState | null;
  /** While there is trouble: writes something from time to time, to find out whether it is over. */
  tryAgain(): Promise<void>;
  /** Tells within a moment that another program may have changed records. Answers how to stop hearing of it. */
  changes(told: () => void): () => Promise<void>;
  close(): Promise<void>;
}

export interface StoreOptions {
  /** `postgres://…`, `sqlite:/path`, a bare path, or `:memory:`. */
  readonly url: string;
  /** Our object name -> the fields that its view shows. */
  readonly objects: Readonly<Record<string, readonly string[]>>;
  /** What the fields hold, by object; columns have these types. */
  readonly types?: Readonly<Record<string, ViewTypes>>;
  readonly clock: Clock;
  readonly log: Log;
}

/** While the database takes no writes, opening is tried again this often. */
const reopenMs = 5_000;

/**
 * Opens the database, brings its tables and views up to this program, and refuses one that is newer than it. Waits for as
 * long as a full or read-only database does not let it: a program that ended there would only be started again.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const watch = createStorageWatch(options.clock, options.log);
  for (;;) {
    try {
      const store = await openOnce(options, watch);
      watch.healed();
      return store;
    } catch (cause) {
      const kind = storageKind(cause);
      if (kind === null) throw cause;
      watch.failed(kind, cause);
      await options.clock.sleep(reopenMs);
    }
  }
}

async function openOnce(options: StoreOptions, watch: StorageWatch): Promise<Store> {
  const database = await connectDatabase(options.url, turnsOf(options.clock));
  try {
    await migrate(database, options);
    const store = storeOver(database, options, watch);
    await store.write((sql) => shapeViews(sql, options));
    return store;
  } catch (cause) {
    await database.close();
    throw cause;
  }
}

async function migrate(database: Database, { clock, log }: StoreOptions): Promise<void> {
  const executed = await database.executedMigrations();
  refuseNewer(executed, database.migrations);
  if (executed.length === database.migrations.length) return;
  if (executed.length > 0) await copyBeforeMigration(database, clock, log);
  await database.migrate();
}

function storeOver(database: Database, { clock, log }: StoreOptions, watch: StorageWatch): Store {
  const watches = new Set<() => Promise<void>>();
  const readings = new Set<Promise<void>>();
  let last: Promise<unknown> = Promise.resolve();

  // SQLite has one handle that writes: what another flow did while its transaction is open would join that.
  function alone<T>(work: () => Promise<T>): Promise<T> {
    const mine = last.then(work, work);
    last = mine.catch(() => {});
    return mine;
  }

  function transaction<T>(work: (sql: Sql) => Promise<T>, repeatable: boolean): Promise<T> {
    const run = () => database.transaction(work, repeatable);
    return database.sideBySide === "everything" ? run() : alone(run);
  }

  function read<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    const run = () => database.session(work);
    if (database.sideBySide === "nothing") return alone(run);
    const mine = run();
    const over = mine.then(
      () => void readings.delete(over),
      () => void readings.delete(over),
    );
    readings.add(over);
    return mine;
  }

  async function write<T>(work: (sql: Sql) => Promise<T>, lasting?: "repeatable"): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await transaction(work, lasting === "repeatable");
      } catch (cause) {
        const kind = storageKind(cause);
        if (kind !== null) {
          watch.failed(kind, cause);
          throw new StorageTrouble(kind, cause);
        }
        if (!database.isBusy(cause) || attempt >= 200) throw cause;
        await clock.sleep(Math.min(5 * attempt, 100));
      }
    }
  }

  /** A change of a few bytes often fits where nothing else does, so as much is written as a page may need. */
  async function tryAgain(): Promise<void> {
    if (!watch.tryNow()) return;
    try {
      await write((sql) => saveMeta(sql, trialKey, "x".repeat(trialBytes)));
      await write((sql) => forgetMeta(sql, trialKey));
      watch.healed();
    } catch (cause) {
      if (!(cause instanceof StorageTrouble)) throw cause;
    }
  }

  return {
    dialect: database.dialect,
    write,
    read,
    trouble: watch.state,
    tryAgain,
    changes: (told) => {
      const stop = database.watch(told, { clock, log });
      watches.add(stop);
      return stop;
    },
    close: async () => {
      await Promise.all([...watches].map((stop) => stop()));
      await Promise.all(readings);
      await alone(() => database.close());
    },
  };
}

const trialKey = "storage.trial";
const trialBytes = 1_048_576;

/** Makes the views anew when the configured fields are not those they were made for. */
async function shapeViews(sql: Sql, { objects, types }: StoreOptions): Promise<void> {
  const wanted = Object.entries(objects).map(([object, fields]) => ({
    key: `view:${viewName(object)}`,
    statements: viewStatements(sql.dialect, object, fields, types?.[object]),
  }));
  for (const { key, statements } of wanted) {
    const hash = createHash("sha256").update(statements.join(";")).digest("hex");
    const [known] = await sql.all("select value from meta where key = ?", [key]);
    if (known?.value === hash) continue;
    for (const statement of statements) await sql.run(statement);
    await sql.run(
      "insert into meta (key, value) values (?, ?) on conflict (key) do update set value = excluded.value",
      [key, hash],
    );
  }
}
