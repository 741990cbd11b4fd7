import { decidePage, type Plan } from "./decide.ts";
import { followDeletes, followMerges } from "./gone.ts";
import type { Incoming, Known, KnownTrouble, Parent, Rules } from "./known.ts";
import type { FieldMap, Mapped } from "./mapping.ts";
import { matchKeys } from "./match.ts";
import type { Page } from "./provider.ts";
import { reason } from "./reasons.ts";
import type { Fields, WorkspaceRecord } from "./record.ts";
import { linksByExternalId, linksByRecord, saveSeen, saveStamps } from "./store/links.ts";
import { owedSince, reviveRows, sentUnsettled } from "./store/outbox.ts";
import { clearOutcomes, readOutcomes, saveOutcomes, wakeChildren } from "./store/outcomes.ts";
import {
  insertRecords,
  readRecords,
  recordsByKey,
  saveKeys,
  unkeyedRecords,
  updateRecords,
  type Writer,
} from "./store/records.ts";
import { addResults, type RunResult } from "./store/runs.ts";
import type { Sql } from "./store/sql.ts";

export interface InboundRules extends Rules {
  readonly map: readonly FieldMap[];
  inward(remote: Fields): Mapped;
}

export type InboundPage = Pick<Page, "records" | "gone" | "broken">;

/**
 * Commits one page of remote records: everything it means for the workspace, in the transaction that `sql` belongs to.
 * Repeating it is harmless. Answers what was done to which record.
 */
export async function commitPage(
  sql: Sql,
  page: InboundPage,
  rules: InboundRules,
  by: { lane: number; runId: string | null },
): Promise<readonly RunResult[]> {
  const at = { connection: rules.connection, object: rules.object, direction: "inbound", now: rules.now } as const;
  const writer: Writer = { origin: rules.connection, lane: by.lane, now: rules.now };
  await sql.inTurn(`match ${rules.object}`);
  await keyRecords(sql, rules);
  await followMerges(sql, page.gone, rules);
  const incoming = page.records.map((remote) => ({ remote, mapped: rules.inward(remote.fields) }));
  const plan = decidePage(incoming, await readKnown(sql, incoming, rules), rules);

  await insertRecords(sql, rules.object, plan.created, writer);
  await updateRecords(sql, rules.object, lastOfEach(plan.changed), writer);
  await saveSeen(sql, at, plan.seen);
  await saveStamps(sql, at, plan.stamps);
  await saveOutcomes(sql, at, [...plan.troubles.map(troubleRow), ...page.broken.map(brokenRow)]);
  await clearOutcomes(sql, at, plan.well);
  await reviveRows(sql, rules.connection, rules.object, plan.moved);
  if (plan.created.length > 0)
    await wakeChildren(
      sql,
      rules.connection,
      plan.seen.map((one) => one.externalId),
      rules.now,
    );
  const gone = await followDeletes(sql, page.gone, rules, writer);

  const results: readonly RunResult[] = [...plan.results, ...page.broken.map(brokenResult), ...gone];
  if (by.runId) await addResults(sql, { id: by.runId, object: rules.object, at: rules.now }, results);
  return results;
}

/** A record may be changed twice by one page, by two remote records; the later one has both changes. */
function lastOfEach(changed: Plan["changed"]): Plan["changed"] {
  return [...new Map(changed.map((one) => [one.id, one])).values()];
}

/** Plain SQL makes no keys; nothing is matched before every record has them. */
async function keyRecords(sql: Sql, rules: Rules): Promise<void> {
  for (;;) {
    const records = await unkeyedRecords(sql, rules.object, 1000);
    if (records.length === 0) return;
    const keyed = records.map((one) => ({ id: one.id, keys: matchKeys(one.fields, rules.settings.match) }));
    await saveKeys(sql, rules.object, keyed);
  }
}

async function readKnown(sql: Sql, incoming: readonly Incoming[], rules: InboundRules): Promise<Known> {
  const { connection, object } = rules;
  const externalIds = incoming.map((one) => one.remote.externalId);
  const links = new Map(
    (await linksByExternalId(sql, connection, object, externalIds)).map((link) => [link.externalId, link]),
  );
  const strangers = incoming.filter((one) => !links.has(one.remote.externalId));
  const keys = strangers.map((one) => matchKeys(one.mapped.fields, rules.settings.match));
  const byKey = [await candidatesOn(sql, object, 0, keys), await candidatesOn(sql, object, 1, keys)];
  // What was created a moment ago may be changed here since: it is known by what it was created with, too.
  const unsettled = strangers.length > 0 ? await sentUnsettled(sql, connection, object) : [];
  for (const { id, fields } of unsettled) {
    matchKeys(fields, rules.settings.match).forEach((key, level) => {
      const ids = byKey[level]?.get(key) ?? [];
      if (key !== "" && !ids.includes(id)) byKey[level]?.set(key, [...ids, id]);
    });
  }
  const candidates = byKey.flatMap((level) => [...level.values()].flat());
  const byOwnId = new Map(strangers.flatMap((one) => ownIdIn(one, rules)));
  const linked = [...links.values()].map((link) => link.recordId);
  const linkedOn = new Map<string, string[]>();
  for (const link of await linksByRecord(sql, object, [...candidates, ...byOwnId.values()])) {
    linkedOn.set(link.recordId, [...(linkedOn.get(link.recordId) ?? []), link.connection]);
  }
  const records: Map<string, WorkspaceRecord> = await readRecords(sql, object, [
    ...new Set([...linked, ...candidates, ...byOwnId.values()]),
  ]);
  return {
    links,
    records,
    linkedOn,
    byOwnId,
    byKey,
    owed: await owedSince(sql, connection, object, linked),
    parents: await parentsOf(sql, incoming, rules),
    troubled: await troubledOf(sql, externalIds, rules),
  };
}

/** Our own id, where the configuration maps it to a field of the CRM. */
function ownIdIn({ remote }: Incoming, { map }: InboundRules): readonly (readonly [string, string])[] {
  const own = map.find((each) => each.field === "id");
  const value = own ? remote.fields[own.remote] : null;
  return typeof value === "string" && value !== "" ? [[remote.externalId, value]] : [];
}

async function candidatesOn(
  sql: Sql,
  object: string,
  level: 0 | 1,
  keys: readonly (readonly string[])[],
): Promise<Map<string, string[]>> {
  const wanted = [...new Set(keys.map((levels) => levels[level] ?? ""))].filter((key) => key !== "");
  const found = new Map<string, string[]>();
  for (const { id, key } of await recordsByKey(sql, object, level, wanted))
    found.set(key, [...(found.get(key) ?? []), id]);
  return found;
}

/** For every reference field of the page: which of its external ids are ours, refused, or not known. */
async function parentsOf(
  sql: Sql,
  incoming: readonly Incoming[],
  { connection, map }: InboundRules,
): Promise<Map<string, Map<string, Parent>>> {
  const all = new Map<string, Map<string, Parent>>();
  for (const { field, references, direction } of map) {
    if (!references || direction === "outbound") continue;
    const ids = new Set<string>();
    for (const { mapped } of incoming) if (mapped.fields[field]) ids.add(String(mapped.fields[field]));
    const parents = new Map<string, Parent>();
    const limit = ids.size + 1;
    const refused = await readOutcomes(sql, {
      connection,
      object: references,
      direction: "inbound",
      subjects: [...ids],
      limit,
    });
    for (const outcome of refused) parents.set(outcome.subject, "refused");
    for (const link of await linksByExternalId(sql, connection, references, [...ids])) {
      parents.set(link.externalId, { recordId: link.recordId });
    }
    all.set(field, parents);
  }
  return all;
}

async function troubledOf(
  sql: Sql,
  subjects: readonly string[],
  { connection, object }: InboundRules,
): Promise<Map<string, KnownTrouble>> {
  if (subjects.length === 0) return new Map();
  const filter = { connection, object, direction: "inbound", subjects, limit: subjects.length } as const;
  return new Map((await readOutcomes(sql, filter)).map((one) => [one.subject, one]));
}

function troubleRow({
  externalId: subject,
  outcome,
  reason,
  detail,
  field,
  parent,
  due,
  modifiedAt,
}: Plan["troubles"][number]) {
  return { subject, outcome, reason, detail, field, code: null, status: null, existingId: parent, modifiedAt, due };
}

function brokenRow({ externalId: subject, reason, detail }: Page["broken"][number]) {
  const blank = { field: null, code: null, status: null, existingId: null, modifiedAt: null, due: null };
  return { subject, outcome: brokenOutcome(reason), reason, detail, ...blank };
}

function brokenResult({ externalId: subject, reason, detail }: Page["broken"][number]): RunResult {
  return { subject, outcome: brokenOutcome(reason), reason, detail };
}

function brokenOutcome(code: Page["broken"][number]["reason"]): "skipped" | "failed" {
  return reason(code).action === "skip" ? "skipped" : "failed";
}
