import { commitPage } from "../inbound/commit.ts";
import { type InboundRules, recall } from "../inbound/recall.ts";
import type { Page } from "../provider.ts";
import type { Fields, RemoteRecord } from "../record.ts";
import { changedFields } from "../rules/merge.ts";
import { busyAmong, oweAnew } from "../store/compare.ts";
import { linksByExternalId } from "../store/links.ts";
import { saveSeen } from "../store/links-saved.ts";
import { clearOutcomes, readOutcomes } from "../store/outcomes.ts";
import { untoldFields } from "../store/remap.ts";
import { addResults, endRun, type RunResult, startRun } from "../store/runs.ts";
import type { Sql } from "../store/sql.ts";
import type { Worker } from "../worker.ts";

/** A repair's circumstances: the rules, and since when a change in the open may not have been polled yet. */
export interface Repair {
  readonly worker: Worker;
  readonly rules: InboundRules;
  readonly unpolledSince: number;
}

/** What the CRM answered about the records with these ids. */
export interface Answer {
  /** When it was asked: what we wrote later it cannot know. */
  readonly askedAt: number;
  readonly asked: readonly string[];
  readonly records: readonly RemoteRecord[];
  /** Loser -> survivor, of records that are answered with another one. */
  readonly merged: ReadonlyMap<string, string>;
}

/** What we wrote shortly before may not show everywhere yet. */
const writesShowMs = 60_000;
/** When this many of a page are gone at once, somebody took the right to see them away: none is believed to be deleted. */
const believedGone = (asked: number) => Math.max(20, asked / 10);

/**
 * Holds what the CRM answered against what was last seen of linked records. What differs goes the way of every inbound
 * page; what the CRM lost of our own writes is owed to it anew. Answers how many differed.
 */
export async function commitLinked(sql: Sql, answer: Answer, repair: Repair): Promise<number> {
  const { worker, rules, unpolledSince } = repair;
  const { connection, object, now } = rules;
  const links = new Map(
    (await linksByExternalId(sql, connection, object, answer.asked))
      .filter((link) => !link.deletedInCrm)
      .map((link) => [link.externalId, link]),
  );
  const busy = await busyAmong(
    sql,
    rules,
    [...links.values()].map((link) => link.recordId),
  );
  const isQuiet = (id: string) => !busy.has(links.get(id)?.recordId ?? "");
  const told = new Map(answer.records.map((remote) => [remote.externalId, remote]));
  const present = [...told.values()].filter((one) => links.has(one.externalId));
  const { incoming, known } = await recall(sql, present, rules);
  const untold = await untoldFields(sql, rules);
  const differing = incoming.filter(({ remote, fields }) => {
    const { externalId } = remote;
    const link = links.get(externalId);
    const record = known.records.get(link?.recordId ?? "");
    if (!link || !record || record.deleted || !isQuiet(externalId)) return false;
    // Between the answer and now we wrote to it, or a poll brought a newer version.
    if ((link.sentAt ?? 0) > answer.askedAt - writesShowMs || remote.modifiedAt < link.modifiedAt) return false;
    // What is mapped newly is being read anyway: until then it is no difference that was overlooked.
    return Object.keys(changedFields(link.seen, fields)).some(
      (field) => link.seen[field] !== undefined || !untold.includes(field),
    );
  });
  const missing = [...links.keys()].filter((id) => !told.has(id) && isQuiet(id));
  const gone = missing.length > believedGone(answer.asked.length) ? [] : missing;

  const page: Pick<Page, "records" | "gone"> = {
    records: [...differing.map((one) => one.remote), ...survivors(answer, gone)],
    gone: gone.map((externalId) => ({ externalId, at: now, mergedInto: answer.merged.get(externalId) ?? null })),
  };
  const before = await leftOut(sql, differing, rules);
  if (page.records.length + page.gone.length > 0) await commit(sql, worker, page, rules);
  const after = await leftOut(sql, differing, rules);
  const lost = await stillDiffering(
    sql,
    differing.filter(({ remote }) => !after.has(remote.externalId)),
    rules,
  );
  await saveSeen(sql, rules, lost);
  await oweAnew(
    sql,
    rules,
    lost.map((one) => one.recordId),
  );
  const meant = differing.filter(
    ({ remote: { externalId, ...remote } }) =>
      (before.has(externalId) && after.has(externalId)) ||
      isLate(remote, links.get(externalId)?.modifiedAt ?? 0, unpolledSince),
  );
  return differing.length - meant.length + missing.length;
}

/** What is left alone by a rule may hold anything there. */
async function leftOut(
  sql: Sql,
  records: readonly { readonly remote: RemoteRecord }[],
  { connection, object }: InboundRules,
): Promise<ReadonlySet<string>> {
  if (records.length === 0) return new Set();
  const subjects = records.map((one) => one.remote.externalId);
  const asked = { connection, object, direction: "inbound", subjects, limit: subjects.length } as const;
  const known = await readOutcomes(sql, asked);
  return new Set(known.filter((one) => one.outcome === "skipped").map((one) => one.subject));
}

/** Known records without a link: the CRM's answer decides anew about each. Answers how many are taken now, or gone. */
export async function commitUnlinked(
  sql: Sql,
  answer: Answer,
  { worker, rules, unpolledSince }: Repair,
): Promise<number> {
  const { connection, object } = rules;
  const told = new Set(answer.records.map((one) => one.externalId));
  const gone = answer.asked.filter((id) => !told.has(id));
  const believed = gone.length > believedGone(answer.asked.length) ? [] : gone;
  await clearOutcomes(sql, { connection, object, direction: "inbound" }, believed);
  const results = await commit(sql, worker, { records: answer.records, gone: [] }, rules);
  const late = new Set(answer.records.filter((one) => isLate(one, 0, unpolledSince)).map((one) => one.externalId));
  const taken = results.filter(({ outcome }) => outcome === "created" || outcome === "updated");
  return taken.filter((result) => !late.has(result.subject)).length + gone.length;
}

/** Records that nobody had met: they come in as new ones. */
export async function commitUnmet(
  sql: Sql,
  records: readonly RemoteRecord[],
  { worker, rules, unpolledSince }: Repair,
): Promise<number> {
  if (records.length === 0) return 0;
  await commit(sql, worker, { records, gone: [] }, rules);
  return records.filter((one) => !isLate(one, 0, unpolledSince)).length;
}

/** A repair is a line in the log of runs, like what a poll brought. */
async function commit(
  sql: Sql,
  { ports }: Worker,
  page: Pick<Page, "records" | "gone">,
  rules: InboundRules,
): Promise<readonly RunResult[]> {
  const { connection, object, now } = rules;
  const results = await commitPage(sql, { ...page, broken: [] }, rules, { lane: 1, runId: null });
  if (results.length === 0) return results;
  const id = ports.id("run");
  const run = { id, connection, object, direction: "inbound", kind: "incremental" } as const;
  await startRun(sql, { ...run, startedAt: now, wanted: null, askedBy: null });
  await addResults(sql, { id, object, at: now }, results);
  await endRun(sql, id, { state: "completed", at: now });
  return results;
}

/** The page took it for an old version of what we wrote; but it was read by its id: the CRM holds it, and lost our write. */
async function stillDiffering(
  sql: Sql,
  differing: readonly { readonly remote: RemoteRecord; readonly fields: Fields }[],
  { connection, object }: InboundRules,
) {
  const ids = differing.map((one) => one.remote.externalId);
  const after = new Map((await linksByExternalId(sql, connection, object, ids)).map((link) => [link.externalId, link]));
  return differing.flatMap(({ remote: { externalId, modifiedAt }, fields }) => {
    const link = after.get(externalId);
    if (!link || !isAny(changedFields(link.seen, fields))) return [];
    return [{ externalId, recordId: link.recordId, modifiedAt, seen: { ...link.seen, ...fields } }];
  });
}

function survivors({ records, merged }: Answer, gone: readonly string[]): readonly RemoteRecord[] {
  const wanted = new Set(gone.map((id) => merged.get(id)));
  return records.filter((one) => wanted.has(one.externalId));
}

/** Changed in the open, and so lately that a poll brings it by itself. */
function isLate({ modifiedAt }: Pick<RemoteRecord, "modifiedAt">, knownAt: number, unpolledSince: number): boolean {
  return modifiedAt > knownAt && modifiedAt > unpolledSince;
}

function isAny(fields: Fields): boolean {
  return Object.keys(fields).length > 0;
}
