import type { Page } from "../provider.ts";
import { reason } from "../reasons.ts";
import { asksAny } from "../rules/contest.ts";
import { matchKeys } from "../rules/match.ts";
import { saveConflicts } from "../store/conflicts.ts";
import { saveSeen, saveStamps } from "../store/links-saved.ts";
import { oweRest } from "../store/members.ts";
import { oweLeftOut, reviveRows } from "../store/outbox.ts";
import { clearOutcomes, saveOutcomes, wakeChildren } from "../store/outcomes.ts";
import { insertRecords, saveKeys, unkeyedRecords, updateRecords, type Writer } from "../store/records.ts";
import { addResults, type RunResult } from "../store/runs.ts";
import type { Sql } from "../store/sql.ts";
import { followConflicts } from "./conflicts.ts";
import { decidePage, type Plan } from "./decide.ts";
import { followDeletes, followMerges, followRestores, lookAgain, loseLinks } from "./gone.ts";
import { followMergedMembers, leaveSets } from "./leavers.ts";
import { withUsableIds } from "./page-ids.ts";
import { type InboundRules, recall } from "./recall.ts";

export type InboundPage = Pick<Page, "records" | "gone" | "broken">;

/**
 * Commits one page of remote records: everything it means for the workspace, in the transaction that `sql` belongs to.
 * Repeating it is harmless. Answers what was done to which record.
 */
export async function commitPage(
  sql: Sql,
  told: InboundPage,
  rules: InboundRules,
  by: { lane: number; runId: string | null },
): Promise<readonly RunResult[]> {
  const at = { connection: rules.connection, object: rules.object, direction: "inbound", now: rules.now } as const;
  const page = withUsableIds(told);
  const writer: Writer = { origin: rules.connection, lane: by.lane, now: rules.now };
  await sql.inTurn(`match ${rules.object}`);
  await keyRecords(sql, rules);
  const { survivors, merged } = await followMerges(sql, page.gone, rules);
  await followMergedMembers(sql, page.gone, rules);
  const lost = await loseLinks(sql, page.gone, rules);
  let recalled = await recall(sql, page.records, rules);
  const restored = await followRestores(sql, recalled.known.links, page.gone, rules, writer);
  if (restored.length > 0) recalled = await recall(sql, page.records, rules);
  const { incoming, known } = recalled;
  const plan = decidePage(incoming, known, rules);

  await insertRecords(sql, rules.object, plan.created, writer);
  await updateRecords(sql, rules.object, lastOfEach(plan.changed), writer);
  await saveSeen(sql, at, plan.seen);
  await saveStamps(sql, at, plan.stamps);
  if (plan.surprises.length > 0) await rules.surprised?.(sql, plan.surprises);
  await saveOutcomes(sql, at, [...plan.troubles.map(troubleRow), ...page.broken.map(brokenRow)]);
  await clearOutcomes(
    sql,
    at,
    plan.well.filter((id) => known.troubled.has(id)),
  );
  await reviveRows(sql, rules.connection, rules.object, plan.moved);
  await oweRest(sql, at, plan.owing);
  if (rules.settings.filter || rules.settings.doNotSync || rules.keepsBack) await oweLeftOut(sql, at, plan.moved);
  if (plan.created.length > 0)
    await wakeChildren(
      sql,
      rules.connection,
      plan.seen.map((one) => one.externalId),
      rules.now,
    );
  const gone = await followDeletes(sql, page, lost, rules, writer);
  await lookAgain(sql, survivors, rules);
  if (asksAny(rules.policies)) {
    await saveConflicts(sql, at, plan.contested);
    await followConflicts(sql, at, "external_id", touched(page));
  }

  const changed = new Set(plan.results.map((one) => one.subject));
  const back = restored.filter((one) => !changed.has(one.subject));
  const results: readonly RunResult[] = [
    ...plan.results.map((one) => withFields(one, plan)),
    ...page.broken.map(brokenResult),
    ...back,
    ...merged,
    ...gone,
  ];
  if (by.runId) await addResults(sql, { id: by.runId, object: rules.object, at: rules.now }, results);
  return results;
}

/** Whatever a page says anything of. */
function touched({ records, gone }: InboundPage): readonly string[] {
  const lost = gone.flatMap((one) => (one.mergedInto ? [one.externalId, one.mergedInto] : [one.externalId]));
  return [...new Set([...records.map((one) => one.externalId), ...lost])];
}

/** Which fields an update wrote, for who wrote them last; a create wrote them all, and there may be very many. */
function withFields(result: RunResult, { wrote }: Plan): RunResult {
  const fields = result.outcome === "updated" ? wrote.get(result.subject) : undefined;
  return fields ? { ...result, fields } : result;
}

/** A record may be changed twice by one page, by two remote records; the later one has both changes. */
function lastOfEach(changed: Plan["changed"]): Plan["changed"] {
  return [...new Map(changed.map((one) => [one.id, one])).values()];
}

/** Plain SQL makes no keys; nothing is matched before every record has them. */
async function keyRecords(sql: Sql, rules: InboundRules): Promise<void> {
  for (;;) {
    const records = await unkeyedRecords(sql, rules.object, 1000);
    if (records.length === 0) return;
    const keyed = records.map((one) => ({ id: one.id, keys: matchKeys(one.fields, rules.settings.match) }));
    await saveKeys(sql, rules.object, keyed);
    const dead = records.filter((one) => one.deleted).map((one) => one.id);
    await leaveSets(sql, rules, dead, null);
  }
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
  return reason(code).action === "skip" || code === "SKIP_UNKNOWN" ? "skipped" : "failed";
}
