import type { Connections } from "../connections/connection.ts";
import { rereadBatch } from "../inbound/reread.ts";
import { planBatch } from "../outbound/batch.ts";
import { findTwins } from "../outbound/lookup.ts";
import type { Batch } from "../outbound/plan.ts";
import type { Crm, Write } from "../provider.ts";
import type { Schema } from "../record.ts";
import type { Lease } from "../rounds/lease.ts";
import { inboundRules } from "../rules/rules.ts";
import { type ConnectionRow, readConnections } from "../store/connections.ts";
import { linksByRecord } from "../store/links.ts";
import type { OutboxRow } from "../store/outbox.ts";
import { sentOnce, urgentRows } from "../store/owed.ts";
import { readSchema } from "../store/schemas.ts";
import type { Sql } from "../store/sql.ts";
import type { Worker } from "../worker.ts";
import { dailyNow } from "./limits.ts";
import { type Piece, pieces, type Selection } from "./resync.ts";

/** What a resync will cost before it is ordered. */
export interface Price {
  readonly records: number;
  /** Calls at the CRMs, all connections together. */
  readonly calls: number;
  /** Daily calls that we may still use at the scarcest of the concerned CRMs; null = no daily limit is told. */
  readonly callsLeft: number | null;
  /** About how long it takes, by the throttle and what waits before it. */
  readonly aboutMs: number;
  /** Per concerned connection. */
  readonly connections: readonly { readonly connection: string; readonly records: number; readonly calls: number }[];
}

const CALL_MS = 500;
/** A tick begins it and one ends it; people are not told seconds (features.md, C14). */
const SHORTEST_MS = 60_000;
/** What a batch of a resync takes: read, written, read back. */
const CALLS_A_BATCH = 3;

/** What a resync takes by the engine's own steps, if nothing is refused and nothing has changed at the CRM. */
export async function priceOf(sql: Sql, worker: Worker, selection: Selection): Promise<Price> {
  const now = worker.ports.clock.wall();
  const all = await pieces(sql, worker, selection);
  const rows = await readConnections(sql);
  const urgent = await urgentRows(sql);
  const names = worker.settings.connections.map((own) => own.name).filter((name) => all.some(isOf(name)));
  const connections = [];
  const left: number[] = [];
  let aboutMs = all.length === 0 ? 0 : SHORTEST_MS;
  for (const name of names) {
    const own = all.filter(isOf(name));
    const calls = await callsOf(sql, worker, name, own);
    const row = rows.find((each) => each.name === name);
    connections.push({ connection: name, records: own.length, calls });
    if (!row) continue;
    const { settings } = worker.connections.get(name);
    const daily = dailyNow(row, settings.share, now);
    if (daily) left.push(Math.max(0, daily.allowed - daily.used));
    const ahead =
      Math.ceil((urgent.get(name) ?? 0) / worker.connections.get(name).provider.limits.batch) * CALLS_A_BATCH;
    aboutMs = Math.max(aboutMs, timeOf(worker, row, calls + ahead) + Math.max(0, (row.trouble.holdUntil ?? now) - now));
  }
  return {
    records: all.length,
    calls: connections.reduce((sum, each) => sum + each.calls, 0),
    callsLeft: left.length === 0 ? null : Math.min(...left),
    aboutMs,
    connections,
  };
}

const isOf = (name: string) => (piece: Piece) => piece.connection === name;

/** One call after the other, and a pause wherever our share of a window is full. */
function timeOf(worker: Worker, { name, usage }: ConnectionRow, calls: number): number {
  const { settings, provider } = worker.connections.get(name);
  const [first] = provider.limits.windows;
  const window = usage?.burst ? { max: usage.burst.limit, windowMs: usage.burst.windowMs } : first;
  const full = window ? Math.floor(calls / Math.max(1, Math.floor(window.max * settings.share))) : 0;
  return Math.max(calls * CALL_MS, full * (window?.windowMs ?? 0));
}

async function callsOf(sql: Sql, worker: Worker, connection: string, all: readonly Piece[]): Promise<number> {
  const { provider } = worker.connections.get(connection);
  let sum = 0;
  for (const object of new Set(all.map((piece) => piece.object))) {
    const own = all.filter((piece) => piece.object === object);
    sum += provider.calls({ op: "describe", object });
    const inbound = own.filter((piece) => piece.direction === "inbound").length;
    for (let left = inbound; left > 0; left -= rereadBatch)
      sum += provider.calls({ op: "read", object, count: Math.min(left, rereadBatch) });
    const outbound = own.filter((piece) => piece.direction === "outbound").map((piece) => piece.subject);
    outbound.sort();
    const { batch } = provider.limits;
    for (let from = 0; from < outbound.length; from += batch)
      sum += await batchCalls(sql, worker, { connection, object }, outbound.slice(from, from + batch));
  }
  return sum;
}

/** What is read before a batch is planned, what is looked for before a create, the writes, and their reading back. */
async function batchCalls(
  sql: Sql,
  worker: Worker,
  at: { readonly connection: string; readonly object: string },
  ids: readonly string[],
): Promise<number> {
  const { connection, object } = at;
  const { provider } = worker.connections.get(connection);
  const links = await linksByRecord(sql, object, ids, connection);
  const before = provider.calls({ op: "read", object, count: links.filter((link) => !link.deletedInCrm).length });
  const known = await readSchema(sql, connection, object);
  if (!known) return before + CALLS_A_BATCH - 1;

  const sent = await sentOnce(sql, at, ids);
  const lease = { connection, fence: 0 };
  const batch = await planBatch(sql, worker, lease, rowsOf(ids, object, sent), known.schema);
  const writes = batch.planned.flatMap((each) => (each.kind === "write" ? [each.write] : []));
  const written = writes.length === 0 ? 0 : provider.calls({ op: "push", object, writes });
  const after = provider.calls({ op: "read", object, count: writes.filter(isKept).length });
  return before + (await lookUps(sql, worker, lease, batch, known.schema, sent)) + written + after;
}

/** The look-ups themselves, with a CRM that only counts. */
async function lookUps(
  sql: Sql,
  worker: Worker,
  lease: Lease,
  { planned, held, rules }: Batch,
  schema: Schema,
  sent: Awaited<ReturnType<typeof sentOnce>>,
): Promise<number> {
  const fresh = planned.flatMap((each) => {
    const record =
      each.kind === "write" && each.write.op === "create" ? held.get(each.row.recordId)?.record : undefined;
    return record ? [record] : [];
  });
  if (fresh.length === 0) return 0;
  const { connection } = lease;
  const { provider } = worker.connections.get(connection);
  let sum = 0;
  const find: Crm["find"] = async (object, by, values) => {
    sum += provider.calls({ op: "find", object, by, count: values.length });
    return [];
  };
  const call: Connections["call"] = async (_lease, _lane, work) => ({
    ok: true,
    value: await work({ ...silent, find }),
  });
  const sentBefore = new Map(
    fresh.flatMap(({ id }) => (sent.has(id) ? [[id, sent.get(id)?.sent ?? null] as const] : [])),
  );
  const inbound = inboundRules(worker, connection, schema.object, schema);
  // All of this reads in one session: another one would wait for its end.
  const store: Worker["store"] = { ...worker.store, read: (work) => work(sql) };
  const counting = { ...worker, store, connections: { ...worker.connections, call } };
  await findTwins(counting, lease, "person", fresh, { inbound, outbound: rules, sentBefore });
  return sum;
}

const no = () => Promise.reject(new Error("a price is found without calls"));
const silent: Crm = { identity: no, describe: no, changes: no, read: no, find: no, push: no, usage: no };

/** What was deleted cannot be read back. */
const isKept = (write: Write) => write.op !== "delete";

function rowsOf(
  ids: readonly string[],
  object: string,
  sent: Awaited<ReturnType<typeof sentOnce>>,
): readonly OutboxRow[] {
  const fresh = {
    object,
    state: "pending",
    seq: 0,
    lane: 0,
    attempts: 0,
    since: null,
    runId: null,
    proof: true,
  } as const;
  return ids.map((recordId) => ({ ...fresh, recordId, sentAt: null, sent: null, ...sent.get(recordId) }));
}
