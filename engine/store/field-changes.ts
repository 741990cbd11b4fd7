import type { Fields } from "../record.ts";
import { readMeta, saveMeta } from "./meta.ts";
import { fromJson, type Sql } from "./sql.ts";

/** One change of a record: what its fields held until then. A trigger notes it, whoever wrote (not in first pulls). */
export interface FieldChange {
  /** The record's version by this change. */
  readonly version: number;
  /** The connection that it came from; null = it was made here. */
  readonly origin: string | null;
  /** null = plain SQL made it, and triggers write no time. */
  readonly at: number | null;
  readonly before: Fields;
}

/** The newest of a record's changes are enough for whoever asks who wrote what. */
const most = 1_000;

/** What is known of a record's changes, oldest first. */
export async function readChanges(sql: Sql, object: string, id: string): Promise<readonly FieldChange[]> {
  const rows = await sql.all(
    "select version, origin, at, before from field_changes where record_id = ? and object = ? order by seq desc limit ?",
    [id, object, most],
  );
  return rows.toReversed().map((row) => ({
    version: Number(row.version),
    origin: row.origin as string | null,
    at: row.at as number | null,
    before: fromJson<Fields>(row.before),
  }));
}

/** A moment, and the newest change that was there then. */
type Mark = readonly [at: number, seq: number];

const KEY = "field_changes_marks";
const DAY = 86_400_000;

/**
 * Up to which change everything is older than `keptMs`. Changes by plain SQL bear no time, so one mark a day remembers how
 * far they went; null = nothing is that old.
 */
export async function changesBefore(sql: Sql, now: number, keptMs: number): Promise<number | null> {
  const known = fromJson<readonly Mark[]>((await readMeta(sql, KEY)) ?? "[]");
  const old = known.filter(([at]) => at < now - keptMs);
  const [last] = old.slice(-1);
  const newest = known.at(-1);
  if (newest === undefined || now - newest[0] >= DAY) {
    const [row] = await sql.all("select coalesce(max(seq), 0) as seq from field_changes");
    // The last of the old marks is still what is to be removed.
    const kept = [...(last ? [last] : []), ...known.slice(old.length), [now, Number(row?.seq ?? 0)] as const];
    await saveMeta(sql, KEY, JSON.stringify(kept));
  }
  return last ? last[1] : null;
}

/** Removes a slice of the changes up to this one; answers how many went. */
export function forgetChanges(sql: Sql, upTo: number, slice: number): Promise<number> {
  return sql.run(
    "delete from field_changes where seq in (select seq from field_changes where seq <= ? order by seq limit ?)",
    [upTo, slice],
  );
}
