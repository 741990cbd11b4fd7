import type { Schema } from "../record.ts";
import type { Lease } from "../rounds/lease.ts";
import { diffSchema, type SchemaChange } from "../rules/drift.ts";
import { type LostField, lostFields } from "../rules/lost.ts";
import type { FieldMap } from "../rules/mapping.ts";
import { stirred } from "../rules/probe.ts";
import { countHolding, type NotedChange, readDrift, readProbes, saveDrift, saveProbes } from "../store/drifts.ts";
import { rereadSince, wakeInbound } from "../store/refusals.ts";
import { readSchema, saveSchema } from "../store/schemas.ts";
import type { Sql } from "../store/sql.ts";
import type { Worker } from "../worker.ts";
import { wakeBySchema } from "./wake.ts";

/** A description tells of hundreds of fields, so only so many changes are kept. */
const KEPT_CHANGES = 50;

interface At {
  readonly connection: string;
  readonly object: string;
  readonly map: readonly FieldMap[];
  readonly now: number;
}

/**
 * Takes a new description of an object: tells exactly what changed and what it hits, notes mapped fields that are gone or
 * back, and wakes what was refused for something that has moved, all in one transaction (A17, M3).
 */
export async function followSchema(worker: Worker, lease: Lease, schema: Schema): Promise<void> {
  const { store, leases, connections, ports } = worker;
  const { connection } = lease;
  const { object } = schema;
  const map = connections.get(connection).maps[object] ?? [];
  const at = { connection, object, map, now: ports.clock.wall() };
  const known = await store.read((sql) => readSchema(sql, connection, object));
  const before = await store.read((sql) => readDrift(sql, at));
  const { lost, back } = lostFields({
    at: { connection, object },
    map,
    was: known?.schema ?? null,
    is: schema,
    before: before?.lost ?? [],
    now: at.now,
  });
  const changes = known ? diffSchema(known.schema, schema) : [];
  const counted = await store.read((sql) => counts(sql, at, changes, lost));
  const woken = await leases.write(lease, async (sql) => {
    const last = await readSchema(sql, connection, object);
    await saveSchema(sql, connection, schema, at.now);
    // The other direction of this connection has followed it at the same moment.
    if (last && last.readAt !== known?.readAt) return 0;
    if (changes.length + lost.length + (before?.lost.length ?? 0) === 0) return 0;
    const kept = [...counted.changes, ...(before?.changes ?? [])].slice(0, KEPT_CHANGES);
    const again = new Set(back.map((each) => each.remote));
    const returned = [
      ...[...again].map((remote) => ({ remote, at: at.now })),
      ...(before?.returned ?? []).filter((each) => !again.has(each.remote)),
    ];
    await saveDrift(sql, { connection, object, lost: counted.lost, returned, changes: kept });
    for (const each of back) await rereadSince(sql, at, each.remote, each.since);
    return changes.length === 0 ? 0 : wake(sql, at, changes);
  });
  if (woken > 0) worker.bell.ring();
}

async function wake(sql: Sql, at: At, changes: readonly SchemaChange[]): Promise<number> {
  const probes = await readProbes(sql, at);
  if (probes) await saveProbes(sql, at, stirred(probes, at.now));
  const readable = changes.flatMap((one) => (one.what === "added" || one.what === "retyped" ? [one.field] : []));
  const ours = readable.flatMap((remote) => fieldsOf(at.map, remote));
  await wakeInbound(sql, at, [...readable, ...ours]);
  return wakeBySchema(sql, at, changes);
}

/** What the changes and the lost fields hit; counting reads every record, so it is done once for each. */
async function counts(sql: Sql, at: At, changes: readonly SchemaChange[], lost: readonly LostField[]) {
  const noted: NotedChange[] = [];
  for (const change of changes) {
    const fields = change.field === null ? [] : fieldsOf(at.map, change.field);
    const [field] = fields;
    const values = change.what === "options" && change.removed.length > 0 ? change.removed : null;
    const hits = field !== undefined && change.what !== "added";
    noted.push({ ...change, at: at.now, fields, records: hits ? await countHolding(sql, at, field, values) : 0 });
  }
  const missing: LostField[] = [];
  for (const each of lost)
    missing.push(each.since === at.now ? { ...each, records: await countHolding(sql, at, each.field) } : each);
  return { changes: noted, lost: missing };
}

function fieldsOf(map: readonly FieldMap[], remote: string): readonly string[] {
  return map.filter((each) => each.remote === remote).map((each) => each.field);
}
