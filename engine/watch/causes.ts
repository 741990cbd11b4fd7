import type { ObjectName, Schema } from "../record.ts";
import type { Lease } from "../rounds/lease.ts";
import { lookAgain, noProbes, type Probes, planProbes, probedReasons } from "../rules/probe.ts";
import { isLookDue, schemaOf } from "../rules/schema.ts";
import { sendsOut } from "../rules/switches.ts";
import { readProbes, saveProbes } from "../store/drifts.ts";
import { reviveRows } from "../store/outbox.ts";
import { readOutcomes } from "../store/outcomes.ts";
import { recordVersions } from "../store/records.ts";
import { refusedMark, refusedRows } from "../store/refusals.ts";
import { readSchema } from "../store/schemas.ts";
import type { Sql } from "../store/sql.ts";
import type { Worker } from "../worker.ts";
import { refusedOf } from "./wake.ts";

/** More than so many are looked at in turns; their causes are seldom more than a few. */
const MOST = 20_000;

/**
 * Looks whether the causes have moved for which records of an object stand refused (M3): reads the CRM's description of it
 * on its schedule, and sends one record of each cause that no description tells of.
 */
export async function moveCauses(
  worker: Worker,
  hold: () => Promise<Lease | null>,
  name: string,
  object: ObjectName,
): Promise<void> {
  const { store, connections, ports } = worker;
  if (isLookDue(worker, name, object)) {
    const lease = await hold();
    if (lease) await schemaOf(worker, lease, object, "incremental");
  }
  if (!sendsOut(connections.get(name).settings, object)) return;
  const at = { connection: name, object };
  const before = (await store.read((sql) => readProbes(sql, at))) ?? noProbes;
  if (before.lookAt > ports.clock.wall()) return;
  const seen = await store.read((sql) => refusedMark(sql, at, probedReasons));
  if (seen === "" && before.seen === "") return;
  const known = await store.read((sql) => readSchema(sql, name, object));
  const lease = known && (await hold());
  if (lease) await probe(worker, lease, known.schema, before, seen);
}

async function probe(worker: Worker, lease: Lease, schema: Schema, before: Probes, seen: string): Promise<void> {
  const { store, leases, connections, ports } = worker;
  const { connection } = lease;
  const { object } = schema;
  const at = { connection, object };
  const now = ports.clock.wall();
  const { provider, maps } = connections.get(connection);
  if (seen === before.seen && now < before.quietUntil) {
    const later = { ...before, lookAt: lookAgain(before.quietUntil, now) };
    await leases.write(lease, (sql) => saveProbes(sql, at, later));
    return;
  }
  const rows =
    seen === ""
      ? []
      : await store.read((sql) => refusedRows(sql, at, { reasons: probedReasons, after: "", limit: MOST }));
  const refused = rows.map((row) => refusedOf(row, maps[object] ?? []));
  const out = Object.values(before.causes).flatMap((each) => (each.out ? [each.out.subject] : []));
  const sent = await store.read((sql) => statesOf(sql, at, out));
  const { wake, probes } = planProbes({ provider: provider.id, refused, before, seen, schema, now, sent });
  await leases.write(lease, async (sql) => {
    await reviveRows(sql, connection, object, wake);
    await saveProbes(sql, at, probes);
  });
  if (wake.length > 0) worker.bell.ring();
}

async function statesOf(sql: Sql, at: { connection: string; object: string }, ids: readonly string[]) {
  if (ids.length === 0) return new Map<string, { version: number | null; waits: boolean }>();
  const versions = await recordVersions(sql, at.object, ids);
  const outcomes = await readOutcomes(sql, { ...at, direction: "outbound", subjects: ids, limit: ids.length });
  const waiting = new Set(outcomes.map((each) => each.subject));
  return new Map(ids.map((id) => [id, { version: versions.get(id) ?? null, waits: waiting.has(id) }]));
}
