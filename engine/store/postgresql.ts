import type { Columns, ColumnType, Param, Row, Sql } from "./sql.ts";

/** The part of a pg client that is used. */
export interface PgClient {
  query(text: string, params?: unknown[]): Promise<{ rows: unknown[]; rowCount: number | null }>;
}

const casts = { text: "text", json: "jsonb", time: "double precision", int: "int" } satisfies Record<
  ColumnType,
  string
>;

/** Sql over one PostgreSQL client. Many rows travel as one array per column. */
export function postgresSql(client: PgClient): Sql {
  async function query(text: string, params: readonly Param[]): Promise<{ rows: unknown[]; rowCount: number | null }> {
    return client.query(numbered(text), [...params]);
  }

  return {
    dialect: "postgresql",
    lock: " for update",
    all: async (text, params = []) => (await query(text, params)).rows as Row[],
    run: async (text, params = []) => (await query(text, params)).rowCount ?? 0,
    insert: async (table, columns, rows, suffix = "") => {
      if (rows.length === 0) return;
      const names = Object.keys(columns);
      const arrays = unnest(columns);
      await client.query(
        `insert into ${table} (${names.join(", ")}) select * from unnest(${arrays}) ${suffix}`,
        byColumn(rows, names.length),
      );
    },
    update: async (table, values, keys, rows, also = "") => {
      if (rows.length === 0) return 0;
      const all = { ...values, ...keys };
      const names = Object.keys(all);
      const set = [...Object.keys(values).map((name) => `${name} = v.${name}`), ...(also ? [also] : [])].join(", ");
      const where = Object.keys(keys).map((name) => `t.${name} = v.${name}`);
      const { rowCount } = await client.query(
        `update ${table} as t set ${set} from unnest(${unnest(all)}) as v(${names.join(", ")}) where ${where.join(" and ")}`,
        byColumn(rows, names.length),
      );
      return rowCount ?? 0;
    },
    among: (column, list) => ({ text: `${column} = any(?::text[])`, param: list }),
    inTurn: async (subject) => {
      await client.query("select pg_advisory_xact_lock(hashtext($1))", [subject]);
    },
  };
}

function numbered(text: string): string {
  let n = 0;
  return text.replace(/\?/g, () => `$${++n}`);
}

function unnest(columns: Columns): string {
  return Object.values(columns)
    .map((type, i) => `$${i + 1}::${casts[type]}[]`)
    .join(", ");
}

function byColumn(rows: readonly (readonly Param[])[], width: number): unknown[] {
  return Array.from({ length: width }, (_, i) => rows.map((row) => row[i] ?? null));
}
