import { releaseHalts } from "../store/halts.ts";
import { askAgain, forgetAsked } from "../store/outcomes.ts";
import { oweForRun, releaseFromRun } from "../store/owed-asked.ts";
import { endRun, readRun, readRuns, startRun } from "../store/runs.ts";
import { forgetSchema } from "../store/schemas.ts";
import type { Sql } from "../store/sql.ts";
import type { Worker } from "../worker.ts";
import { type Piece, pieces, type Selection } from "./selection.ts";

export { type Piece, pieces, type Selection } from "./selection.ts";

export interface Resync {
  readonly runId: string;
  readonly wanted: number;
}

/** How many records a resync would touch. */
export async function countSelection(sql: Sql, worker: Worker, selection: Selection): Promise<number> {
  return (await pieces(sql, worker, selection)).length;
}

/** Notes what is wanted; the next tick begins. What the CRM's schema allows is read anew: the cause may have been mended there. */
export async function orderResync(sql: Sql, worker: Worker, selection: Selection, askedBy: string): Promise<Resync> {
  const now = worker.ports.clock.wall();
  const all = await pieces(sql, worker, selection);
  const runId = worker.ports.id("run");
  const only = (values: readonly string[]) => (new Set(values).size === 1 ? (values[0] ?? "*") : "*");
  const run = {
    id: runId,
    connection: only(all.map((each) => each.connection)),
    object: only(all.map((each) => each.object)),
    direction: "both",
    kind: "resync",
    startedAt: now,
    wanted: all.length,
    askedBy,
  } as const;
  await startRun(sql, run);
  for (const [key, group] of grouped(all)) {
    const [connection = "", object = "", direction = ""] = key.split("\n");
    await forgetSchema(sql, connection, object);
    await releaseHalts(sql, { connection, objects: [object] }, now);
    const at = { connection, object, runId, now };
    if (direction === "inbound") await askAgain(sql, at, group);
    else await oweForRun(sql, at, group);
  }
  if (all.length === 0) await endRun(sql, runId, { state: "completed", at: now });
  return { runId, wanted: all.length };
}

function grouped(all: readonly Piece[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const { connection, object, direction, subject } of all) {
    const key = `${connection}\n${object}\n${direction}`;
    groups.set(key, [...(groups.get(key) ?? []), subject]);
  }
  return groups;
}

/**
 * Stops a resync: what of it has not begun stands again as it stood before; what is under way is brought to its end.
 * Answers false when it had ended already.
 */
export async function cancelResync(sql: Sql, runId: string, by: string, now: number): Promise<boolean> {
  const run = await readRun(sql, runId);
  if (run?.kind !== "resync") return false;
  if (!(await endRun(sql, runId, { state: "cancelled", at: now, detail: by }))) return false;
  await releaseFromRun(sql, runId);
  await forgetAsked(sql, runId);
  return true;
}

/** A resync has ended when nothing of it waits any more. */
export async function endResyncs(sql: Sql, now: number): Promise<void> {
  for (const run of await readRuns(sql, { kind: "resync", state: "in_progress", limit: 100 })) {
    const [left] = await sql.all(
      `select (select count(*) from outbox where run_id = ?) + (select count(*) from outcomes where run_id = ?) as n`,
      [run.id, run.id],
    );
    if (Number(left?.n ?? 0) === 0) await endRun(sql, run.id, { state: "completed", at: now });
  }
}
