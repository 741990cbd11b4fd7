import type { Param, Row, Sql } from "./sql.ts";
import type { Turns } from "./turns.ts";

/** The part of better-sqlite3 that is used; its calls are synchronous. */
export interface SqliteHandle {
  prepare(text: string): SqliteStatement;
  exec(text: string): unknown;
  pragma(text: string, options?: { simple: boolean }): unknown;
  readonly inTransaction: boolean;
  close(): unknown;
}

interface SqliteStatement {
  all(...params: readonly unknown[]): unknown[];
  run(...params: readonly unknown[]): { changes: number };
}

/** Rows that one insert takes: a call costs about as much as a narrow row. */
const together = 20;

/** Sql over one better-sqlite3 handle, whose calls hold the process; others have their turns in between. Statements are prepared once: preparing costs more than running most of them. */
export function sqliteSql(handle: SqliteHandle, turns: Turns): Sql {
  const prepared = new Map<string, SqliteStatement>();

  function statement(text: string): SqliteStatement {
    const known = prepared.get(text);
    if (known) return known;
    const fresh = handle.prepare(text);
    prepared.set(text, fresh);
    return fresh;
  }

  async function runEach(text: string, rows: readonly (readonly Param[])[]): Promise<number> {
    const each = statement(text);
    let changed = 0;
    for (const row of rows) {
      changed += each.run(row).changes;
      if (turns.due()) await turns.take();
    }
    return changed;
  }

  return {
    dialect: "sqlite",
    lock: "",
    all: async (text, params = []) => {
      const rows = statement(text).all(...params) as readonly Row[];
      if (turns.due()) await turns.take();
      return rows;
    },
    run: async (text, params = []) => {
      const { changes } = statement(text).run(...params);
      if (turns.due()) await turns.take();
      return changes;
    },
    insert: async (table, columns, rows, suffix = "") => {
      const names = Object.keys(columns);
      const marks = `(${names.map(() => "?").join(", ")})`;
      // "or fail": the transaction ends with any error, so SQLite need not keep each page as it was before the statement.
      const into = `insert or fail into ${table} (${names.join(", ")}) values`;
      const whole = rows.length - (rows.length % together);
      const many = whole > 0 ? statement(`${into} ${Array(together).fill(marks).join(", ")} ${suffix}`) : null;
      // Making many rows takes its time, too.
      if (turns.due()) await turns.take();
      for (let at = 0; at < whole; at += together) {
        const params: Param[] = [];
        for (let n = at; n < at + together; n++) params.push(...(rows[n] ?? []));
        many?.run(params);
        if (turns.due()) await turns.take();
      }
      await runEach(`${into} ${marks} ${suffix}`, rows.slice(whole));
    },
    update: async (table, values, keys, rows, also = "") => {
      const set = [...Object.keys(values).map((name) => `${name} = ?`), ...(also ? [also] : [])];
      const where = Object.keys(keys).map((name) => `${name} = ?`);
      return runEach(`update ${table} set ${set.join(", ")} where ${where.join(" and ")}`, rows);
    },
    among: (column, list) => ({ text: `${column} in (select value from json_each(?))`, param: JSON.stringify(list) }),
    inTurn: async () => {},
  };
}
