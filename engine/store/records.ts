import type { Fields, WorkspaceRecord } from "../record.ts";
import { shortKey } from "./short-key.ts";
import { fromJson, type Row, type Sql } from "./sql.ts";

/** A record that an inbound page makes. */
export interface NewRecord {
  readonly id: string;
  readonly fields: Fields;
  readonly keys: readonly string[];
}

/** A record that an inbound page changes: all its fields as they shall be, its keys made anew. */
export interface ChangedRecord extends NewRecord {
  readonly deleted: boolean;
}

export interface Writer {
  /** The connection that the values came from: it is not owed them. */
  readonly origin: string;
  /** How urgent the change is for the other connections: 1 live, 3 backfill. */
  readonly lane: number;
  readonly now: number;
}

export async function readRecords(
  sql: Sql,
  object: string,
  ids: readonly string[],
): Promise<Map<string, WorkspaceRecord>> {
  if (ids.length === 0) return new Map();
  const { text, param } = sql.among("id", ids);
  const rows = await sql.all(
    `select object, id, fields, version, deleted from records where object = ? and ${text} order by id${sql.lock}`,
    [object, param],
  );
  return new Map(rows.map((row) => [String(row.id), recordOf(row)]));
}

/** The versions alone, for those who know the values already. */
export async function recordVersions(
  sql: Sql,
  object: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (ids.length === 0) return new Map();
  const { text, param } = sql.among("id", ids);
  const rows = await sql.all(`select id, version from records where object = ? and ${text} order by id${sql.lock}`, [
    object,
    param,
  ]);
  return new Map(rows.map((row) => [String(row.id), Number(row.version)]));
}

function recordOf(row: Row): WorkspaceRecord {
  return {
    object: String(row.object),
    id: String(row.id),
    fields: fromJson<Fields>(row.fields),
    version: Number(row.version),
    deleted: row.deleted === 1,
  };
}

export async function insertRecords(
  sql: Sql,
  object: string,
  records: readonly NewRecord[],
  by: Writer,
): Promise<void> {
  const columns = {
    object: "text",
    id: "text",
    fields: "json",
    origin: "text",
    lane: "int",
    keyed: "int",
    key1: "text",
    key2: "text",
    created_at: "time",
    updated_at: "time",
  } as const;
  const rows = records.map((one) => [
    object,
    one.id,
    JSON.stringify(one.fields),
    by.origin,
    by.lane,
    1,
    shortKey(object, one.keys[0] ?? ""),
    shortKey(object, one.keys[1] ?? ""),
    by.now,
    by.now,
  ]);
  await sql.insert("records", columns, rows);
}

export async function updateRecords(
  sql: Sql,
  object: string,
  records: readonly ChangedRecord[],
  by: Writer,
): Promise<void> {
  const rows = records.map((one) => [
    JSON.stringify(one.fields),
    one.deleted ? 1 : 0,
    by.origin,
    by.lane,
    shortKey(object, one.keys[0] ?? ""),
    shortKey(object, one.keys[1] ?? ""),
    by.now,
    object,
    one.id,
  ]);
  await sql.update(
    "records",
    { fields: "json", deleted: "int", origin: "text", lane: "int", key1: "text", key2: "text", updated_at: "time" },
    { object: "text", id: "text" },
    rows,
    sql.dialect === "sqlite" ? "version = version + 1, keyed = 1" : "version = t.version + 1, keyed = 1",
  );
}

/** Records that plain SQL wrote since their keys were made. */
export async function unkeyedRecords(sql: Sql, object: string, limit: number): Promise<readonly WorkspaceRecord[]> {
  const rows = await sql.all(
    `select object, id, fields, version, deleted from records where keyed = 0 and object = ? order by id limit ?${sql.lock}`,
    [object, limit],
  );
  return rows.map(recordOf);
}

export async function saveKeys(
  sql: Sql,
  object: string,
  keyed: readonly { id: string; keys: readonly string[] }[],
): Promise<void> {
  await sql.update(
    "records",
    { key1: "text", key2: "text" },
    { object: "text", id: "text" },
    keyed.map((one) => [shortKey(object, one.keys[0] ?? ""), shortKey(object, one.keys[1] ?? ""), object, one.id]),
    "keyed = 1",
  );
}

/**
 * Every record that may have one of the keys on the level (0 or 1): whether it does, its fields tell. Deleted records
 * match nobody.
 */
export async function recordsByKey(
  sql: Sql,
  object: string,
  level: 0 | 1,
  keys: readonly string[],
): Promise<readonly { readonly id: string; readonly key: string }[]> {
  if (keys.length === 0) return [];
  const byShort = new Map<string, string[]>();
  for (const key of keys) {
    const short = shortKey(object, key);
    const same = byShort.get(short);
    if (!same) byShort.set(short, [key]);
    else if (!same.includes(key)) same.push(key);
  }
  const column = level === 0 ? "key1" : "key2";
  const { text, param } = sql.among(column, [...byShort.keys()]);
  // Neither the object nor an order is asked for: for either SQLite walks all the object's records instead.
  const rows = await sql.all(`select id, ${column} as short from records where ${text} and deleted = 0`, [param]);
  return rows
    .flatMap((row) => (byShort.get(String(row.short)) ?? []).map((key) => ({ id: String(row.id), key })))
    .sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

/** Sets records aside without touching their fields, when a delete travels inward. */
export async function deleteRecords(sql: Sql, object: string, ids: readonly string[], by: Writer): Promise<void> {
  if (ids.length === 0) return;
  const { text, param } = sql.among("id", ids);
  await sql.run(
    `update records set deleted = 1, version = version + 1, origin = ?, lane = ?, updated_at = ?
     where object = ? and deleted = 0 and ${text}`,
    [by.origin, by.lane, by.now, object, param],
  );
}

/** Brings back what was set aside; `setAsideBy` = only what that connection's delete had taken. */
export async function restoreRecords(
  sql: Sql,
  object: string,
  ids: readonly string[],
  by: Writer,
  setAsideBy: string | null,
): Promise<void> {
  if (ids.length === 0) return;
  const { text, param } = sql.among("id", ids);
  await sql.run(
    `update records set deleted = 0, version = version + 1, origin = ?, lane = ?, updated_at = ?
     where object = ? and deleted = 1 and ${text}${setAsideBy === null ? "" : " and origin = ?"}`,
    [by.origin, by.lane, by.now, object, param, ...(setAsideBy === null ? [] : [setAsideBy])],
  );
}
