import type { Clock } from "../ports.ts";

/** One wake-up call at a time, on the monotonic clock. */
export interface Alarm {
  /** Rings at `due`, or earlier when an earlier call stands; null calls it off. */
  set(due: number | null): void;
}

export function createAlarm(clock: Clock, ring: () => void): Alarm {
  let current: { readonly due: number; readonly stop: AbortController } | null = null;

  return {
    set: (due) => {
      if (current !== null && (due === null || due < current.due)) {
        current.stop.abort();
        current = null;
      }
      if (due === null || current !== null) return;
      const mine = { due, stop: new AbortController() };
      current = mine;
      const rung = () => {
        if (current !== mine) return;
        current = null;
        ring();
      };
      clock.sleep(Math.max(1, due - clock.mono()), mine.stop.signal).then(rung, () => undefined);
    },
  };
}
