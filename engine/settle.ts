import type { Lease } from "./lease.ts";
import type { Planned, Refused } from "./plan.ts";
import type { PushResult, Trouble } from "./provider.ts";
import { reason } from "./reasons.ts";
import type { ObjectName } from "./record.ts";
import { nextAttempt } from "./retry.ts";
import {
  linksByExternalId,
  linksByRecord,
  markDeletedInCrm,
  moveLink,
  type SentLink,
  saveSent,
  setLinkStates,
} from "./store/links.ts";
import { dropRows, type Later, type OutboxRow, postponeRows } from "./store/outbox.ts";
import { clearOutcomes, type NewOutcome, saveOutcomes, wakeWaiting } from "./store/outcomes.ts";
import { readRecords } from "./store/records.ts";
import { addResults, endRun, type RunResult, startRun } from "./store/runs.ts";
import type { Sql } from "./store/sql.ts";
import type { Worker } from "./worker.ts";

export type Writing = Extract<Planned, { kind: "write" }>;

/** How the rows of a batch ended. */
export interface Settlement {
  readonly lease: Lease;
  readonly object: ObjectName;
  /** null = it was not sent: the connection waits. */
  readonly written: readonly { readonly writing: Writing; readonly result: PushResult | null }[];
  readonly refused: readonly { readonly row: OutboxRow; readonly why: Refused & Partial<Trouble> }[];
  /** Nothing to send: the CRM has it all. */
  readonly idle: readonly OutboxRow[];
  /** Rows that are looked at again at once. */
  readonly waiting: readonly OutboxRow[];
}

/** Everything that the end of a batch means, in the transaction that `sql` belongs to. */
export async function settle(sql: Sql, worker: Worker, settlement: Settlement): Promise<void> {
  const { lease, object, refused, idle } = settlement;
  const now = worker.ports.clock.wall();
  const at = { connection: lease.connection, object, direction: "outbound", now } as const;
  for (const [from, to] of aliases(settlement.written)) await moveLink(sql, at, from, to);
  const written = await withoutStrangers(sql, settlement);
  const { lookupLagMs } = worker.connections.get(lease.connection).provider.limits;
  const ended = written.map((each) => judge(each, worker, { now, lookupLagMs }));
  const turnedDown = refused.map(({ row, why }) => turnDown(row, { ...noTrouble, ...why }, worker, now));
  const all = [...ended, ...turnedDown];

  const links = await linksByRecord(
    sql,
    object,
    all.map((each) => each.row.recordId),
    lease.connection,
  );
  await saveSent(sql, at, sentLinks(written, links));
  await noteDeleted(sql, at, all, links);
  const moved = await overtaken(sql, object, written);
  const later = all.flatMap((each) =>
    each.later && !(each.later.state === "failed" && moved.has(each.row.recordId)) ? [each.later] : [],
  );
  const over = all.map((each) => each.row).filter((row) => !later.some((each) => each.row === row));
  await dropRows(sql, lease.connection, [...idle, ...over], moved);
  await postponeRows(sql, lease.connection, later);
  await saveOutcomes(
    sql,
    at,
    all.map((each) => each.outcome).filter((outcome) => outcome !== null),
  );
  const well = [
    ...idle.map((row) => row.recordId),
    ...all.filter((each) => each.outcome === null && each.done).map((each) => each.row.recordId),
  ];
  await clearOutcomes(sql, at, well);
  const landed = written
    .filter(({ result }) => result?.ok && result.created)
    .map(({ writing }) => writing.row.recordId);
  await wakeWaiting(sql, lease.connection, landed);
  await note(sql, worker, settlement, all, now);
}

interface Ended {
  readonly row: OutboxRow;
  readonly done: boolean;
  readonly later: Later | null;
  readonly outcome: NewOutcome | null;
  readonly result: RunResult | null;
}

const noTrouble = { code: null, status: null, retryAfterMs: null, existingId: null, unsure: false };

function judge(
  { writing, result }: Settlement["written"][number],
  worker: Worker,
  { now, lookupLagMs }: { now: number; lookupLagMs: number },
): Ended {
  const { row, write, left } = writing;
  if (result === null)
    return { row, done: false, later: { row, state: "pending", due: now, counts: false }, outcome: null, result: null };
  if (!result.ok) {
    // A lost answer to a create is settled by a look-up; any other write may simply be repeated.
    const unsure = result.unsure && write.op === "create";
    const due = now + (write.unique ? 0 : lookupLagMs);
    if (unsure)
      return { row, done: false, later: { row, state: "unsure", due, counts: true }, outcome: null, result: null };
    return turnDown(row, { ...result, parent: null }, worker, now);
  }
  const outcome = write.op === "delete" ? "deleted" : result.created ? "created" : "updated";
  const done = { subject: row.recordId, outcome, reason: null, detail: null } as const;
  if (left) return { ...turnDown(row, { ...noTrouble, ...left }, worker, now), result: done };
  return { row, done: true, later: null, outcome: null, result: done };
}

function turnDown(
  row: OutboxRow,
  trouble: Pick<
    Trouble,
    "reason" | "detail" | "field" | "code" | "status" | "retryAfterMs" | "existingId" | "unsure"
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
    },
    result: { subject: row.recordId, outcome, reason: code, detail },
  };
}

/** Records that a pull has changed while their write was under way: the CRM may hold an older value than we do now. */
async function overtaken(sql: Sql, object: ObjectName, written: Settlement["written"]): Promise<ReadonlySet<string>> {
  const records = await readRecords(
    sql,
    object,
    written.map(({ writing }) => writing.row.recordId),
  );
  const changed = written.filter(({ writing: { row, version } }) => records.get(row.recordId)?.version !== version);
  return new Set(changed.map(({ writing }) => writing.row.recordId));
}

/** A create that landed in a remote record of another one of ours: somebody has merged the two there meanwhile. */
async function withoutStrangers(sql: Sql, { lease, object, written }: Settlement): Promise<Settlement["written"]> {
  const ids = written.flatMap(({ writing, result }) =>
    result?.ok && writing.write.op === "create" ? [result.externalId] : [],
  );
  const links = await linksByExternalId(sql, lease.connection, object, ids);
  const owners = new Map(links.map((link) => [link.externalId, link.recordId]));
  return written.map(({ writing, result }) => {
    const { recordId: key } = writing.row;
    if (!result?.ok || (owners.get(result.externalId) ?? key) === key) return { writing, result };
    const detail = "The CRM has it already, linked to another record of ours.";
    const { externalId: existingId } = result;
    return { writing, result: { ...noTrouble, key, ok: false, reason: "DUP_UNIQUE", detail, field: null, existingId } };
  });
}

/** Records that were merged into others answer under the survivor's id. */
function aliases(written: Settlement["written"]): readonly (readonly [string, string])[] {
  return written.flatMap(({ writing: { write }, result }) =>
    result?.ok && write.externalId !== null && write.externalId !== result.externalId
      ? [[write.externalId, result.externalId] as const]
      : [],
  );
}

/** What the CRM holds now of the records that it accepted; a survivor that is linked to another record is pulled for that one. */
function sentLinks(
  written: Settlement["written"],
  links: Awaited<ReturnType<typeof linksByRecord>>,
): readonly SentLink[] {
  const accepted = written.filter(({ result, writing }) => result?.ok && writing.write.op !== "delete");
  return accepted.flatMap(({ writing, result }) => {
    if (!result?.ok) return [];
    const { recordId } = writing.row;
    const before = links.find((link) => link.recordId === recordId && link.externalId === result.externalId);
    if (!before && writing.write.externalId !== null) return [];
    const { sent, version } = writing;
    // A create takes the place of nothing.
    const replaced = Object.fromEntries(
      before ? Object.keys(sent).map((field) => [field, before.seen[field] ?? null]) : [],
    );
    return [{ externalId: result.externalId, recordId, seen: { ...before?.seen, ...sent }, sent, replaced, version }];
  });
}

async function noteDeleted(
  sql: Sql,
  at: { connection: string; object: string },
  ended: readonly Ended[],
  links: Awaited<ReturnType<typeof linksByRecord>>,
): Promise<void> {
  const gone = new Set(ended.filter((each) => each.outcome?.reason === "REC_DELETED").map((each) => each.row.recordId));
  const deleted = links.filter((link) => gone.has(link.recordId)).map((link) => link.externalId);
  if (deleted.length > 0) await markDeletedInCrm(sql, at.connection, at.object, deleted);
  const states = ended.flatMap((each) =>
    each.outcome === null
      ? []
      : links
          .filter((link) => link.recordId === each.row.recordId)
          .map((link) => ({
            externalId: link.externalId,
            state:
              each.outcome?.outcome === "skipped"
                ? ("skipped" as const)
                : each.result?.outcome === "updated"
                  ? ("partly_synced" as const)
                  : each.outcome?.outcome === "waiting"
                    ? ("pending" as const)
                    : ("failed" as const),
          })),
  );
  await setLinkStates(sql, at, states);
}

/** A line in the log of runs for what was done, and each resync's own results. */
async function note(
  sql: Sql,
  worker: Worker,
  settlement: Settlement,
  ended: readonly Ended[],
  now: number,
): Promise<void> {
  const { lease, object, idle } = settlement;
  const results = ended.map((each) => each.result).filter((result) => result !== null);
  if (results.length > 0) {
    const id = worker.ports.id("run");
    const run = { id, connection: lease.connection, object, direction: "outbound", kind: "live" } as const;
    await startRun(sql, { ...run, startedAt: now, wanted: null, askedBy: null });
    await addResults(sql, { id, object, at: now }, results);
    await endRun(sql, id, { state: "completed", at: now });
  }
  const asked = new Map<string, RunResult[]>();
  const add = (runId: string | null, result: RunResult | null) => {
    if (runId && result) asked.set(runId, [...(asked.get(runId) ?? []), result]);
  };
  for (const each of ended) add(each.row.runId, each.outcome ? { ...each.outcome } : each.result);
  for (const row of idle) add(row.runId, { subject: row.recordId, outcome: "synced", reason: null, detail: null });
  for (const [runId, own] of asked) await addResults(sql, { id: runId, object, at: now }, own);
}
