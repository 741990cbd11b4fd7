import { commitPage } from "./commit.ts";
import type { Called } from "./connections.ts";
import type { Lease } from "./lease.ts";
import { matchKeys } from "./match.ts";
import { type OutboundRules, uniqueOf } from "./plan.ts";
import type { InboundRules } from "./recall.ts";
import type { Fields, RemoteRecord, WorkspaceRecord } from "./record.ts";
import { linksByExternalId, linksByRecord, saveSeen } from "./store/links.ts";
import type { Sql } from "./store/sql.ts";
import type { Lane } from "./throttle.ts";
import type { Worker } from "./worker.ts";

/** Our record id -> the remote records that are, or may be, it. */
export type Twins = ReadonlyMap<string, readonly RemoteRecord[]>;

/** Records that we once tried to create, and what was sent where the end is not known (null = it was refused). */
export type SentBefore = ReadonlyMap<string, Fields | null>;

/**
 * Looks for our records in the CRM: those that we once tried to create by our own id there, when the configuration maps
 * one (a survivor of a merge may bear it, too), the others by the first level of matching when that is a single field, as it is and as it was sent. Two calls at most
 * for a whole batch.
 */
export async function findTwins(
  worker: Worker,
  lease: Lease,
  lane: Lane,
  records: readonly WorkspaceRecord[],
  rules: { inbound: InboundRules; outbound: OutboundRules; sentBefore: SentBefore },
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
  const rest = records.filter((record) => !twins.has(record.id));
  const [field, ...more] = inbound.settings.match[0] ?? [];
  const map = more.length === 0 ? inbound.map.find((each) => each.field === field && !each.references) : undefined;
  const values = new Map<string, string[]>();
  const both = rest.flatMap((record) =>
    [record.fields, sentBefore.get(record.id) ?? {}].map((fields) => ({ id: record.id, fields })),
  );
  for (const { id, fields } of both) {
    const key = matchKeys(fields, inbound.settings.match)[0] ?? "";
    if (key) values.set(key, [...new Set([...(values.get(key) ?? []), id])]);
  }
  if (!map || !field || values.size === 0) return { ok: true, value: twins };
  const raw = both.map(({ fields }) => String(fields[field] ?? "")).filter((value) => value !== "");
  const called = await find(worker, lease, lane, { object: inbound.object, by: map.remote, values: raw });
  if (!called.ok) return called;
  for (const remote of called.value) {
    const key = matchKeys(inbound.inward(remote.fields).fields, inbound.settings.match)[0] ?? "";
    for (const id of values.get(key) ?? []) twins.set(id, [...(twins.get(id) ?? []), remote]);
  }
  return { ok: true, value: twins };
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
