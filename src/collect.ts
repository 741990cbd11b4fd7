import type { Clock } from "../engine/index.ts";

/** Edits of the workspace that come within this time are one push. */
export const debounceMs = 200;

/**
 * Collects what comes close together into one run: the first note starts the wait, and whatever is noted until it ends
 * belongs to the same run. The wait is never made longer, so nothing waits for the end of a long series.
 */
export function collect(clock: Clock, waitMs: number, run: () => void): { note(): void; stop(): void } {
  const over = new AbortController();
  let waiting = false;
  return {
    note: () => {
      if (waiting || over.signal.aborted) return;
      waiting = true;
      clock.sleep(waitMs, over.signal).then(
        () => {
          waiting = false;
          run();
        },
        () => {},
      );
    },
    stop: () => over.abort(),
  };
}
