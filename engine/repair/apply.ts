import { decideConflict } from "../asked/conflicts.ts";
import type { ObjectName } from "../record.ts";
import { matchKeys } from "../rules/match.ts";
import { objectSettings } from "../rules/rules.ts";
import { saveRecords } from "../store/api-records.ts";
import type { memberRows } from "../store/causes.ts";
import { conflictsOf } from "../store/conflicts.ts";
import { linkedRecords, linksByRecord } from "../store/links.ts";
import { saveSeen } from "../store/links-saved.ts";
import { askAgain, clearOutcomes, readOutcomes, saveOutcomes } from "../store/outcomes.ts";
import { oweForRun } from "../store/owed-asked.ts";
import { readRecords } from "../store/records.ts";
import type { Sql } from "../store/sql.ts";
import { cutLinks, leaveLinks, takenBy } from "../store/unlinked.ts";
import { editOf, ruleOf } from "./edits.ts";
import { keepRule } from "./keep-rule.ts";
import type { RepairAnswer } from "./seam.ts";
import type { Situation } from "./situation.ts";

type Member = Awaited<ReturnType<typeof memberRows>>[number];

export interface Deed {
  readonly situation: Situation;
  readonly answer: RepairAnswer;
  readonly rows: readonly Member[];
  readonly runId: string;
  readonly by: string;
  readonly now: number;
}

/** What a deed left to be sent or read by its run, and the rule that it was kept as. */
export interface Applied {
  readonly wanted: number;
  readonly ruleId: string | null;
}

/** Does what was decided, in the transaction of `sql`: records, links, rules, and what is owed or read again for it. */
export async function apply(sql: Sql, deed: Deed): Promise<Applied> {
  const { situation, answer, rows } = deed;
  const { cause } = situation;
  const { connection, object } = cause;
  const ids = rows.map((row) => row.subject);
  await edit(sql, deed);
  const ruleId = await keep(sql, deed);
  const own = { connection, object, runId: deed.runId, now: deed.now };

  switch (answer.kind) {
    case "unlink":
      await leaveLinks(sql, { connection, object }, ids);
      await clearOutcomes(sql, { connection, object, direction: cause.direction }, ids);
      return { wanted: 0, ruleId };
    case "recreate":
      await cutLinks(sql, { connection, object }, ids);
      await oweForRun(sql, own, ids);
      return { wanted: ids.length, ruleId };
    case "link":
    case "match":
      return { wanted: await linkTo(sql, deed), ruleId };
    case "parent":
      return { wanted: await withParent(sql, deed), ruleId };
    case "side":
      for (const id of ids) await decide(sql, deed, id, answer);
      await oweForRun(sql, own, await ourIds(sql, deed, ids));
      return { wanted: ids.length, ruleId };
    default: {
      const permits = { save_anyway: "anyway", include: "include", create: "create" } as const;
      // Restored there, it lives again, and what was refused for its death goes on by itself.
      if (answer.kind === "again" && cause.reason === "REC_DELETED")
        return { wanted: await readAgain(sql, deed, ids), ruleId };
      const permit = answer.kind in permits ? permits[answer.kind as keyof typeof permits] : null;
      if (cause.direction === "inbound") await askAgain(sql, { ...own, permit }, ids);
      else await oweForRun(sql, { ...own, permit }, ids);
      return { wanted: ids.length, ruleId };
    }
  }
}

/** Our records take what was given, and every CRM is owed it. */
async function edit(sql: Sql, { situation, answer, rows, now }: Deed): Promise<void> {
  const change = editOf(situation, answer);
  if (!change) return;
  const { worker, cause } = situation;
  const { match } = objectSettings(worker, cause.object);
  const records = await readRecords(
    sql,
    cause.object,
    rows.map((row) => row.subject),
  );
  const changed = [...records.values()].flatMap((record) => {
    const fields = change(record);
    const isSame = JSON.stringify(fields) === JSON.stringify(record.fields);
    return isSame || record.deleted ? [] : [{ id: record.id, fields, keys: matchKeys(fields, match) }];
  });
  await saveRecords(sql, cause.object, { created: [], changed }, now);
}

async function keep(sql: Sql, { situation, answer, rows, by, now }: Deed): Promise<string | null> {
  const rule = ruleOf(situation, answer);
  if (!rule) return null;
  const { worker, cause, map } = situation;
  const { connection, object } = cause;
  const kept = { id: worker.ports.id("rule"), connection, object, ...rule, by, at: now, records: rows.length };
  await keepRule(sql, worker, map, kept);
  return kept.id;
}

/** Links as at a first match: both sides are read, and what differs goes by the rules of the sync. */
async function linkTo(sql: Sql, deed: Deed): Promise<number> {
  const { situation, answer, rows, runId, now } = deed;
  const { connection, object, direction } = situation.cause;
  const pairs = rows.flatMap(({ subject, existingId }) => {
    if (answer.kind === "match" && answer.side === "here") return [{ externalId: subject, recordId: answer.id }];
    const externalId =
      answer.kind === "match" ? answer.id : answer.kind === "link" ? (answer.externalId ?? existingId) : null;
    return externalId === null ? [] : [{ externalId, recordId: subject }];
  });
  const ids = pairs.map((pair) => pair.externalId);
  const known = await takenBy(sql, { connection, object }, ids);
  // One of theirs is linked to one of ours alone: the first has it.
  const free = [...new Map(pairs.toReversed().map((pair) => [pair.externalId, pair])).values()].filter(
    (pair) => (known.get(pair.externalId) ?? pair.recordId) === pair.recordId,
  );
  const links = free.map((pair) => ({ ...pair, modifiedAt: 0, seen: {} }));
  await saveSeen(sql, { connection, object, now }, links);
  const own = { connection, object, runId, now };
  if (direction === "inbound") {
    const theirs = links.map((each) => each.externalId);
    await askAgain(sql, own, theirs);
    return theirs.length;
  }
  const ours = links.map((each) => each.recordId);
  await oweForRun(sql, own, ours);
  return ours.length;
}

/** The record that it points to goes first: parents are sent, and read, before their children. */
async function withParent(sql: Sql, deed: Deed): Promise<number> {
  const { situation, rows, runId, now } = deed;
  const { cause, line, map } = situation;
  const { connection, object, direction } = cause;
  const parent = (line ?? map.find((each) => each.field === cause.field))?.references ?? null;
  const parents = [...new Set(rows.flatMap((row) => row.existingId ?? []))];
  const ids = rows.map((row) => row.subject);
  const own = { connection, object, runId, now };
  if (direction === "outbound") {
    if (parent) await oweForRun(sql, { ...own, object: parent }, parents);
    await oweForRun(sql, own, ids);
  } else {
    if (parent) await wantRemote(sql, { ...own, object: parent }, parents);
    await askAgain(sql, own, ids);
  }
  return ids.length + parents.length;
}

async function readAgain(sql: Sql, { situation, runId, now }: Deed, ids: readonly string[]): Promise<number> {
  const { connection, object } = situation.cause;
  const links = await linksByRecord(sql, object, ids, connection);
  const dead = links.filter((link) => link.deletedInCrm).map((link) => link.externalId);
  await wantRemote(sql, { connection, object, runId, now }, dead);
  return dead.length;
}

/** Records of the CRM are read by their ids with the next look, whether anything is known of them or not. */
async function wantRemote(
  sql: Sql,
  at: { connection: string; object: ObjectName; runId: string; now: number },
  externalIds: readonly string[],
): Promise<void> {
  const { connection, object } = at;
  const place = { connection, object, direction: "inbound", now: at.now } as const;
  const known = await readOutcomes(sql, { ...place, subjects: externalIds, limit: externalIds.length });
  const fresh = externalIds.filter((id) => !known.some((one) => one.subject === id));
  const unknown = { field: null, code: null, status: null, existingId: null, modifiedAt: null, due: at.now } as const;
  await saveOutcomes(
    sql,
    place,
    fresh.map((subject) => ({
      subject,
      outcome: "waiting",
      reason: "REF_NOT_SYNCED_YET",
      detail: "Somebody asked for it.",
      ...unknown,
    })),
  );
  await askAgain(sql, at, externalIds);
}

async function decide(
  sql: Sql,
  { situation, by }: Deed,
  subject: string,
  { field, side }: Extract<RepairAnswer, { kind: "side" }>,
): Promise<void> {
  const { worker, cause } = situation;
  const { connection, object, direction } = cause;
  const rows = await conflictsOf(sql, cause, direction === "outbound" ? "record_id" : "external_id", [subject]);
  const row = rows.find((each) => each.field === field);
  if (row) await decideConflict(sql, worker, { connection, object, recordId: row.recordId, field, side }, by);
}

async function ourIds(sql: Sql, { situation }: Deed, subjects: readonly string[]): Promise<readonly string[]> {
  const { connection, object, direction } = situation.cause;
  if (direction === "outbound") return subjects;
  return [...(await linkedRecords(sql, connection, object, subjects)).values()];
}
