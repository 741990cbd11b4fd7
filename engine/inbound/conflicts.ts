import type { Fields, WorkspaceRecord } from "../record.ts";
import { conflictDetail } from "../rules/contest.ts";
import { changedFields } from "../rules/merge.ts";
import { type ConflictRow, conflictsOf, dropConflicts } from "../store/conflicts.ts";
import { type LinkRow, linksByExternalId } from "../store/links.ts";
import { setLinkStates } from "../store/links-saved.ts";
import { clearOutcomes, readOutcomes, saveOutcomes } from "../store/outcomes.ts";
import { readRecords } from "../store/records.ts";
import type { Sql } from "../store/sql.ts";

interface At {
  readonly connection: string;
  readonly object: string;
  readonly now: number;
}

/**
 * Makes states and outcomes equal to what is in conflict: whatever both sides agree on by now is over, and so is that of
 * a link or a record that is gone. To be called in the transaction that changed either side.
 */
export async function followConflicts(
  sql: Sql,
  at: At,
  by: "record_id" | "external_id",
  ids: readonly string[],
): Promise<void> {
  const found = await conflictsOf(sql, at, by, ids);
  if (found.length === 0) return;
  const records = [...new Set(found.map((one) => one.recordId))];
  await settleConflicts(sql, at, await conflictsOf(sql, at, "record_id", records));
}

/** `rows` are all conflicts of their records on the connection; `decided` are those that a person, or a rule, ended. */
export async function settleConflicts(
  sql: Sql,
  at: At,
  rows: readonly ConflictRow[],
  decided: readonly ConflictRow[] = [],
): Promise<void> {
  const ids = [...new Set(rows.map((row) => row.recordId))];
  const links = await linksByExternalId(sql, at.connection, at.object, [...new Set(rows.map((row) => row.externalId))]);
  const records = await readRecords({ ...sql, lock: "" }, at.object, ids);
  const byId = new Map(links.map((link) => [link.externalId, link]));
  const open = rows.filter(
    (row) => !decided.includes(row) && isOpen(row, byId.get(row.externalId), records.get(row.recordId)),
  );
  await dropConflicts(
    sql,
    rows.filter((row) => !open.includes(row)),
  );
  const still = new Set(open.map((row) => row.externalId));
  const states = links.flatMap(({ externalId, state }) => {
    const wanted = still.has(externalId) ? "conflict" : state === "conflict" ? "synced" : state;
    return wanted === state ? [] : [{ externalId, state: wanted } as const];
  });
  await setLinkStates(sql, at, states);
  await tell(
    sql,
    at,
    ids,
    Map.groupBy(open, (row) => row.recordId),
  );
}

/** Whether the sides still differ. */
function isOpen(
  row: Pick<ConflictRow, "field" | "recordId">,
  link: Pick<LinkRow, "recordId" | "deletedInCrm" | "seen"> | undefined,
  record: WorkspaceRecord | undefined,
): boolean {
  if (!link || link.deletedInCrm || link.recordId !== row.recordId || !record || record.deleted) return false;
  return differs(row.field, link.seen, record.fields);
}

function differs(field: string, there: Fields, here: Fields): boolean {
  return field in changedFields(there, { [field]: here[field] ?? null });
}

/** The outcome that stands for a record: it names the fields, never their values. */
async function tell(
  sql: Sql,
  at: At,
  ids: readonly string[],
  open: ReadonlyMap<string, readonly ConflictRow[]>,
): Promise<void> {
  const place = { ...at, direction: "outbound" } as const;
  const standing = await readOutcomes(sql, {
    connection: at.connection,
    object: at.object,
    direction: "outbound",
    subjects: ids,
    limit: ids.length,
  });
  const before = new Map(standing.map((one) => [one.subject, one]));
  const blank = { code: null, status: null, existingId: null, modifiedAt: null, due: null };
  const news = [...open].flatMap(([subject, rows]) => {
    const fields = [...new Set(rows.map((row) => row.field))];
    const detail = conflictDetail(fields);
    const known = before.get(subject);
    if (known?.reason === "REC_CHANGED" && known.detail === detail) return [];
    return [{ ...blank, subject, outcome: "failed", reason: "REC_CHANGED", detail, field: fields[0] ?? null } as const];
  });
  await saveOutcomes(sql, place, news);
  const over = ids.filter((id) => !open.has(id) && before.get(id)?.reason === "REC_CHANGED");
  await clearOutcomes(sql, place, over);
}
