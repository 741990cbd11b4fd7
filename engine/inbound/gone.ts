import type { Page } from "../provider.ts";
import { linksByExternalId, markDeletedInCrm, moveLink } from "../store/links.ts";
import { clearOutcomes, saveOutcomes } from "../store/outcomes.ts";
import { deleteRecords, type Writer } from "../store/records.ts";
import type { RunResult } from "../store/runs.ts";
import { forgetReplaced } from "../store/sent.ts";
import type { Sql } from "../store/sql.ts";
import type { Rules } from "./known.ts";

/**
 * Merges in the CRM: each link goes to the survivor (B29). To be done before the page's records are looked at, so that
 * the survivor, which came with them, is met as what it is now. Answers the survivors that are news.
 */
export async function followMerges(sql: Sql, gone: Page["gone"], rules: Rules): Promise<readonly string[]> {
  const { connection, object } = rules;
  const merges = gone.filter((one) => one.mergedInto !== null).toSorted((a, b) => a.at - b.at);
  if (merges.length === 0) return [];
  const losers = merges.map((one) => one.externalId);
  const known = new Set(
    (await linksByExternalId(sql, connection, object, losers))
      .filter((link) => !link.deletedInCrm)
      .map((link) => link.externalId),
  );
  for (const { externalId, mergedInto } of merges)
    if (mergedInto) await moveLink(sql, { connection, object }, externalId, mergedInto);
  const survivors = merges.flatMap(({ externalId, mergedInto }) =>
    mergedInto && known.has(externalId) ? [mergedInto] : [],
  );
  return [...new Set(survivors)];
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
  gone: Page["gone"],
  rules: Rules,
  by: Writer,
): Promise<readonly RunResult[]> {
  if (gone.length === 0) return [];
  const { connection, object, settings } = rules;
  await clearOutcomes(
    sql,
    { connection, object, direction: "inbound" },
    gone.map((one) => one.externalId),
  );
  const ids = gone.filter((one) => one.mergedInto === null).map((one) => one.externalId);
  const lost = (await linksByExternalId(sql, connection, object, ids)).filter((link) => !link.deletedInCrm);
  if (lost.length === 0) return [];
  await markDeletedInCrm(
    sql,
    connection,
    object,
    lost.map((link) => link.externalId),
  );
  if (settings.delete === "inbound" || settings.delete === "both") {
    await deleteRecords(
      sql,
      object,
      lost.map((link) => link.recordId),
      by,
    );
  }
  return lost.map((link) => ({ subject: link.externalId, outcome: "deleted", reason: null, detail: null }));
}
