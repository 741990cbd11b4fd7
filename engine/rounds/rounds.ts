import { StorageTrouble, whileWritable } from "../watch/storage.ts";
import type { Worker } from "../worker.ts";
import { pullAll, pushAll } from "./flows.ts";
import { type Lease, LeaseLost } from "./lease.ts";

export interface Rounds {
  /** One look at every connection: what is due is pulled, what is owed is sent. Ends when that is done. */
  tick(): Promise<void>;
  /** Pulls now, whatever the poll interval says. */
  pullNow(connection?: string): Promise<void>;
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
  const looked = new Set<string>();
  let lookedAt: number | null = null;
  let stopped = false;

  /** What cannot be noted is neither sent nor fetched: each step of a flow begins here. */
  async function hold(name: string): Promise<Lease | null> {
    if (stopped || store.trouble() !== null) return null;
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
    await once(`pull ${name}`, () => pullAll(worker, name, () => hold(name), force));
    if (store.trouble() !== null) return;
    looked.add(name);
    if (lookedAt === null && looked.size === names.length) lookedAt = ports.clock.wall();
  }

  const push = (name: string) => once(`push ${name}`, () => pushAll(worker, name, () => hold(name)));

  return {
    tick: async () => {
      if (store.trouble() !== null) await store.tryAgain();
      if (!stopped && store.trouble() === null)
        await Promise.all(names.flatMap((name) => [pull(name, false), push(name)]));
    },
    pullNow: async (connection) => {
      await Promise.all(names.filter((name) => !connection || name === connection).map((name) => pull(name, true)));
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
