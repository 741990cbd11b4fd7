import type { ObjectName } from "../record.ts";
import { makeDue } from "../store/cursors.ts";
import { type RunFilter, type RunRow, readRun, readRuns, runsEndingWith } from "../store/runs.ts";
import type { Sql } from "../store/sql.ts";

/** D4: an order that was refused because the same is done already. */
export interface Overlap {
  readonly reason: "RUN_OVERLAP";
  readonly connection: string;
  /** The run that is going on; null = it has found nothing yet. */
  readonly run: RunRow | null;
  /** When that began, as far as it is known here: another worker's look has no time before it finds something. */
  readonly since: number | null;
}

/** Which run stands in the way; `beganAt` is known when it is this process's own. */
export async function overlapOf(sql: Sql, connection: string, beganAt: number | null): Promise<Overlap> {
  const run = await pullUnderWay(sql, connection);
  return { reason: "RUN_OVERLAP", connection, run, since: run?.startedAt ?? beganAt };
}

/** Has a connection looked at with the next tick of whoever works for it, unless that is done already. */
export async function orderPull(sql: Sql, connection: string, objects: readonly ObjectName[]): Promise<Overlap | null> {
  if (await pullUnderWay(sql, connection)) return overlapOf(sql, connection, null);
  await makeDue(sql, connection, objects);
  return null;
}

/** Not a resync: that is an order, too, but no pull. */
async function pullUnderWay(sql: Sql, connection: string): Promise<RunRow | null> {
  const open = await readRuns(sql, { connection, direction: "inbound", state: "in_progress", limit: 20 });
  return open.find((run) => run.connection === connection && run.kind !== "resync") ?? null;
}

/** A run by its id, or by the end of its id as people type it; null = none, "several" = it does not tell which. */
export async function findRun(sql: Sql, text: string): Promise<RunRow | "several" | null> {
  const run = await readRun(sql, text);
  if (run || text.length < 3) return run;
  const [first, second] = await runsEndingWith(sql, text, 2);
  return second ? "several" : (first ?? null);
}

/** Two runs of the same object, one way, at one connection, that were at work at the same time. */
export interface Conflict {
  readonly first: string;
  readonly second: string;
  readonly connection: string;
  readonly object: string;
  readonly direction: RunRow["direction"];
  /** When the second began. */
  readonly at: number;
}

/** A run that is older than this when another begins is not asked for: the log is long. */
const lookBackMs = 2 * 86_400_000;
/** Later than any time. */
const never = 9_000_000_000_000_000;

/** Pulls that took time; resyncs are orders, several of which may be open, and a run that failed at once took none. */
const pulls = "kind <> 'resync' and direction = 'inbound' and state <> 'failed'";

/**
 * D4: what of the log shows two processes at once, newest first. Leases and the cursor make it impossible, so whatever is
 * found here is worth a look. Read once in the order of time: the log may hold very many runs.
 */
export async function findConflicts(
  sql: Sql,
  { connection, since = 0, limit }: Pick<RunFilter, "connection" | "since" | "limit">,
): Promise<readonly Conflict[]> {
  const rows = await sql.all(
    `select id, connection, object, direction, started_at from (
       select id, connection, object, direction, started_at, max(coalesce(ended_at, ?)) over (
         partition by connection, object order by started_at, id rows between unbounded preceding and 1 preceding
       ) as busy_until from runs where ${pulls} and started_at >= ? ${connection === undefined ? "" : "and connection = ?"}
     ) as laid where busy_until > started_at and started_at >= ? order by started_at desc, id desc limit ?`,
    [never, since - lookBackMs, ...(connection === undefined ? [] : [connection]), since, limit],
  );
  const conflicts: Conflict[] = [];
  for (const row of rows) {
    const [id, at] = [String(row.id), Number(row.started_at)];
    const [other] = await sql.all(
      `select id from runs where ${pulls} and connection = ? and object = ? and id <> ? and started_at <= ?
         and coalesce(ended_at, ?) > ? order by started_at desc, id desc limit 1`,
      [String(row.connection), String(row.object), id, at, never, at],
    );
    const place = { connection: String(row.connection), object: String(row.object), direction: "inbound" } as const;
    if (other) conflicts.push({ ...place, first: String(other.id), second: id, at });
  }
  return conflicts;
}
