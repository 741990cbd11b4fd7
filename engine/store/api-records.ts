import type { Fields, FieldType } from "../record.ts";
import { shortKey } from "./short-key.ts";
import { fromJson, type Param, type Sql } from "./sql.ts";

export type FilterOperator = "is" | "not" | "gt" | "gte" | "lt" | "lte" | "contains" | "empty";

/** One condition on a field of ours; the value has the form of the field's type. */
export interface RecordFilter {
  readonly field: string;
  readonly type: FieldType | null;
  readonly operator: FilterOperator;
  readonly value: string | number | boolean;
}

/** A living record as other programs see it. `updatedAt` is null where plain SQL wrote it and nobody since. */
export interface StoredRecord {
  readonly id: string;
  readonly fields: Fields;
  readonly version: number;
  readonly updatedAt: number | null;
}

const compares = { is: "=", not: "<>", gt: ">", gte: ">=", lt: "<", lte: "<=" } as const;

/** Living records of an object that hold all conditions, by id, after the id given. Field names must be known ones. */
export async function listRecords(
  sql: Sql,
  object: string,
  filters: readonly RecordFilter[],
  page: { readonly after: string | null; readonly limit: number },
): Promise<readonly StoredRecord[]> {
  const conditions = filters.map((one) => conditionOf(sql, one));
  const after = page.after === null ? [] : [{ text: "id > ?", params: [page.after] }];
  const all = [{ text: "object = ? and deleted = 0", params: [object] }, ...after, ...conditions];
  const rows = await sql.all(
    `select id, fields, version, updated_at from records where ${all.map((one) => one.text).join(" and ")} order by id limit ?`,
    [...all.flatMap((one) => one.params), page.limit],
  );
  return rows.map((row) => ({
    id: String(row.id),
    fields: fromJson<Fields>(row.fields),
    version: Number(row.version),
    updatedAt: row.updated_at as number | null,
  }));
}

/** How many living records hold all conditions. */
export async function countRecords(sql: Sql, object: string, filters: readonly RecordFilter[]): Promise<number> {
  const conditions = filters.map((one) => conditionOf(sql, one));
  const [row] = await sql.all(
    `select count(*) as n from records where ${["object = ? and deleted = 0", ...conditions.map((one) => one.text)].join(" and ")}`,
    [object, ...conditions.flatMap((one) => one.params)],
  );
  return Number(row?.n ?? 0);
}

function conditionOf(sql: Sql, filter: RecordFilter): { readonly text: string; readonly params: readonly Param[] } {
  const { text, number } = forms(sql, filter.field);
  const { operator, value, type } = filter;
  if (operator === "empty") return { text: `coalesce(${text}, '') ${value === true ? "=" : "<>"} ''`, params: [] };
  if (operator === "contains") {
    const place = sql.dialect === "sqlite" ? "instr(lower(T), lower(?))" : "strpos(lower(T), lower(cast(? as text)))";
    return { text: `${place.replace("T", () => text)} > 0`, params: [String(value)] };
  }
  if (typeof value === "number" || type === "number" || type === "integer")
    return { text: differing(operator, number, "cast(? as double precision)"), params: [Number(value)] };
  const told = sql.dialect === "sqlite" && typeof value === "boolean" ? String(Number(value)) : String(value);
  return { text: differing(operator, text, "cast(? as text)"), params: [told] };
}

/** What is empty differs from every value. */
function differing(operator: keyof typeof compares, held: string, asked: string): string {
  const compared = `${held} ${compares[operator]} ${asked}`;
  return operator === "not" ? `(${compared} or ${held} is null)` : compared;
}

/** The value of a field as text and as a number, compared byte by byte in both dialects; null where it is none. */
function forms({ dialect }: Sql, field: string): { readonly text: string; readonly number: string } {
  const name = field.replaceAll("'", "''").replaceAll('"', '""');
  if (dialect === "sqlite") {
    const value = `json_extract(fields, '$."${name}"')`;
    return {
      text: `cast(${value} as text)`,
      number: `case when typeof(${value}) in ('integer', 'real') then ${value} end`,
    };
  }
  const value = `(fields ->> '${name}')`;
  return {
    text: `${value} collate "C"`,
    number: `case when jsonb_typeof(fields -> '${name}') = 'number' then ${value}::double precision end`,
  };
}

/** A record that another program makes or changes: all its fields as they shall be. */
export interface SavedRecord {
  readonly id: string;
  readonly fields: Fields;
  readonly keys: readonly string[];
}

/**
 * Writes records as plain SQL on the views does: without an origin, so that the triggers owe them to every connection,
 * in the same transaction.
 */
export async function saveRecords(
  sql: Sql,
  object: string,
  { created, changed }: { readonly created: readonly SavedRecord[]; readonly changed: readonly SavedRecord[] },
  now: number,
): Promise<void> {
  const key = (one: SavedRecord, level: 0 | 1) => shortKey(object, one.keys[level] ?? "");
  if (created.length > 0)
    await sql.insert(
      "records",
      {
        object: "text",
        id: "text",
        fields: "json",
        keyed: "int",
        key1: "text",
        key2: "text",
        created_at: "time",
        updated_at: "time",
      },
      created.map((one) => [object, one.id, JSON.stringify(one.fields), 1, key(one, 0), key(one, 1), now, now]),
    );
  if (changed.length > 0)
    await sql.update(
      "records",
      { fields: "json", key1: "text", key2: "text", updated_at: "time" },
      { object: "text", id: "text" },
      changed.map((one) => [JSON.stringify(one.fields), key(one, 0), key(one, 1), now, object, one.id]),
      `${next(sql)}, deleted = 0, keyed = 1`,
    );
}

/** False when there was no living record of this id. */
export async function removeRecord(sql: Sql, object: string, id: string, now: number): Promise<boolean> {
  const set = "version = version + 1, origin = null, lane = 1, deleted = 1, updated_at = ?";
  const changed = await sql.run(`update records set ${set} where object = ? and id = ? and deleted = 0`, [
    now,
    object,
    id,
  ]);
  return changed === 1;
}

function next({ dialect }: Sql): string {
  return `version = ${dialect === "sqlite" ? "version" : "t.version"} + 1, origin = null, lane = 1`;
}
