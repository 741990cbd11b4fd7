import type { Page } from "../provider.ts";
import { type LinkRow, linksByExternalId } from "../store/links.ts";
import { markDeletedInCrm, moveLink, reviveLinks } from "../store/links-saved.ts";
import { reviveRows } from "../store/outbox.ts";
import { clearOutcomes, saveOutcomes } from "../store/outcomes.ts";
import { deleteRecords, restoreRecords, type Writer } from "../store/records.ts";
import type { RunResult } from "../store/runs.ts";
import { forgetReplaced } from "../store/sent.ts";
import type { Sql } from "../store/sql.ts";
import type { KnownLink, Rules } from "./known.ts";
import { leaveSets, type MemberOf } from "./leavers.ts";

type Gone = Page["gone"];

/**
 * Merges in the CRM: each link goes to the last survivor of its chain (B29). To be done before the page's records are
 * looked at, so that the survivor, which came with them, is met as what it is now. Answers the survivors that are news,
 * and what is to be told of those that were merged away.
 */
export async function followMerges(
  sql: Sql,
  gone: Gone,
  { connection, object }: Rules,
): Promise<{ readonly survivors: readonly string[]; readonly merged: readonly RunResult[] }> {
  const chains = chainsOf(gone);
  if (chains.length === 0) return { survivors: [], merged: [] };
  const losers = chains.map((one) => one.externalId);
  const known = new Set(
    (await linksByExternalId(sql, connection, object, losers))
      .filter((link) => !link.deletedInCrm)
      .map((link) => link.externalId),
  );
  const news = chains.filter((one) => known.has(one.externalId));
  for (const { externalId, survivor } of news) await moveLink(sql, { connection, object }, externalId, survivor);
  const merged = news.map(({ externalId: subject, survivor }): RunResult => {
    const detail = `It was merged into ${survivor}.`;
    return { subject, outcome: "deleted", reason: "REC_MERGED", detail };
  });
  return { survivors: [...new Set(news.map((one) => one.survivor))], merged };
}

/**
 * Who was merged away, and who it lives on in: one survivor may have been merged in turn. Those next to the end come
 * first: where only one link can go there, it is the nearest one.
 */
function chainsOf(gone: Gone): readonly { readonly externalId: string; readonly survivor: string }[] {
  const merges = gone.filter((one) => one.mergedInto !== null).toSorted((a, b) => a.at - b.at);
  const next = new Map(merges.map((one) => [one.externalId, one.mergedInto ?? ""]));
  const chains = [...next.keys()].map((externalId) => {
    const passed = new Set([externalId]);
    let survivor = next.get(externalId) ?? "";
    for (let on = next.get(survivor); on !== undefined && !passed.has(survivor); on = next.get(survivor)) {
      passed.add(survivor);
      survivor = on;
    }
    return { externalId, survivor, steps: passed.size };
  });
  return chains.filter((one) => one.survivor !== one.externalId).toSorted((a, b) => a.steps - b.steps);
}

/**
 * Links whose remote record was deleted. To be done before the page's records are looked at: one of them may have taken
 * the dead one's place, where the CRM tells a merge as a delete.
 */
export async function loseLinks(sql: Sql, gone: Gone, { connection, object }: Rules): Promise<readonly LinkRow[]> {
  const ids = gone.filter((one) => one.mergedInto === null).map((one) => one.externalId);
  const lost = (await linksByExternalId(sql, connection, object, ids)).filter((link) => !link.deletedInCrm);
  const dead = lost.map((link) => link.externalId);
  if (dead.length > 0) await markDeletedInCrm(sql, connection, object, dead);
  return lost;
}

/**
 * Remote records that were deleted and live again: their links live again with them, and what was refused for their
 * death is tried again. A record of ours that had gone with its remote one comes back with it, by the same rule. Answers
 * what is to be told of them.
 */
export async function followRestores(
  sql: Sql,
  links: ReadonlyMap<string, KnownLink>,
  gone: Gone,
  { connection, object, settings }: Rules,
  by: Writer,
): Promise<readonly RunResult[]> {
  const dead = new Set(gone.map((one) => one.externalId));
  const back = [...links].filter(([externalId, link]) => link.deletedInCrm && !dead.has(externalId));
  if (back.length === 0) return [];
  const ids = back.map(([externalId]) => externalId);
  const recordIds = back.map(([, link]) => link.recordId);
  await reviveLinks(sql, connection, object, ids);
  await reviveRows(sql, connection, object, recordIds);
  if (settings.delete === "both") await restoreRecords(sql, object, recordIds, by, null);
  // Where deletes only come in, one that was deleted here stays so.
  if (settings.delete === "inbound") await restoreRecords(sql, object, recordIds, by, connection);
  return ids.map((subject) => ({ subject, outcome: "updated", reason: null, detail: "It was restored in the CRM." }));
}

/**
 * What we wrote to the one that was merged away changed the survivor, and the merge itself may have: nothing that we
 * know of it may make a version of it look old, and it is read again by its id. To be said after the page's records.
 */
export async function lookAgain(
  sql: Sql,
  survivors: readonly string[],
  { connection, object, now }: Rules,
): Promise<void> {
  if (survivors.length === 0) return;
  await forgetReplaced(sql, { connection, object }, survivors);
  const again = { outcome: "waiting", reason: "REC_MERGED", detail: "Another one was merged into it." } as const;
  const unknown = { field: null, code: null, status: null, existingId: null, modifiedAt: null } as const;
  await saveOutcomes(
    sql,
    { connection, object, direction: "inbound", now },
    survivors.map((subject) => ({ subject, ...again, ...unknown, due: now })),
  );
}

/**
 * Deletes in the CRM, told after the page's records: a record may have been read before it was deleted. A record of
 * ours goes with its remote one only where the configuration says so.
 */
export async function followDeletes(
  sql: Sql,
  { gone, records }: Pick<Page, "gone" | "records">,
  lost: readonly LinkRow[],
  rules: Rules & { readonly memberOf?: readonly MemberOf[] | undefined },
  by: Writer,
): Promise<readonly RunResult[]> {
  if (gone.length === 0) return [];
  const { connection, object, settings } = rules;
  const at = { connection, object, direction: "inbound" } as const;
  const dead = new Set(gone.map((one) => one.externalId));
  await clearOutcomes(sql, at, [...dead]);
  // The page's own records brought these to life again, or met them for the first time.
  const read = records.some((one) => dead.has(one.externalId));
  const met = read ? await loseLinks(sql, gone, rules) : [];
  const all = [...new Map([...lost, ...met].map((link) => [link.externalId, link.recordId]))];
  // What was refused there, for whatever reason, is looked at anew: now there is nothing to write to.
  await reviveRows(
    sql,
    connection,
    object,
    all.map(([, recordId]) => recordId),
  );
  if (all.length > 0 && (settings.delete === "inbound" || settings.delete === "both")) {
    const recordIds = all.map(([, recordId]) => recordId);
    await deleteRecords(sql, object, recordIds, by);
    await leaveSets(sql, rules, recordIds, connection);
  }
  return all.map(([subject]) => ({ subject, outcome: "deleted", reason: null, detail: null }));
}
