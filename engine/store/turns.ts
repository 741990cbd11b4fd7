import type { Clock } from "../ports.ts";

/** SQLite works inside the event loop: between its statements whatever else waits for the process may have a turn. */
export interface Turns {
  /** Whether there is anything else at all. */
  readonly others: boolean;
  /** Whether it has been kept waiting for long. */
  due(): boolean;
  take(): Promise<void>;
}

/** A request that is on its way needs several turns: it leaves, its answer comes, the next one leaves. */
const longMs = 1;

export function turnsOf({ mono, turn }: Clock): Turns {
  let last = mono();
  return {
    others: turn !== undefined,
    due: () => turn !== undefined && mono() - last >= longMs,
    take: async () => {
      await turn?.();
      last = mono();
    },
  };
}

/** For programs that do nothing else meanwhile. */
export const noTurns: Turns = { others: false, due: () => false, take: async () => {} };
