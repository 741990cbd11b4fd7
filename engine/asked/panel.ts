import type { Fields, ObjectName, WorkspaceRecord } from "../record.ts";
import { compareFields, type FieldView } from "../rules/compare.ts";
import { changedFields } from "../rules/merge.ts";
import type { Settings } from "../settings.ts";
import { type ConflictRow, conflictsOfRecord } from "../store/conflicts.ts";
import { type LinkRow, type LinkState, linksByRecord } from "../store/links.ts";
import { type OutcomeRow, readOutcomes } from "../store/outcomes.ts";
import { readRecords } from "../store/records.ts";
import type { Sql } from "../store/sql.ts";
import { locate } from "./locate.ts";

/** One record and how it stands on every connection. */
export interface RecordView {
  readonly object: ObjectName;
  /** null = only a CRM knows it: it was skipped or failed on its way in. */
  readonly record: WorkspaceRecord | null;
  readonly state: LinkState;
  readonly links: readonly LinkView[];
  /** Where it is owed to and not linked yet. */
  readonly unlinked: readonly { readonly connection: string; readonly state: LinkState }[];
  readonly outcomes: readonly OutcomeRow[];
  /** Fields that were changed on both sides and that wait for a person; absent = none. */
  readonly conflicts?: readonly ConflictRow[];
}

/** `state` is how the link stands now, with what is on the way. */
export interface LinkView extends LinkRow {
  /** Our fields that the CRM does not hold as far as we know. */
  readonly differing: readonly string[];
  /** Every field of ours against the CRM's, in the order of the record. */
  readonly fields: readonly FieldView[];
}

/** The names of our fields that a connection shares with its CRM for an object; null = it has no such object. */
export type MappedFields = (connection: string, object: ObjectName) => ReadonlySet<string> | null;

/** The records that a name may mean, each with how it stands everywhere (see `readRecordName` for what names are). */
export async function findRecords(
  sql: Sql,
  settings: Settings,
  text: string,
  limit: number,
  mapped: MappedFields = () => null,
): Promise<readonly RecordView[]> {
  const views: RecordView[] = [];
  for (const one of await locate(sql, settings, text, limit))
    views.push("stranger" in one ? strangerView(one.stranger) : await recordView(sql, one.object, one.id, mapped));
  return views;
}

function strangerView(outcome: OutcomeRow): RecordView {
  return {
    object: outcome.object,
    record: null,
    state: outcome.outcome === "skipped" ? "skipped" : outcome.outcome === "waiting" ? "pending" : "failed",
    links: [],
    unlinked: [],
    outcomes: [outcome],
  };
}

/** How one record stands on every connection. */
async function recordView(sql: Sql, object: ObjectName, id: string, mapped: MappedFields): Promise<RecordView> {
  const record = (await readRecords({ ...sql, lock: "" }, object, [id])).get(id) ?? null;
  const links = (await linksByRecord(sql, object, [id])).map((link) => ({
    ...link,
    differing: differing(record, link),
    fields: compareFields(record?.fields ?? {}, link, mapped(link.connection, object)),
  }));
  const outbound = await readOutcomes(sql, { object, direction: "outbound", subjects: [id], limit: 50 });
  const ids = links.map((link) => link.externalId);
  const inbound = await readOutcomes(sql, { object, direction: "inbound", subjects: ids, limit: 50 });
  const own = inbound.filter((one) =>
    links.some((link) => link.connection === one.connection && link.externalId === one.subject),
  );
  const owed = await sql.all("select connection, state from outbox where object = ? and record_id = ?", [object, id]);
  const standing = links.map((link) => ({ ...link, state: stateOn(link.connection, link.state) }));
  const unlinked = owed
    .map((row) => String(row.connection))
    .filter((name) => !links.some((link) => link.connection === name))
    .map((connection) => ({ connection, state: stateOn(connection, "pending") }));
  const state = rollUp([...standing, ...unlinked].map((each) => each.state));
  const conflicts = await conflictsOfRecord(sql, object, id);
  const view = { object, record, state, links: standing, unlinked, outcomes: [...outbound, ...own] };
  return conflicts.length > 0 ? { ...view, conflicts } : view;

  function stateOn(connection: string, state: LinkState): LinkState {
    // What is owed there waits for it.
    if (state === "conflict") return state;
    const row = owed.find((each) => each.connection === connection);
    if (row?.state === "unsure" || row?.state === "sending") return "unsure";
    if (row?.state === "pending") return "pending";
    return row?.state === "failed" ? "failed" : state;
  }
}

function differing(record: WorkspaceRecord | null, link: LinkRow): readonly string[] {
  const shown: Fields = record?.fields ?? {};
  const known = Object.fromEntries(Object.entries(shown).filter(([field]) => link.seen[field] !== undefined));
  return Object.keys(changedFields(link.seen, known));
}

/** C3: over several links. What was refused on one is not hidden by what is still on its way to another. */
export function rollUp(states: readonly LinkState[]): LinkState {
  for (const first of ["conflict", "unsure"] as const) if (states.includes(first)) return first;
  if (states.includes("pending")) return states.includes("failed") ? "partly_synced" : "pending";
  for (const all of ["synced", "failed", "skipped", "linked"] as const) {
    if (states.length > 0 && states.every((state) => state === all)) return all;
  }
  return states.length === 0 ? "linked" : "partly_synced";
}
