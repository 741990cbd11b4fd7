import { followKept } from "../connections/kept.ts";
import { type Ahead, type Pulled, pullPage } from "../inbound/pull.ts";
import { rereadAsked, rereadDue } from "../inbound/reread.ts";
import { pushObject } from "../outbound/push.ts";
import { mustBeRead } from "../outbound/unread.ts";
import { settleUnsureRows } from "../outbound/unsure.ts";
import type { ObjectName } from "../record.ts";
import { isResting } from "../rules/halt.ts";
import { isOffPeak, pollMsOf } from "../rules/schedule.ts";
import { takesIn } from "../rules/switches.ts";
import { readCursor } from "../store/cursors.ts";
import { readHalts } from "../store/halts.ts";
import { awaitedObjects, hasWork, stampOutbox } from "../store/outbox.ts";
import { hasAskedWork } from "../store/owed.ts";
import { moveCauses } from "../watch/causes.ts";
import type { Worker } from "../worker.ts";
import { type Attempt, attempt } from "./attempt.ts";
import type { Lease } from "./lease.ts";

/** Renews the lease before each step, so that no step begins on a lease that may have gone to another. */
type Hold = () => Promise<Lease | null>;

/** Whether somebody wants an object looked at now. */
type Wanted = (object: string) => boolean;

/** Brings a connection's inbound side up to date: parents before children, every page that waits. */
export async function pullAll(worker: Worker, name: string, hold: Hold, wanted: Wanted): Promise<void> {
  const { settings } = worker.connections.get(name);
  const halts = await worker.store.read(async (sql) => {
    await followKept(sql, worker.connections);
    return readHalts(sql);
  });
  let parentWaits = false;
  for (const object of settings.objects) {
    // Asked in any case: a wish is used up by the look that it makes.
    const asked = wanted(object);
    await attempt(worker, hold, { connection: name, object, direction: "inbound", halts }, async () => {
      const isOn = takesIn(settings, object) && (await isDue(worker, name, object, { asked, parentWaits }));
      const pulled = isOn ? await pullObject(worker, object, hold) : null;
      parentWaits ||= pulled === "wait";
      const lease = await hold();
      if (lease) await rereadDue(worker, lease, object);
      await moveCauses(worker, hold, name, object);
      return pulled === "done";
    });
  }
  const lease = await hold();
  if (lease) await worker.connections.followUse(lease);
}

/** What a person waits for is not left behind all the pages of a backfill: it is looked for this often. */
const askedEveryMs = 5_000;

/** Page after page; answers how the last one ended. */
async function pullObject(worker: Worker, object: ObjectName, hold: Hold): Promise<Pulled> {
  const { mono } = worker.ports.clock;
  let readAskedAt = mono();
  let lease = await hold();
  let ahead: Ahead | null = null;
  let pulled: Pulled = "later";
  let wrote = false;
  while (lease) {
    const done = await pullPage(worker, lease, object, ahead);
    wrote ||= done.wrote;
    pulled = done.pulled;
    if (pulled !== "again") break;
    ahead = done.ahead;
    lease = await hold();
    if (lease && mono() - readAskedAt >= askedEveryMs) {
      await rereadAsked(worker, lease);
      readAskedAt = mono();
    }
  }
  if (wrote) worker.bell.ring();
  return pulled;
}

/**
 * `asked` = now, whatever the interval says; the hours of backfills hold all the same. `parentWaits` = the CRM prepares
 * the backfill of an object before this one: children that came first would only wait for their parents.
 */
async function isDue(
  worker: Worker,
  name: string,
  object: string,
  { asked, parentWaits }: { readonly asked: boolean; readonly parentWaits: boolean },
): Promise<boolean> {
  const { store, connections, ports } = worker;
  const { settings } = connections.get(name);
  const cursor = await store.read((sql) => readCursor(sql, name, object));
  if (!cursor) return false;
  const now = ports.clock.wall();
  if (cursor.phase === "backfill") return !parentWaits && isOffPeak(settings.offPeak, now);
  if (asked || now - (cursor.polledAt ?? 0) >= pollMsOf(settings, object)) return true;
  return store.read((sql) => mustBeRead(sql, worker, cursor));
}

/**
 * Sends what is owed to a connection: parents before children, until nothing is due; only what a person waits for while
 * `isPaused` says so.
 */
export async function pushAll(
  worker: Worker,
  name: string,
  hold: Hold,
  isPaused: (connection: string) => boolean,
): Promise<void> {
  const { store, leases, connections, ports } = worker;
  const { settings } = connections.get(name);
  const now = ports.clock.wall();
  const { halts, work } = await store.read(async (sql) => {
    const all = (await readHalts(sql)).filter((one) => one.connection === name && one.direction === "outbound");
    const resting = all.filter((one) => isResting(one, now)).map((one) => one.object);
    if (isPaused(name)) return { halts: all, work: await hasAskedWork(sql, name, now) };
    return { halts: all, work: resting.length < all.length || (await hasWork(sql, name, now, resting)) };
  });
  if (!work) return;
  const first = await hold();
  if (!first) return;
  await leases.write(first, (sql) => stampOutbox(sql, name, ports.clock.wall()));
  const place = (object: ObjectName) => ({ connection: name, object, direction: "outbound", halts }) as const;
  const ahead = askedFirst(worker, name, hold, place);
  for (const object of settings.objects) {
    await attempt(worker, hold, place(object), async () => {
      await settleUnsureRows(worker, first, object);
      const next = async () => {
        await ahead(object);
        return isPaused(name) ? null : hold();
      };
      const lease = await next();
      if (lease !== null) return pushObject(worker, lease, object, next);
      const own = isPaused(name) ? await hold() : null;
      if (own !== null) await pushObject(worker, own, object, hold, true);
      return false;
    });
  }
}

/** Between two batches of an object: what a person waits for of the other ones is not left behind all that is owed of it. */
function askedFirst(
  worker: Worker,
  name: string,
  hold: Hold,
  place: (object: ObjectName) => Attempt,
): (current: ObjectName) => Promise<void> {
  const { store, ports, connections } = worker;
  const stumbled = new Set<ObjectName>();
  return async (current) => {
    const { objects } = connections.get(name).settings;
    const awaited = await store.read((sql) => awaitedObjects(sql, name, objects, ports.clock.wall()));
    // Its own go first: they may be the parents of the others.
    if (awaited.includes(current)) return;
    for (const object of objects.filter((one) => awaited.includes(one) && one !== current && !stumbled.has(one))) {
      const lease = await hold();
      if (!lease) return;
      // What surprises is looked at once in a round.
      stumbled.add(object);
      await attempt(worker, hold, place(object), async () => {
        await pushObject(worker, lease, object, hold, true);
        stumbled.delete(object);
        return false;
      });
    }
  };
}
