import { shareOf } from "../connections/budget.ts";
import { type Budget, readBudgets } from "../store/budgets.ts";
import type { Worker } from "../worker.ts";

/** What people set while the program runs, from rows: another process (the terminal) may have written them. */
export interface Budgets {
  /** One statement; the throttles are told of what changed. */
  follow(): Promise<void>;
  /** The same in the midst of long work, once a second at most. */
  followSometimes(): Promise<void>;
  /** As of the last look: whether nothing unasked may be written there. */
  isOutboundPaused(connection: string): boolean;
}

const LOOK_EVERY_MS = 1_000;

export function createBudgets({ connections, store, ports }: Worker): Budgets {
  let known: ReadonlyMap<string, Budget> = new Map();
  let lookedAt = Number.NEGATIVE_INFINITY;

  async function follow(): Promise<void> {
    lookedAt = ports.clock.mono();
    const next = await store.read(readBudgets);
    for (const { settings: own, throttle } of connections.all) {
      const [before, now] = [known.get(own.name), next.get(own.name)];
      if (shareOf(own, before) !== shareOf(own, now)) throttle.share(shareOf(own, now));
      if ((before?.slowed?.value ?? false) !== (now?.slowed?.value ?? false))
        throttle.slow(now?.slowed?.value ?? false);
    }
    known = next;
  }

  return {
    follow,
    followSometimes: async () => {
      if (ports.clock.mono() - lookedAt >= LOOK_EVERY_MS) await follow();
    },
    isOutboundPaused: (connection) => known.get(connection)?.outboundPaused?.value ?? false,
  };
}
