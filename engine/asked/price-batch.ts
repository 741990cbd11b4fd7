import type { Connections } from "../connections/connection.ts";
import { firstWrites, planBatch } from "../outbound/batch.ts";
import { findTwins } from "../outbound/lookup.ts";
import { newAtOnce } from "../outbound/lookup-price.ts";
import type { Batch } from "../outbound/plan.ts";
import type { Crm, Write } from "../provider.ts";
import type { Schema } from "../record.ts";
import type { Lease } from "../rounds/lease.ts";
import { inboundRules } from "../rules/rules.ts";
import { linksByRecord } from "../store/links.ts";
import type { OutboxRow } from "../store/outbox.ts";
import { sentOnce } from "../store/owed.ts";
import { readSchema } from "../store/schemas.ts";
import type { Sql } from "../store/sql.ts";
import type { Worker } from "../worker.ts";

/** What a batch that a person asked for takes: read, written, read back. */
export const CALLS_A_BATCH = 3;

interface At {
  readonly connection: string;
  readonly object: string;
  /** By a person: what they wait for is read before and after it is written. */
  readonly asked: boolean;
}

/** What it takes to send records, batch after batch in this order, as a push would; those that need nothing are no work. */
export async function batchCalls(sql: Sql, worker: Worker, at: At, ids: readonly string[]): Promise<number> {
  const { batch } = worker.connections.get(at.connection).provider.limits;
  let sum = 0;
  let queue = ids;
  while (queue.length > 0) {
    const own = queue.slice(0, batch);
    const { calls, left } = await oneBatch(sql, worker, at, own);
    sum += calls;
    queue = [...(left.length < own.length ? left : []), ...queue.slice(batch)];
  }
  return sum;
}

/**
 * What is looked for before a create, and the writes; of what a person asked for also the reading before it is planned
 * and the reading back. `left` = what waits for the next batch.
 */
async function oneBatch(
  sql: Sql,
  worker: Worker,
  at: At,
  ids: readonly string[],
): Promise<{ readonly calls: number; readonly left: readonly string[] }> {
  const { connection, object, asked } = at;
  const { provider } = worker.connections.get(connection);
  const links = await linksByRecord(sql, object, ids, connection);
  const count = links.filter((link) => !link.deletedInCrm).length;
  const before = asked ? provider.calls({ op: "read", object, count }) : 0;
  const known = await readSchema(sql, connection, object);
  if (!known) return { calls: before + (asked ? CALLS_A_BATCH - 1 : 1), left: [] };

  const sent = await sentOnce(sql, at, ids);
  const lease = { connection, fence: 0 };
  const all = await planBatch(sql, worker, lease, rowsOf(ids, object, sent), known.schema);
  const inbound = inboundRules(worker, connection, object, known.schema);
  const { batch: most } = provider.limits;
  const planned = firstWrites(all.planned, most, newAtOnce(provider, inbound, most));
  const writes = planned.flatMap((each) => (each.kind === "write" ? [each.write] : []));
  const written = writes.length === 0 ? 0 : provider.calls({ op: "push", object, writes });
  const after = asked ? provider.calls({ op: "read", object, count: writes.filter(isKept).length }) : 0;
  const looked = await lookUps(sql, worker, lease, { ...all, planned }, known.schema, sent);
  const taken = new Set(planned);
  return {
    calls: before + looked + written + after,
    left: all.planned.flatMap((each) => (taken.has(each) ? [] : [each.row.recordId])),
  };
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
    sum += provider.calls({ op: "find", object, by, count: values.length, found: 0 });
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
    permit: null,
  } as const;
  return ids.map((recordId) => ({ ...fresh, recordId, sentAt: null, sent: null, ...sent.get(recordId) }));
}
