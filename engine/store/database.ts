import type { Clock, Log } from "../ports.ts";
import type { Dialect, Sql } from "./sql.ts";

/** What open.ts needs of a dialect. MikroORM brings the tables and the migrations; statements are ours. */
export interface Database {
  readonly dialect: Dialect;
  /** What may run side by side: sessions and transactions, sessions with one transaction, or neither. */
  readonly sideBySide: "everything" | "sessions" | "nothing";
  /** The path of a SQLite file; null for memory and PostgreSQL. */
  readonly file: string | null;
  /** Names of the migrations that this program knows, oldest first. */
  readonly migrations: readonly string[];
  executedMigrations(): Promise<readonly string[]>;
  migrate(): Promise<void>;
  /** `repeatable` = what is done in it may be lost with the machine's power, because it would just be done again. */
  transaction<T>(work: (sql: Sql) => Promise<T>, repeatable: boolean): Promise<T>;
  session<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /** Whether a transaction that failed with this may simply be tried again. */
  isBusy(cause: unknown): boolean;
  /** Copies the whole database and answers what the copy lacks; null = verified. */
  copyTo(path: string): Promise<string | null>;
  /** Tells of commits of other programs until it is stopped, which must be before the end. */
  watch(tell: () => void, ports: { readonly clock: Clock; readonly log: Log }): () => Promise<void>;
  close(): Promise<void>;
}

export const schemaGenerator = { skipViews: [/.*/], ignoreTriggers: true, ignoreRoutines: true };
