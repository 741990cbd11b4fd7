import type { ObjectName } from "../record.ts";
import type { Lease } from "../rounds/lease.ts";
import { inboundRules, objectSettings } from "../rules/rules.ts";
import { schemaOf } from "../rules/schema.ts";
import { linksByRecord } from "../store/links.ts";
import { dueRows, settleUnsure } from "../store/outbox.ts";
import { readRecords } from "../store/records.ts";
import type { Worker } from "../worker.ts";
import { adopt, findTwins } from "./lookup.ts";
import type { OutboundRules } from "./plan.ts";

/**
 * Settles rows whose end is not known: the answer was lost, or their worker died. A record that has a link may simply be
 * written again; for one without, the CRM is searched first, so that no create is ever done twice.
 */
export async function settleUnsureRows(worker: Worker, lease: Lease, object: ObjectName): Promise<void> {
  const { store, leases, connections, ports } = worker;
  const { connection } = lease;
  const now = ports.clock.wall();
  const filter = { connection, object, state: "unsure", now, linkedOnly: false, limit: 100 } as const;
  const rows = await store.read((sql) => dueRows(sql, filter));
  if (rows.length === 0) return;
  const ids = rows.map((row) => row.recordId);
  const { linked, records } = await store.read(async (sql) => ({
    linked: new Set((await linksByRecord(sql, object, ids, connection)).map((link) => link.recordId)),
    records: await readRecords({ ...sql, lock: "" }, object, ids),
  }));
  const unlinked = [...records.values()].filter((record) => !linked.has(record.id));
  const schema = await schemaOf(worker, lease, object, "live");
  if (!schema.ok) return;

  const inbound = inboundRules(worker, connection, object, schema.value);
  const outbound: OutboundRules = {
    connection: connections.get(connection).settings,
    settings: objectSettings(worker, object),
    map: inbound.map,
    schema: schema.value,
    parents: new Map(),
  };
  const sentBefore = new Map(rows.map((row) => [row.recordId, row.sent ?? {}]));
  const found = await findTwins(worker, lease, "live", unlinked, { inbound, outbound, sentBefore });
  if (!found.ok) return;
  await leases.write(lease, async (sql) => {
    await adopt(sql, found.value, inbound, sentBefore);
    await settleUnsure(sql, connection, rows, now);
  });
}
