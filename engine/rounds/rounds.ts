import { type Overlap, overlapOf } from "../asked/run-log.ts";
import { lookingAgain, resolveEvents } from "../events/resolve.ts";
import { makeDue } from "../store/cursors.ts";
import { releaseHalts } from "../store/halts.ts";
import { compareStep } from "../watch/compare.ts";
import { StorageTrouble, whileWritable } from "../watch/storage.ts";
import type { Worker } from "../worker.ts";
import { createBudgets } from "./budgets.ts";
import { pullAll, pushAll } from "./flows.ts";
import { type Hint, meant } from "./hint.ts";
import { type Lease, LeaseLost } from "./lease.ts";
import { createWishes } from "./wishes.ts";

export interface Rounds {
  /** One look at every connection: what is due is pulled, what is owed is sent. Ends when that is done. */
  tick(): Promise<void>;
  /**
   * Pulls now, whatever the poll interval says. What is being pulled already is refused (RUN_OVERLAP): two pulls of one
   * connection at once would only wait for each other (D4).
   */
  pullNow(connection?: string): Promise<readonly Overlap[]>;
  /** A CRM says that something changed: it is looked at with the next tick. Answers how many objects that concerns. */
  hint(hint: Hint): Promise<number>;
  /** When every connection was looked at once since the start; null = not yet. */
  lookedAt(): number | null;
  /**
   * Whether this process speaks in the chats now: of several on one database only one does, or each would post everything.
   * While nothing can be saved, whoever spoke last goes on, to tell that.
   */
  mayPost(): Promise<boolean>;
  /** Begins nothing new, waits for what runs, and gives the leases back. */
  stop(): Promise<void>;
}

/** A lease is renewed this often while work goes on; it lasts much longer. */
const renewMs = 5_000;
/** No connection's name: those begin with a letter. */
const chatLease = "*chat";

export function createRounds(worker: Worker): Rounds {
  const { connections, leases, ports, store } = worker;
  const names = connections.all.map((connection) => connection.settings.name);
  const running = new Map<string, Promise<void>>();
  const held = new Map<string, { lease: Lease; at: number }>();
  const beganAt = new Map<string, number>();
  const asked = new Set<string>();
  const wishes = createWishes(ports.clock.mono);
  const budgets = createBudgets(worker);
  const lookAgain = lookingAgain(worker);
  const events = async () => {
    await resolveEvents(worker);
    await lookAgain();
  };
  const looked = new Set<string>();
  let lookedAt: number | null = null;
  let stopped = false;

  /** What cannot be noted is neither sent nor fetched: each step of a flow begins here. */
  async function hold(name: string): Promise<Lease | null> {
    if (stopped || store.trouble() !== null) return null;
    await budgets.followSometimes();
    const own = held.get(name);
    if (own && ports.clock.mono() - own.at < renewMs) return own.lease;
    const lease = await leases.take(name);
    if (lease) held.set(name, { lease, at: ports.clock.mono() });
    else held.delete(name);
    return lease;
  }

  /** One at a time per connection and direction: a tick that finds it running has nothing to add. */
  function once(key: string, flow: () => Promise<void>): Promise<void> {
    const known = running.get(key);
    if (known) return known;
    const mine = guarded(key, flow).finally(() => running.delete(key));
    running.set(key, mine);
    beganAt.set(key, ports.clock.wall());
    return mine;
  }

  async function guarded(key: string, flow: () => Promise<void>): Promise<void> {
    try {
      await flow();
    } catch (cause) {
      if (cause instanceof LeaseLost) {
        held.clear();
        ports.log("warn", "a lease was lost", { flow: key });
      } else if (!(cause instanceof StorageTrouble))
        ports.log("error", "a flow failed", {
          flow: key,
          cause: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause),
        });
    }
  }

  async function pull(name: string, force: boolean): Promise<void> {
    const wanted = (object: string) => wishes.take(name, object) || force;
    await once(`pull ${name}`, () => pullAll(worker, name, () => hold(name), wanted));
    if (store.trouble() !== null) return;
    looked.add(name);
    if (lookedAt === null && looked.size === names.length) lookedAt = ports.clock.wall();
  }

  async function pullUnlessRunning(name: string): Promise<Overlap | null> {
    const key = `pull ${name}`;
    const refuse = (since: number | null) => store.read((sql) => overlapOf(sql, name, since));
    if (running.has(key) || asked.has(name)) return refuse(beganAt.get(key) ?? null);
    asked.add(name);
    try {
      // Without a lease another worker speaks for the connection.
      const lease = stopped || store.trouble() !== null ? null : await hold(name);
      if (!stopped && store.trouble() === null && lease === null) return await refuse(null);
      const { objects } = connections.get(name).settings;
      if (lease)
        await leases.write(lease, (sql) => releaseHalts(sql, { connection: name, objects }, ports.clock.wall()));
      await pull(name, true);
      return null;
    } finally {
      asked.delete(name);
    }
  }

  const isPaused = budgets.isOutboundPaused;
  const push = (name: string) => once(`push ${name}`, () => pushAll(worker, name, () => hold(name), isPaused));
  /** Only where nothing else is to be done, and not before every connection was looked at. */
  const compare = async (name: string) => {
    if (lookedAt !== null && !stopped)
      await once(`compare ${name}`, async () => void (await compareStep(worker, name, () => hold(name))));
  };

  return {
    tick: async () => {
      if (store.trouble() !== null) await store.tryAgain();
      if (!stopped && store.trouble() === null) await once("budgets", budgets.follow);
      if (!stopped && store.trouble() === null) await once("events", events);
      if (!stopped && store.trouble() === null)
        await Promise.all(names.map((name) => Promise.all([pull(name, false), push(name)]).then(() => compare(name))));
    },
    pullNow: async (connection) => {
      const wanted = names.filter((name) => !connection || name === connection);
      const refused = await Promise.all(wanted.map(pullUnlessRunning));
      return refused.filter((each) => each !== null);
    },
    hint: async (hint) => {
      const found = await meant(worker, hint);
      for (const { connection, objects } of found) {
        const { lookupLagMs } = connections.get(connection).provider.limits;
        for (const object of objects) wishes.add(connection, object, lookupLagMs);
        // Another worker speaks for it: its next tick finds them due.
        if (!held.has(connection))
          await whileWritable(store, () => store.write((sql) => makeDue(sql, connection, objects)));
      }
      return found.reduce((sum, each) => sum + each.objects.length, 0);
    },
    lookedAt: () => lookedAt,
    mayPost: async () => {
      if (stopped) return false;
      if (store.trouble() !== null) return held.has(chatLease) || store.dialect === "sqlite";
      try {
        return (await hold(chatLease)) !== null;
      } catch (cause) {
        if (!(cause instanceof StorageTrouble)) throw cause;
        return held.has(chatLease) || store.dialect === "sqlite";
      }
    },
    stop: async () => {
      stopped = true;
      await Promise.all(running.values());
      await whileWritable(store, async () => {
        for (const { lease } of held.values()) await leases.release(lease);
      });
      held.clear();
    },
  };
}
