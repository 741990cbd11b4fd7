import type { Fields, ObjectName, WorkspaceRecord } from "../record.ts";
import { compareFields, type FieldView } from "../rules/compare.ts";
import { matchKeys } from "../rules/match.ts";
import { changedFields } from "../rules/merge.ts";
import type { Settings } from "../settings.ts";
import { type ConflictRow, conflictsOfRecord } from "../store/conflicts.ts";
import { type LinkRow, type LinkState, linksByRecord } from "../store/links.ts";
import { type OutcomeRow, readOutcomes } from "../store/outcomes.ts";
import { readRecords, recordsByKey } from "../store/records.ts";
import type { Sql } from "../store/sql.ts";

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

/** Finds records by our id, by a CRM's id, by e-mail, or by a CRM's address that ends in the id. */
export async function findRecords(
  sql: Sql,
  settings: Settings,
  text: string,
  limit: number,
  mapped: MappedFields = () => null,
): Promise<readonly RecordView[]> {
  const wanted = lastId(text.trim());
  const found = new Map<string, { object: string; id: string }>();
  const add = (object: unknown, id: unknown) =>
    found.set(`${object} ${id}`, { object: String(object), id: String(id) });
  for (const row of await sql.all("select object, id from records where id = ? limit ?", [wanted, limit]))
    add(row.object, row.id);
  const links = await sql.all("select object, record_id from links where external_id = ? limit ?", [wanted, limit]);
  for (const row of links) add(row.object, row.record_id);
  if (found.size === 0 && wanted.includes("@")) {
    for (const [object, { match }] of Object.entries(settings.objects)) {
      const key = wanted.toLowerCase();
      const ids = (await recordsByKey(sql, object, 0, [key])).map((one) => one.id);
      const records = await readRecords({ ...sql, lock: "" }, object, ids);
      for (const { id, fields } of records.values()) if (matchKeys(fields, match)[0] === key) add(object, id);
    }
  }
  if (found.size === 0) return strangers(sql, wanted, limit);
  const views: RecordView[] = [];
  for (const { object, id } of found.values())
    if (settings.objects[object]) views.push(await recordView(sql, object, id, mapped));
  return views.slice(0, limit);
}

async function strangers(sql: Sql, wanted: string, limit: number): Promise<readonly RecordView[]> {
  const outcomes = await readOutcomes(sql, { subjects: [wanted], direction: "inbound", limit });
  return outcomes.map((outcome) => ({
    object: outcome.object,
    record: null,
    state: outcome.outcome === "skipped" ? "skipped" : outcome.outcome === "waiting" ? "pending" : "failed",
    links: [],
    unlinked: [],
    outcomes: [outcome],
  }));
}

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

/** The id at the end of a CRM's address; anything else is taken as it is. */
function lastId(text: string): string {
  const path = /^<?https?:\/\/[^\s|>]+/.exec(text)?.[0].replace(/^<?https?:\/\/[^/]+/, "");
  if (path === undefined) return text.replace(/^<mailto:([^|>]+).*$/, "$1");
  const parts = path.split(/[/?#]/).filter((part) => part !== "" && part !== "view");
  return parts.at(-1) ?? text;
}
