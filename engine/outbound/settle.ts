import { countUnknowns } from "../connections/unknown.ts";
import type { Trouble } from "../provider.ts";
import type { ObjectName } from "../record.ts";
import type { Lease } from "../rounds/lease.ts";
import { type HeldLink, heldLinks } from "../store/links.ts";
import { calmLinks, markDeletedInCrm, moveLink, setLinkStates } from "../store/links-saved.ts";
import { oweRest } from "../store/members.ts";
import { dropRows, type OutboxRow, postponeRows } from "../store/outbox.ts";
import { clearOutcomes, readOutcomes, saveOutcomes, wakeWaiting } from "../store/outcomes.ts";
import { addResults, endRun, type RunResult, startRun } from "../store/runs.ts";
import { forgetReplaced, saveSent } from "../store/sent.ts";
import type { Sql } from "../store/sql.ts";
import type { Worker } from "../worker.ts";
import { asks, crossed, followSent } from "./disputes.ts";
import { type Ended, judge, noTrouble, sentResult, turnDown } from "./ended.ts";
import {
  aliases,
  metMeanwhile,
  overtaken,
  plannedLinks,
  sentLinks,
  unmodified,
  type Written,
  withoutStrangers,
} from "./landed.ts";
import type { Idle, Refused } from "./plan.ts";

/** The lane of first pulls and what they bring. */
const BACKFILL = 3;

/** How the rows of a batch ended. */
export interface Settlement {
  readonly lease: Lease;
  readonly object: ObjectName;
  readonly written: readonly Written[];
  readonly refused: readonly { readonly row: OutboxRow; readonly why: Refused & Partial<Trouble> }[];
  /** Nothing to send: the CRM has it all. */
  readonly idle: readonly { readonly row: OutboxRow; readonly why: Idle | null }[];
  /** Rows that are looked at again at once. */
  readonly waiting: readonly OutboxRow[];
  /** Plain updates: how often the lease's holder had written when they were planned; null = their links are read anew. */
  readonly asOf: number | null;
  /** When it was sent, and when its answer came; absent = nothing was sent. */
  readonly took?: Took;
}

export interface Took {
  readonly from: number;
  readonly to: number;
}

/** Everything that the end of a batch means, in the transaction that `sql` belongs to. */
export async function settle(sql: Sql, worker: Worker, settlement: Settlement): Promise<void> {
  const { lease, object, refused, idle } = settlement;
  const now = worker.ports.clock.wall();
  if (settlement.written.length + refused.length + idle.length === 0) return;
  const at = { connection: lease.connection, object, direction: "outbound", now } as const;
  for (const [from, to] of aliases(settlement.written)) await moveLink(sql, at, from, to);
  const taken = await withoutStrangers(sql, at, settlement.written.map(unmodified));
  const known = settlement.asOf === worker.leases.writes(lease.connection) ? plannedLinks(taken) : null;
  if (known !== null) return settlePlain(sql, worker, { ...settlement, written: taken, known }, now);
  const { written, records } = asks(worker, at) ? await crossed(sql, at, taken) : { written: taken, records: [] };
  const { id: provider, limits } = worker.connections.get(lease.connection).provider;
  const { lookupLagMs } = limits;
  const ended = written.map((each) => judge(each, worker, { now, lookupLagMs }));
  const turnedDown = refused.map(({ row, why }) => turnDown(row, { ...noTrouble, ...why }, worker, now));
  const all = [...ended, ...turnedDown];

  const ids = all.map((each) => each.row.recordId);
  const links = await heldLinks(sql, object, ids, lease.connection);
  const sent = sentLinks(written, links, false);
  await saveSent(sql, { ...at, sentAt: settlement.took?.from ?? now }, sent);
  // A pull came in between: what it wants to look at again because of a merge must not look old for this write.
  const landedIds = sent.map((link) => link.externalId);
  await doubt(sql, at, landedIds);
  await noteDeleted(sql, at, all, links);
  const moved = new Set([...(await overtaken(sql, object, written)), ...metMeanwhile(written, links), ...records]);
  const later = all.flatMap((each) =>
    each.later && !(each.later.state === "failed" && moved.has(each.row.recordId)) ? [each.later] : [],
  );
  const stays = new Set(later.map((each) => each.row));
  const over = all.map((each) => each.row).filter((row) => !stays.has(row));
  const idleIds = idle.map(({ row }) => row.recordId);
  await dropRows(sql, lease.connection, [...idle.map(({ row }) => row), ...over], moved);
  await postponeRows(sql, lease.connection, later);
  const parts = written.filter(({ writing, result }) => writing.isPart && result?.ok);
  await oweRest(
    sql,
    at,
    parts.map(({ writing }) => writing.row.recordId),
  );
  await saveOutcomes(
    sql,
    at,
    all.map((each) => each.outcome).filter((outcome) => outcome !== null),
  );
  const well = [
    ...idleIds,
    ...all.filter((each) => each.outcome === null && each.done).map((each) => each.row.recordId),
  ];
  await clearOutcomes(sql, at, well);
  if (idleIds.length > 0) await calmLinks(sql, at, idleIds);
  const landed = written
    .filter(({ result }) => result?.ok && result.created)
    .map(({ writing }) => writing.row.recordId);
  await wakeWaiting(sql, lease.connection, landed);
  const troubles = written.flatMap(({ result }) => (result && !result.ok ? [result] : []));
  const surprises = refused
    .filter(({ why }) => why.reason === "ERR_UNKNOWN")
    .map(({ why }) => ({ ...noTrouble, ...why }));
  await countUnknowns(sql, { provider, at: now }, [...troubles, ...surprises]);
  await followSent(sql, worker, at, [...ids, ...idleIds]);
  await note(sql, worker, settlement, all, now);
}

/** Updates that nobody waits for, all of them accepted, with nothing changed here since they were planned: most of all work. */
async function settlePlain(
  sql: Sql,
  worker: Worker,
  { lease, object, written, known, took }: Omit<Settlement, "refused"> & { known: readonly HeldLink[] },
  now: number,
): Promise<void> {
  const at = { connection: lease.connection, object, direction: "outbound", now } as const;
  const rows = written.map(({ writing }) => writing.row);
  const ids = rows.map((row) => row.recordId);
  // SQLite has one writer. On PostgreSQL others write beside us: in one order (values seen, then what is owed), or they
  // would wait for each other, and there every value seen is written out.
  const isSame = sql.dialect === "sqlite" && (await dropRows(sql, lease.connection, rows));
  await saveSent(sql, { ...at, sentAt: took?.from ?? now }, sentLinks(written, known, isSame));
  if (sql.dialect !== "sqlite") await dropRows(sql, lease.connection, rows);
  await clearOutcomes(sql, at, ids);
  await followSent(sql, worker, at, ids);
  const results = written.map(sentResult);
  await noteRun(sql, worker, { lease, object, took }, results, now);
}

async function noteDeleted(
  sql: Sql,
  at: { connection: string; object: string },
  ended: readonly Ended[],
  links: Awaited<ReturnType<typeof heldLinks>>,
): Promise<void> {
  const gone = new Set(ended.filter((each) => each.outcome?.reason === "REC_DELETED").map((each) => each.row.recordId));
  // A record may have more than one link: only the one that was written to is known to be dead.
  const deleted = [...gone].flatMap(
    (id) => links.find((link) => link.recordId === id && !link.deletedInCrm)?.externalId ?? [],
  );
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
  const { object, idle } = settlement;
  const results = [
    ...ended.map((each) => each.result).filter((result) => result !== null),
    // A first match finds most records right already: that is no news of a run.
    ...idle.flatMap(({ row, why }) => (why && row.lane < BACKFILL ? [idleResult(row, why)] : [])),
  ];
  if (results.length > 0) await noteRun(sql, worker, settlement, results, now);
  const asked = new Map<string, RunResult[]>();
  // Which fields were written is told by the run that sent them.
  const add = (runId: string | null, told: RunResult | null) => {
    const result = told && { subject: told.subject, outcome: told.outcome, reason: told.reason, detail: told.detail };
    if (runId && result) asked.set(runId, [...(asked.get(runId) ?? []), result]);
  };
  for (const each of ended) add(each.row.runId, each.outcome ? { ...each.outcome } : each.result);
  for (const { row, why } of idle) add(row.runId, idleResult(row, why));
  for (const [runId, own] of asked) await addResults(sql, { id: runId, object, at: now }, own);
}

/** E31: a record that needed no write; null = it is gone, or its rule keeps its delete here. */
function idleResult({ recordId: subject }: OutboxRow, why: Idle | null): RunResult {
  return why === null
    ? { subject, outcome: "synced", reason: null, detail: null }
    : { subject, outcome: "skipped", ...why };
}

/** A run lasts as long as its call: what was only decided here takes no time. */
async function noteRun(
  sql: Sql,
  worker: Worker,
  { lease, object, took }: { readonly took?: Took | undefined } & Pick<Settlement, "lease" | "object">,
  results: readonly RunResult[],
  now: number,
): Promise<void> {
  const id = worker.ports.id("run");
  const run = { id, connection: lease.connection, object, direction: "outbound", kind: "live" } as const;
  await startRun(sql, { ...run, startedAt: took?.from ?? now, wanted: null, askedBy: null });
  await addResults(sql, { id, object, at: now }, results);
  await endRun(sql, id, { state: "completed", at: took?.to ?? now });
}

async function doubt(
  sql: Sql,
  { connection, object }: { connection: string; object: ObjectName },
  externalIds: readonly string[],
): Promise<void> {
  if (externalIds.length === 0) return;
  const wanted = { connection, object, direction: "inbound", reason: "REC_MERGED", subjects: externalIds } as const;
  const merged = await readOutcomes(sql, { ...wanted, limit: externalIds.length });
  await forgetReplaced(
    sql,
    { connection, object },
    merged.map((one) => one.subject),
  );
}
