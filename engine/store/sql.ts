/**
 * The one way to the rows, the same for both dialects: `?` for parameters, flags as 0/1, times in ms, JSON as values.
 * It is only ever handed out inside `read` and `write` of the store.
 */
export interface Sql {
  readonly dialect: Dialect;
  all(text: string, params?: readonly Param[]): Promise<readonly Row[]>;
  /** Answers how many rows were changed. */
  run(text: string, params?: readonly Param[]): Promise<number>;
  /** Inserts many rows in one go; `suffix` is an `on conflict …` clause. */
  insert(table: string, columns: Columns, rows: readonly (readonly Param[])[], suffix?: string): Promise<void>;
  /**
   * Updates many rows in one go: each row holds the new values, then the keys. `also` is more of the set clause. Answers
   * how many rows were changed.
   */
  update(
    table: string,
    values: Columns,
    keys: Columns,
    rows: readonly (readonly Param[])[],
    also?: string,
  ): Promise<number>;
  /** "column in list", for lists of any length: a fragment with one parameter. */
  among(column: string, list: readonly string[]): { readonly text: string; readonly param: Param };
  /** Makes transactions that would both look for a match wait for one another (PostgreSQL; SQLite has one writer). */
  inTurn(subject: string): Promise<void>;
  /** " for update" where rows must be locked one by one. */
  readonly lock: string;
}

export type Dialect = "sqlite" | "postgresql";

/** A list is only for `among` on PostgreSQL. */
export type Param = string | number | null | readonly string[];

export type Row = Readonly<Record<string, unknown>>;

/** Column -> its type, for the casts of PostgreSQL's unnest. */
export type Columns = Readonly<Record<string, ColumnType>>;

export type ColumnType = "text" | "json" | "time" | "int";

/** SQLite hands JSON out as text, PostgreSQL as values. */
export function fromJson<T>(value: unknown): T {
  return (typeof value === "string" ? JSON.parse(value) : value) as T;
}

export function toJson(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}
