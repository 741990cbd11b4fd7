import { type Ahead, pullPage } from "../inbound/pull.ts";
import { rereadDue } from "../inbound/reread.ts";
import { pushObject } from "../outbound/push.ts";
import { mustBeRead } from "../outbound/unread.ts";
import { settleUnsureRows } from "../outbound/unsure.ts";
import { readCursor } from "../store/cursors.ts";
import { hasWork, stampOutbox } from "../store/outbox.ts";
import type { Worker } from "../worker.ts";
import type { Lease } from "./lease.ts";

/** Renews the lease before each step, so that no step begins on a lease that may have gone to another. */
type Hold = () => Promise<Lease | null>;

/** Brings a connection's inbound side up to date: parents before children, every page that waits. */
export async function pullAll(worker: Worker, name: string, hold: Hold, force: boolean): Promise<void> {
  const { settings } = worker.connections.get(name);
  for (const object of settings.objects) {
    if (settings.import && (force || (await isDue(worker, name, object)))) {
      let lease = await hold();
      let ahead: Ahead | null = null;
      let wrote = false;
      while (lease) {
        const done = await pullPage(worker, lease, object, ahead);
        wrote ||= done.wrote;
        if (done.pulled !== "again") break;
        ahead = done.ahead;
        lease = await hold();
      }
      if (wrote) worker.bell.ring();
    }
    const lease = await hold();
    if (lease) await rereadDue(worker, lease, object);
  }
  const lease = await hold();
  if (lease) await worker.connections.followUse(lease);
}

async function isDue(worker: Worker, name: string, object: string): Promise<boolean> {
  const { store, connections, ports } = worker;
  const cursor = await store.read((sql) => readCursor(sql, name, object));
  if (!cursor) return false;
  const { pollMs } = connections.get(name).settings;
  if (cursor.phase === "backfill" || ports.clock.wall() - (cursor.polledAt ?? 0) >= pollMs) return true;
  return store.read((sql) => mustBeRead(sql, worker, cursor));
}

/** Sends what is owed to a connection: parents before children, until nothing is due. */
export async function pushAll(worker: Worker, name: string, hold: Hold): Promise<void> {
  const { store, leases, connections, ports } = worker;
  const { settings } = connections.get(name);
  if (!(await store.read((sql) => hasWork(sql, name, ports.clock.wall())))) return;
  const first = await hold();
  if (!first) return;
  await leases.write(first, (sql) => stampOutbox(sql, name, ports.clock.wall()));
  for (const object of settings.objects) {
    await settleUnsureRows(worker, first, object);
    await pushObject(worker, first, object, hold);
  }
}
