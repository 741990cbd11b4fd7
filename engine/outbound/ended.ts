import type { Trouble } from "../provider.ts";
import { reason } from "../reasons.ts";
import { nextAttempt } from "../rules/retry.ts";
import type { Later, OutboxRow } from "../store/outbox.ts";
import type { NewOutcome } from "../store/outcomes.ts";
import type { RunResult } from "../store/runs.ts";
import type { Worker } from "../worker.ts";
import type { Written } from "./landed.ts";

/** What became of one row. */
export interface Ended {
  readonly row: OutboxRow;
  readonly done: boolean;
  readonly later: Later | null;
  readonly outcome: NewOutcome | null;
  readonly result: RunResult | null;
}

/** Nothing that the CRM said. */
export const noTrouble = { code: null, status: null, retryAfterMs: null, existingId: null, unsure: false };

/** How a row ended that was written, or was to be (`result` null = it was not sent). */
export function judge(
  each: Written,
  worker: Worker,
  { now, lookupLagMs }: { now: number; lookupLagMs: number },
): Ended {
  const { writing, result } = each;
  const { row, write, sent, left } = writing;
  if (result === null)
    return {
      row,
      done: false,
      later: { row, state: "pending", due: now, counts: false, sent: row.sent },
      outcome: null,
      result: null,
    };
  if (!result.ok) {
    // A lost answer to a create is settled by a look-up; any other write may simply be repeated.
    const unsure = result.unsure && write.op === "create";
    const due = now + (write.unique ? 0 : lookupLagMs);
    if (unsure)
      return { row, done: false, later: { row, state: "unsure", due, counts: true }, outcome: null, result: null };
    const ended = turnDown(row, { ...result, parent: null }, worker, now);
    if (write.op !== "update" || !ended.later) return ended;
    return { ...ended, later: { ...ended.later, sent: result.unsure ? { ...row.sent, ...sent } : row.sent } };
  }
  const outcome = write.op === "delete" ? "deleted" : result.created ? "created" : "updated";
  const done =
    outcome === "updated"
      ? sentResult(each)
      : ({ subject: row.recordId, outcome, reason: null, detail: null } as const);
  if (left) return { ...turnDown(row, { ...noTrouble, ...left }, worker, now), result: done };
  return { row, done: true, later: null, outcome: null, result: done };
}

/** An update that the CRM took, with the fields of ours that it wrote, if it wrote any. */
export function sentResult({ writing: { row, sent }, unmodified }: Written): RunResult {
  if (unmodified)
    return { subject: row.recordId, outcome: "skipped", reason: "SKIP_NO_CHANGE", detail: "The CRM held it already." };
  return { subject: row.recordId, outcome: "updated", reason: null, detail: null, fields: Object.keys(sent) };
}

/** How a row ended that was refused: it waits, or stays failed until its cause moves, or is left out. */
export function turnDown(
  row: OutboxRow,
  trouble: Pick<
    Trouble,
    "reason" | "detail" | "field" | "code" | "status" | "retryAfterMs" | "existingId" | "mayForce" | "unsure"
  > & { parent: string | null },
  { ports }: Worker,
  now: number,
): Ended {
  const { action, scope } = reason(trouble.reason);
  if (scope === "connection") {
    const due = now + (trouble.retryAfterMs ?? 0);
    return { row, done: false, later: { row, state: "pending", due, counts: false }, outcome: null, result: null };
  }
  const attempt = {
    reason: trouble.reason,
    attempts: row.attempts + 1,
    retryAfterMs: trouble.retryAfterMs,
    now,
    random: ports.random,
  };
  const next = nextAttempt(attempt);
  const waits = "due" in next && action !== "skip";
  const outcome = action === "skip" ? "skipped" : waits ? "waiting" : "failed";
  const later: Later | null =
    action === "skip" ? null : { row, state: waits ? "pending" : "failed", due: waits ? next.due : null, counts: true };
  const { reason: code, detail, field } = trouble;
  return {
    row,
    done: false,
    later,
    outcome: {
      subject: row.recordId,
      outcome,
      reason: code,
      detail,
      field,
      code: trouble.code,
      status: trouble.status,
      existingId: trouble.parent ?? trouble.existingId,
      modifiedAt: null,
      due: null,
      mayForce: trouble.mayForce,
    },
    result: { subject: row.recordId, outcome, reason: code, detail },
  };
}
