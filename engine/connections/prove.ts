import { readConnection } from "../store/connections.ts";
import { anyLinked } from "../store/links.ts";
import type { Worker } from "../worker.ts";
import { sameAccount } from "./same-account.ts";

/**
 * Whether a read with the grant in use works now, and at the account that is expected: one linked record is read, or,
 * where there is none, an object's description. Two calls; nothing is noted.
 */
export async function prove({ store, connections, leases }: Worker, name: string): Promise<boolean> {
  const row = await store.read((sql) => readConnection(sql, name));
  // Who holds it speaks for the connection, and its own calls tell as much.
  if ((await leases.take(name)) === null) return false;
  const told = await connections.ask(name, (crm) => crm.identity());
  if (!told.ok || !row?.identity || !sameAccount(row.identity, told.value)) return false;
  const { objects } = connections.get(name).settings;
  const linked = await store.read((sql) => anyLinked(sql, name, objects));
  const read = await connections.ask(name, async (crm) => {
    if (linked) await crm.read(linked.object, [linked.externalId]);
    else if (objects[0] !== undefined) await crm.describe(objects[0]);
  });
  return read.ok;
}
