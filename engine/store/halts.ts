import type { ObjectName } from "../record.ts";
import { forgetMeta, readMeta, saveMeta } from "./meta.ts";
import { fromJson, type Sql } from "./sql.ts";

export type HaltDirection = "inbound" | "outbound";

/** One object of a connection, one way, whose last run broke off without a known cause. Times are ms since 1970. */
export interface Halt {
  readonly connection: string;
  readonly object: ObjectName;
  readonly direction: HaltDirection;
  /** How often it broke off in a row. */
  readonly tries: number;
  /** When it broke off first. */
  readonly since: number;
  /** When it is tried again; null = it has stopped, until a person asks for it or the program starts anew. */
  readonly due: number | null;
  /** The fingerprint of the cause: no value of any record is in it. */
  readonly words: string;
}

type Place = Pick<Halt, "connection" | "object" | "direction">;

const PREFIX = "halt ";
const keyOf = ({ connection, object, direction }: Place) => `${PREFIX}${connection} ${object} ${direction}`;

/** Few, and mostly none. */
export async function readHalts(sql: Sql): Promise<readonly Halt[]> {
  const rows = await sql.all("select value from meta where key like ? order by key", [`${PREFIX}%`]);
  return rows.map((row) => fromJson<Halt>(row.value));
}

export async function readHalt(sql: Sql, place: Place): Promise<Halt | null> {
  const value = await readMeta(sql, keyOf(place));
  return value === null ? null : fromJson<Halt>(value);
}

export function saveHalt(sql: Sql, halt: Halt): Promise<void> {
  return saveMeta(sql, keyOf(halt), JSON.stringify(halt));
}

export function forgetHalt(sql: Sql, place: Place): Promise<void> {
  return forgetMeta(sql, keyOf(place));
}

/** Has what broke off tried again with the next tick: of these objects of a connection, or everything. */
export async function releaseHalts(
  sql: Sql,
  of: { readonly connection: string; readonly objects: readonly ObjectName[] } | null,
  now: number,
): Promise<void> {
  for (const halt of await readHalts(sql)) {
    if (of !== null && (of.connection !== halt.connection || !of.objects.includes(halt.object))) continue;
    if (halt.due === null || halt.due > now) await saveHalt(sql, { ...halt, due: now });
  }
}
