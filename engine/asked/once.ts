import { readSetting, saveSetting } from "../store/desk.ts";
import type { OutcomeFilter } from "../store/outcomes.ts";
import { type RunRow, readRun } from "../store/runs.ts";
import type { Sql } from "../store/sql.ts";
import type { Worker } from "../worker.ts";
import { orderResync, type Resync, type Selection } from "./resync.ts";

/** Within this time the same wish is the same resync. */
const togetherMs = 600_000;

export interface Ordered extends Resync {
  /** The run that somebody had begun already; null = this order began its own. */
  readonly joined: RunRow | null;
}

/**
 * Orders a resync of a selection of outcomes, unless the same selection is under way since less than ten minutes:
 * then whoever asks joins that run. All in one transaction, so that of two at once one begins and one joins.
 */
export async function orderOnce(sql: Sql, worker: Worker, selection: Selection, askedBy: string): Promise<Ordered> {
  if (!("outcomes" in selection)) return { ...(await orderResync(sql, worker, selection, askedBy)), joined: null };
  const key = `resync:${wishOf(selection.outcomes)}`;
  await sql.inTurn(key);
  const now = worker.ports.clock.wall();
  const before = await readSetting<{ readonly runId: string }>(sql, key);
  const run = before && (await readRun(sql, before.runId));
  if (run?.state === "in_progress" && now - run.startedAt < togetherMs)
    return { runId: run.id, wanted: run.wanted ?? 0, joined: run };
  const ordered = await orderResync(sql, worker, selection, askedBy);
  await saveSetting(sql, key, { runId: ordered.runId }, askedBy, now);
  return { ...ordered, joined: null };
}

/** The same for equal wishes, whatever the order of their keys. */
function wishOf(outcomes: Partial<OutcomeFilter>): string {
  return (["connection", "object", "direction", "outcome", "reason"] as const)
    .map((key) => outcomes[key] ?? "*")
    .join(" ");
}
