import type { Param, Row, Sql } from "./sql.ts";

/** The part of better-sqlite3 that is used; its calls are synchronous. */
export interface SqliteHandle {
  prepare(text: string): SqliteStatement;
  exec(text: string): unknown;
  pragma(text: string, options?: { simple: boolean }): unknown;
}

interface SqliteStatement {
  all(...params: readonly unknown[]): unknown[];
  run(...params: readonly unknown[]): { changes: number };
}

/** Sql over one better-sqlite3 handle. Statements are prepared once: preparing costs more than running most of them. */
export function sqliteSql(handle: SqliteHandle): Sql {
  const prepared = new Map<string, SqliteStatement>();

  function statement(text: string): SqliteStatement {
    const known = prepared.get(text);
    if (known) return known;
    const fresh = handle.prepare(text);
    prepared.set(text, fresh);
    return fresh;
  }

  function runEach(text: string, rows: readonly (readonly Param[])[]): void {
    const each = statement(text);
    for (const row of rows) each.run(...row);
  }

  return {
    dialect: "sqlite",
    lock: "",
    all: async (text, params = []) => statement(text).all(...params) as readonly Row[],
    run: async (text, params = []) => statement(text).run(...params).changes,
    insert: async (table, columns, rows, suffix = "") => {
      const names = Object.keys(columns);
      const marks = names.map(() => "?").join(", ");
      runEach(`insert into ${table} (${names.join(", ")}) values (${marks}) ${suffix}`, rows);
    },
    update: async (table, values, keys, rows, also = "") => {
      const set = [...Object.keys(values).map((name) => `${name} = ?`), ...(also ? [also] : [])];
      const where = Object.keys(keys).map((name) => `${name} = ?`);
      runEach(`update ${table} set ${set.join(", ")} where ${where.join(" and ")}`, rows);
    },
    among: (column, list) => ({ text: `${column} in (select value from json_each(?))`, param: JSON.stringify(list) }),
    inTurn: async () => {},
  };
}
