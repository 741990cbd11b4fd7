import { freshen } from "./freshen.ts";
import type { Lease } from "./lease.ts";
import { withoutTwins } from "./newcomers.ts";
import { type Batch, type Planned, planWrite, type Writing } from "./plan.ts";
import { CrmError, type PushResult } from "./provider.ts";
import type { Pulled } from "./pull.ts";
import { reason } from "./reasons.ts";
import type { ObjectName, Schema } from "./record.ts";
import { inboundRules, objectSettings } from "./rules.ts";
import { schemaOf } from "./schema.ts";
import { settle } from "./settle.ts";
import { readCursor } from "./store/cursors.ts";
import { linksByRecord } from "./store/links.ts";
import { claimRows, dueRows, type OutboxRow } from "./store/outbox.ts";
import { readRecords } from "./store/records.ts";
import type { Sql } from "./store/sql.ts";
import type { Lane } from "./throttle.ts";
import { readBack } from "./verify.ts";
import type { Worker } from "./worker.ts";

const lanes: readonly Lane[] = ["person", "live", "incremental", "backfill"];

/** One batch of one object: plan the least writes, look for twins of what is new, claim, write, settle row by row. */
export async function pushBatch(worker: Worker, lease: Lease, object: ObjectName): Promise<Pulled> {
  const { store, leases, connections, ports } = worker;
  const { connection } = lease;
  const rows = await store.read((sql) => dueBatch(sql, worker, connection, object));
  const [first] = rows;
  if (!first) return "done";
  const lane = lanes[first.lane] ?? "live";
  const schema = await schemaOf(worker, lease, object, lane);
  if (!schema.ok) return "later";
  const inbound = inboundRules(worker, connection, object, schema.value);
  if (!(await freshen(worker, lease, lane, rows, inbound))) return "later";

  const all = await store.read((sql) => planBatch(sql, worker, lease, rows, schema.value));
  const batch = { ...all, planned: firstWrites(all.planned, connections.get(connection).provider.limits.batch) };
  const screened = await withoutTwins(worker, lease, lane, batch, inbound);
  if (!screened) return "later";
  const now = ports.clock.wall();
  const writing = await leases.write(lease, async (sql) => {
    await settle(sql, worker, { lease, object, written: [], ...screened });
    const current = await unchanged(sql, object, screened.writing);
    const claims = current.map((each) => ({
      row: each.row,
      lookUpAfterMs: lookUpAfterMs(worker, connection, each),
      sent: each.write.op === "create" ? each.sent : null,
    }));
    await claimRows(sql, { connection, fence: lease.fence, now }, claims);
    return current;
  });
  if (writing.length === 0) return "again";

  const called = await connections.call(lease, lane, async (crm) => {
    const results = await crm.push(
      object,
      writing.map((each) => each.write),
    );
    const expired = results.find((each) => !each.ok && each.reason === "AUTH_TOKEN_EXPIRED");
    if (expired && !expired.ok && results.every((each) => !each.ok)) throw new CrmError(expired);
    return results;
  });
  const results = called.ok ? await readBack(worker, lease, object, writing, called.value) : null;
  const byKey = new Map(results?.map((result) => [result.key, result]));
  await leases.write(lease, (sql) => {
    const written = writing.map((each) => ({ writing: each, result: byKey.get(each.row.recordId) ?? null }));
    return settle(sql, worker, { lease, object, written, refused: [], idle: [], waiting: [] });
  });
  const stop = results?.find(stopsConnection);
  if (stop && !stop.ok) await connections.failed(lease, stop);
  return called.ok && !stop ? "again" : "later";
}

/** What a pull has changed since it was planned is planned anew: it would put an old value over a newer one. */
async function unchanged(sql: Sql, object: ObjectName, writing: readonly Writing[]): Promise<readonly Writing[]> {
  const records = await readRecords(
    sql,
    object,
    writing.map((each) => each.row.recordId),
  );
  return writing.filter((each) => records.get(each.row.recordId)?.version === each.version);
}

/** Most rows of a first sync need no write, so many more are planned than one call takes; the other writes wait for the next. */
const plannedPerWrite = 10;

function firstWrites(planned: readonly Planned[], most: number): readonly Planned[] {
  const writes = new Set(planned.filter((each) => each.kind === "write").slice(0, most));
  return planned.filter((each) => each.kind !== "write" || writes.has(each));
}

async function dueBatch(
  sql: Sql,
  worker: Worker,
  connection: string,
  object: ObjectName,
): Promise<readonly OutboxRow[]> {
  const cursor = await readCursor(sql, connection, object);
  if (!cursor) return [];
  const { settings, provider } = worker.connections.get(connection);
  const { batch } = provider.limits;
  const due = await dueRows(sql, {
    connection,
    object,
    state: "pending",
    now: worker.ports.clock.wall(),
    linkedOnly: settings.import && cursor.finishedAt === null,
    limit: batch * plannedPerWrite,
  });
  // What a person waits for goes alone, and is read from the CRM first.
  const urgent = due.filter((row) => row.lane === 0).slice(0, batch);
  return urgent.length > 0 ? urgent : due;
}

async function planBatch(
  sql: Sql,
  worker: Worker,
  { connection }: Lease,
  rows: readonly OutboxRow[],
  schema: Schema,
): Promise<Batch> {
  const { object } = schema;
  const { settings, maps } = worker.connections.get(connection);
  const ids = rows.map((row) => row.recordId);
  // Read without locks: claims and settlements go by version and `seq`, so a change that comes in between is owed anew.
  const records = await readRecords({ ...sql, lock: "" }, object, ids);
  const links = await linksByRecord(sql, object, ids, connection);
  const map = maps[object] ?? [];
  const parents = new Map<string, Map<string, string>>();
  for (const { field, references } of map) {
    if (!references) continue;
    const wanted = [...records.values()].map((record) => record.fields[field]).filter((id) => typeof id === "string");
    const found = (await linksByRecord(sql, references, wanted, connection)).filter((link) => !link.deletedInCrm);
    parents.set(references, new Map(found.map((link) => [link.recordId, link.externalId])));
  }
  const rules = { connection: settings, settings: objectSettings(worker, object), map, schema, parents };
  const planned = rows.map((row) => {
    const own = links.filter((link) => link.recordId === row.recordId);
    return planWrite(row, records.get(row.recordId) ?? null, own, rules);
  });
  return { planned, records, rules };
}

/**
 * What a lost worker was creating is looked for only when nothing of it can still be under way, and the CRM's search must
 * know it. By our own id a second create does no harm.
 */
function lookUpAfterMs(worker: Worker, connection: string, { write }: Writing): number {
  const { limits } = worker.connections.get(connection).provider;
  return write.op !== "create" || write.unique ? 0 : limits.timeoutMs + limits.lookupLagMs;
}

/** Trouble of the whole connection that came inside the results. */
function stopsConnection(result: PushResult): boolean {
  return !result.ok && (reason(result.reason).scope === "connection" || result.unsure);
}
