import type { Called } from "../connections/connection.ts";
import { reason } from "../reasons.ts";
import type { ObjectName } from "../record.ts";
import type { Lease } from "../rounds/lease.ts";
import { countSum, nothingKnown } from "../rules/count-sum.ts";
import { type ComparePlace, linkedAfter, metAmong, unlinkedAfter } from "../store/compare.ts";
import { countKnown } from "../store/count-known.ts";
import { saveCount } from "../store/count-told.ts";
import type { Sql } from "../store/sql.ts";
import type { Worker } from "../worker.ts";
import { type Answer, commitLinked, commitUnlinked, commitUnmet, type Repair } from "./compare-commit.ts";
import { endRound } from "./compare-plan.ts";

const lane = "backfill";

/** What one step found, written in one transaction with the place that follows it. */
interface Step {
  readonly compared: number;
  next(place: ComparePlace): ComparePlace;
  commit(sql: Sql, repair: Repair): Promise<number>;
}

/** Asks what the next step needs. Null = the CRM does not answer now: the step is taken again later. */
export function readStep(worker: Worker, lease: Lease, object: ObjectName, place: ComparePlace): Promise<Step | null> {
  switch (place.phase) {
    case "links":
    case "refused":
      return readKnown(worker, lease, object, place, place.phase);
    case "count":
      return takeCount(worker, lease, object);
    default:
      return walkList(worker, lease, object, place);
  }
}

async function readKnown(
  worker: Worker,
  lease: Lease,
  object: ObjectName,
  place: ComparePlace,
  phase: "links" | "refused",
): Promise<Step | null> {
  const { store, connections } = worker;
  const at = { connection: lease.connection, object };
  const limit = pageOf(worker, lease.connection, object);
  const list = phase === "links" ? linkedAfter : unlinkedAfter;
  const asked = await store.read((sql) => list(sql, at, place.after, limit));
  const last = asked.at(-1);
  const following = phase === "links" ? ("refused" as const) : ("count" as const);
  const next = (now: ComparePlace): ComparePlace =>
    asked.length < limit ? { ...now, phase: following, after: "" } : { ...now, after: last ?? "" };
  if (last === undefined) return { compared: 0, next, commit: async () => 0 };
  const askedAt = worker.ports.clock.wall();
  const called = await connections.call(lease, lane, (crm) => crm.read(object, asked));
  if (!called.ok) return passedOver(called, next);
  const merged = await mergedOf(worker, lease, object, { asked, records: called.value });
  if (!merged.ok) return passedOver(merged, next);
  const commit = phase === "links" ? commitLinked : commitUnlinked;
  const answer = { askedAt, asked, records: called.value, merged: merged.value };
  return { compared: asked.length, next, commit: (sql, repair) => commit(sql, answer, repair) };
}

/** Trouble with these records alone must not stop the comparison of all others. */
function passedOver(called: Called<unknown> & { readonly ok: false }, next: Step["next"]): Step | null {
  if (called.wait || reason(called.trouble.reason).scope === "connection") return null;
  return { compared: 0, next, commit: async () => 0 };
}

const mergesAPage = 20;

/** Some CRMs answer a merged id with its survivor: an id that nobody asked for. Which one it stands for is asked alone. */
async function mergedOf(
  worker: Worker,
  lease: Lease,
  object: ObjectName,
  { asked, records }: Pick<Answer, "asked" | "records">,
): Promise<Called<ReadonlyMap<string, string>>> {
  const told = new Set(records.map((one) => one.externalId));
  const merged = new Map<string, string>();
  if (records.every((one) => asked.includes(one.externalId))) return { ok: true, value: merged };
  for (const id of asked.filter((one) => !told.has(one)).slice(0, mergesAPage)) {
    const called = await worker.connections.call(lease, lane, (crm) => crm.read(object, [id]));
    if (!called.ok) return called;
    const [survivor] = called.value;
    if (survivor && survivor.externalId !== id) merged.set(id, survivor.externalId);
  }
  return { ok: true, value: merged };
}

const pages = [2_000, 1_000, 500, 200, 100, 50] as const;

/** As many as one call reads. */
function pageOf(worker: Worker, connection: string, object: ObjectName): number {
  const { provider } = worker.connections.get(connection);
  return pages.find((count) => provider.calls({ op: "read", object, count }) <= 1) ?? 50;
}

/** The CRM's count of what is there against the sum of what is known: only what is missing to it must be looked for. */
async function takeCount(worker: Worker, lease: Lease, object: ObjectName): Promise<Step | null> {
  const { connection } = lease;
  const { connections, store, ports } = worker;
  const called = await connections.call(lease, lane, async (crm) => (await crm.count?.(object)) ?? null);
  const toList = (current: ComparePlace): ComparePlace => ({ ...current, phase: "list", missing: null, list: null });
  if (!called.ok) return passedOver(called, toList);
  const inCrm = called.value;
  const known = (await store.read(countKnown)).find((each) => each.connection === connection && each.object === object);
  const { lines } = countSum(inCrm, known ?? nothingKnown, { comes: false, fresh: 0 });
  const missing = inCrm === null ? null : (lines.find((line) => line.term === "unseen")?.records ?? 0);
  const at = ports.clock.wall();
  const next = (current: ComparePlace): ComparePlace => {
    if (missing === 0) return endRound(current, at);
    // An index may be behind: a number that does not agree is taken once more before anybody goes looking.
    if (current.counts === 0 && missing !== null) return { ...current, counts: 1 };
    return { ...toList(current), missing };
  };
  const commit = async (sql: Sql) => {
    if (inCrm !== null) await saveCount(sql, { connection, object, count: inCrm, at });
    return 0;
  };
  return { compared: 0, next, commit };
}

/** The CRM's own list from its beginning, as far as needed: what nobody has met comes in. */
async function walkList(worker: Worker, lease: Lease, object: ObjectName, place: ComparePlace): Promise<Step | null> {
  const { connections, store, ports } = worker;
  const at = { connection: lease.connection, object };
  const called = await connections.call(lease, lane, (crm) => crm.changes(object, place.list));
  if (!called.ok) return passedOver(called, (current) => endRound(current, ports.clock.wall()));
  const page = called.value;
  const met = await store.read((sql) =>
    metAmong(
      sql,
      at,
      page.records.map((one) => one.externalId),
    ),
  );
  const unmet = page.records.filter((one) => !met.has(one.externalId));
  const next = (current: ComparePlace): ComparePlace => {
    const missing = current.missing === null ? null : Math.max(0, current.missing - unmet.length);
    const isOver = missing === 0 || !page.more || page.phase !== "backfill";
    return isOver ? endRound(current, ports.clock.wall()) : { ...current, missing, list: page.cursor };
  };
  return { compared: unmet.length, next, commit: (sql, repair) => commitUnmet(sql, unmet, repair) };
}
