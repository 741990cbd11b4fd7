import type { Called } from "../connections/connection.ts";
import type { ObjectName, Schema } from "../record.ts";
import type { Lease } from "../rounds/lease.ts";
import { readSchema, saveSchema } from "../store/schemas.ts";
import type { Lane } from "../throttle.ts";
import type { Worker } from "../worker.ts";

/** Fields are renamed rarely, and one describe is one call. */
const keptMs = 3_600_000;

/** The CRM's description of an object, read at most once an hour. */
export async function schemaOf(worker: Worker, lease: Lease, object: ObjectName, lane: Lane): Promise<Called<Schema>> {
  const { store, leases, connections, ports } = worker;
  const known = await store.read((sql) => readSchema(sql, lease.connection, object));
  if (known && ports.clock.wall() - known.readAt < keptMs) return { ok: true, value: known.schema };
  const called = await connections.call(lease, lane, (crm) => crm.describe(object));
  if (!called.ok) return called;
  await leases.write(lease, (sql) => saveSchema(sql, lease.connection, called.value, ports.clock.wall()));
  return called;
}
