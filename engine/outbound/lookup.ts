import type { Called } from "../connections/connection.ts";
import { commitPage } from "../inbound/commit.ts";
import type { InboundRules } from "../inbound/recall.ts";
import type { Fields, RemoteRecord, WorkspaceRecord } from "../record.ts";
import type { Lease } from "../rounds/lease.ts";
import type { FieldMap } from "../rules/mapping.ts";
import { matchField, matchKeys } from "../rules/match.ts";
import { externalIds, linksByExternalId, linksByRecord } from "../store/links.ts";
import { saveSeen } from "../store/links-saved.ts";
import type { Sql } from "../store/sql.ts";
import type { Lane } from "../throttle.ts";
import type { Worker } from "../worker.ts";
import { type OutboundRules, uniqueOf } from "./plan.ts";

/** Our record id -> the remote records that are, or may be, it. */
export type Twins = ReadonlyMap<string, readonly RemoteRecord[]>;

/** Records that we once tried to create, and what was sent where the end is not known (null = it was refused). */
export type SentBefore = ReadonlyMap<string, Fields | null>;

interface LookupRules {
  readonly inbound: InboundRules;
  readonly outbound: OutboundRules;
  readonly sentBefore: SentBefore;
}

/**
 * Looks for our records in the CRM: those that we once tried to create by our own id there, when the configuration maps
 * one (a survivor of a merge may bear it, too), the others by the first level of matching, as it is and as it was sent;
 * where that has no value, what may have been created is looked for by the second. Three calls at most for a batch.
 */
export async function findTwins(
  worker: Worker,
  lease: Lease,
  lane: Lane,
  records: readonly WorkspaceRecord[],
  rules: LookupRules,
): Promise<Called<Twins>> {
  const { inbound, outbound, sentBefore } = rules;
  const twins = new Map<string, readonly RemoteRecord[]>();
  const [own] = records.map((record) => uniqueOf(record, outbound));
  const ids = records.map((record) => record.id).filter((id) => sentBefore.has(id));
  if (own && ids.length > 0) {
    const called = await find(worker, lease, lane, { object: inbound.object, by: own.field, values: ids });
    if (!called.ok) return called;
    for (const remote of called.value) twins.set(String(remote.fields[own.field]), [remote]);
  }
  let rest: readonly WorkspaceRecord[] = records.filter((record) => !twins.has(record.id));
  for (const level of inbound.settings.match) {
    const looked = await byLevel(worker, lease, lane, level, rest, rules);
    if (!looked.ok) return looked;
    for (const [id, remotes] of looked.value.twins) twins.set(id, remotes);
    rest = rest.filter(({ id }) => sentBefore.get(id) && !looked.value.asked.has(id));
  }
  return { ok: true, value: twins };
}

/** Asks by one field of the level; what comes must agree on all of them. `asked` are the records that have values for it. */
async function byLevel(
  worker: Worker,
  lease: Lease,
  lane: Lane,
  level: readonly string[],
  records: readonly WorkspaceRecord[],
  { inbound, sentBefore }: LookupRules,
): Promise<Called<{ readonly twins: Twins; readonly asked: ReadonlySet<string> }>> {
  const twins = new Map<string, readonly RemoteRecord[]>();
  const asked = new Set<string>();
  const maps = mapsOf(level, inbound.map);
  const by = lookupField(level, inbound.map);
  if (!by) return { ok: true, value: { twins, asked } };
  const both = records.flatMap(({ id, fields }) =>
    [fields, sentBefore.get(id) ?? {}].map((each) => ({ id, fields: each })),
  );
  const idsByKey = new Map<string, Set<string>>();
  const values: string[] = [];
  for (const { id, fields } of await withExternalIds(worker, lease, maps, both)) {
    const [key = ""] = matchKeys(fields, [level]);
    if (key === "") continue;
    asked.add(id);
    idsByKey.set(key, (idsByKey.get(key) ?? new Set()).add(id));
    values.push(String(fields[by.field]));
  }
  if (values.length === 0) return { ok: true, value: { twins, asked } };
  const called = await find(worker, lease, lane, { object: inbound.object, by: by.remote, values });
  if (!called.ok) return called;
  for (const remote of called.value) {
    const [key = ""] = matchKeys(inbound.inward(remote.fields).fields, [level]);
    for (const id of idsByKey.get(key) ?? []) {
      // One that is out of use stands in nobody's way, but it may be what a lost answer hides.
      if (!remote.out || sentBefore.has(id)) twins.set(id, [...(twins.get(id) ?? []), remote]);
    }
  }
  return { ok: true, value: { twins, asked } };
}

function mapsOf(level: readonly string[], map: readonly FieldMap[]): readonly FieldMap[] {
  return level.flatMap((told) => map.find((each) => each.field === matchField(told)) ?? []);
}

/**
 * The field of a level by which the CRM is asked: the last one says the most, for many have one first name, and a figure
 * or a day is written in many ways. null = the CRM cannot be asked by this level.
 */
export function lookupField(level: readonly string[], map: readonly FieldMap[]): FieldMap | null {
  const maps = mapsOf(level, map);
  if (maps.length < level.length) return null;
  return maps.findLast(({ references, type }) => !references && !isMeasure(type)) ?? null;
}

function isMeasure(type: FieldMap["type"]): boolean {
  return (
    type === "number" ||
    type === "currency" ||
    type === "integer" ||
    type === "boolean" ||
    type === "date" ||
    type === "datetime"
  );
}

/** Remote records bear the CRM's ids of their parents: ours take the same form, empty where a parent is not there. */
async function withExternalIds(
  { store }: Worker,
  { connection }: Lease,
  maps: readonly FieldMap[],
  rows: readonly { readonly id: string; readonly fields: Fields }[],
): Promise<readonly { readonly id: string; readonly fields: Fields }[]> {
  let translated = rows;
  for (const { field, references } of maps) {
    if (!references) continue;
    const ids = [...new Set(rows.map(({ fields }) => fields[field]))].filter((id) => typeof id === "string");
    const parents = await store.read((sql) => externalIds(sql, connection, references, ids));
    translated = translated.map(({ id, fields }) => ({
      id,
      fields: { ...fields, [field]: parents.get(String(fields[field])) ?? null },
    }));
  }
  return translated;
}

function find(
  { connections }: Worker,
  lease: Lease,
  lane: Lane,
  { object, by, values }: { object: string; by: string; values: readonly string[] },
): Promise<Called<readonly RemoteRecord[]>> {
  return connections.call(lease, lane, (crm) => crm.find(object, by, [...new Set(values)]));
}

/**
 * Takes in the single twins as what they are: a first match where somebody else made the remote record, our own where a
 * lost answer hid that our create had worked. Of our own, what differs from what was sent was changed there since.
 * Answers which records have a link now.
 */
export async function adopt(
  sql: Sql,
  twins: Twins,
  rules: InboundRules,
  sentBefore: SentBefore,
): Promise<ReadonlySet<string>> {
  const found = [...twins].filter(([, remotes]) => remotes.length === 1);
  const ids = found.map(([, [remote]]) => remote?.externalId ?? "");
  const owners = new Map(
    (await linksByExternalId(sql, rules.connection, rules.object, ids)).map((link) => [link.externalId, link.recordId]),
  );
  // A remote record that is linked to another of ours is nobody's twin.
  const single = found.filter(
    ([recordId, [remote]]) => (owners.get(remote?.externalId ?? "") ?? recordId) === recordId,
  );
  const own = rules.map.find((each) => each.field === "id")?.remote ?? "";
  const ours = single.flatMap(([recordId, [remote]]) => {
    const sent = sentBefore.get(recordId) ?? null;
    if (!remote || (sent === null && remote.fields[own] !== recordId)) return [];
    return [{ externalId: remote.externalId, recordId, modifiedAt: 0, seen: sent ?? {} }];
  });
  await saveSeen(sql, { connection: rules.connection, object: rules.object, now: rules.now }, ours);
  const records = single.flatMap(([, remotes]) => remotes);
  await commitPage(sql, { records, gone: [], broken: [] }, rules, { lane: 1, runId: null });
  const links = await linksByRecord(
    sql,
    rules.object,
    single.map(([id]) => id),
    rules.connection,
  );
  return new Set(links.map((link) => link.recordId));
}
