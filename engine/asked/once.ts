import { createHash } from "node:crypto";
import { readSetting, saveSetting } from "../store/desk.ts";
import { type RunRow, readRun } from "../store/runs.ts";
import type { Sql } from "../store/sql.ts";
import type { Worker } from "../worker.ts";
import { orderResync, type Resync } from "./resync.ts";
import type { OurRecord, Selection, TheirRecord } from "./selection.ts";

/** Within this time the same wish is the same resync. */
const togetherMs = 600_000;

export interface Ordered extends Resync {
  /** The run that somebody had begun already; null = this order began its own. */
  readonly joined: RunRow | null;
}

/**
 * Orders a resync of many, unless the same selection is under way since less than ten minutes: then whoever asks joins that
 * run. One record is done again whoever asks. All in one transaction, so that of two at once one begins and one joins.
 */
export async function orderOnce(sql: Sql, worker: Worker, selection: Selection, askedBy: string): Promise<Ordered> {
  const wish = wishOf(selection);
  if (wish === null) return { ...(await orderResync(sql, worker, selection, askedBy)), joined: null };
  const key = `resync:${wish}`;
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

/** The same for equal wishes, whatever the order of their parts; null = a wish of one record. */
function wishOf(selection: Selection): string | null {
  if ("outcomes" in selection)
    return (["connection", "object", "direction", "outcome", "reason"] as const)
      .map((key) => selection.outcomes[key] ?? "*")
      .join(" ");
  if ("several" in selection) return `several ${short(selection.several.map(textOf).sort())}`;
  if (!("filter" in selection)) return null;
  const { object, connection = "*", conditions } = selection.filter;
  const told = conditions.map(({ field, operator, value }) => JSON.stringify([field, operator, value]));
  return `filter ${connection} ${object} ${short(told.sort())}`;
}

function textOf(one: OurRecord | TheirRecord): string {
  return JSON.stringify(
    "id" in one ? [one.object, one.id, one.connection ?? "*"] : [one.object, one.externalId, one.connection],
  );
}

/** A list may be long, and holds what people look for. */
function short(parts: readonly string[]): string {
  return createHash("sha256").update(parts.join("\n")).digest("base64url").slice(0, 24);
}
