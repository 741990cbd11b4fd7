import type { Clock } from "../../engine/ports.ts";

export type HandClock = Clock & {
  advance(ms: number): Promise<void>;
  /** Lets everything go on that can, before time does. */
  readonly breathe: () => Promise<void>;
};

/**
 * A clock that tests move by hand; sleepers wake when it passes them. Whoever answers in real time (a server) needs more
 * of it than a turn of the event loop: then `breathe` waits a little, or a lease would end while a statement runs.
 */
export function handClock(start = Date.UTC(2026, 10, 21), breathe: () => Promise<void> = settled): HandClock {
  let now = start;
  let sleepers: { at: number; wake: () => void }[] = [];
  return {
    wall: () => now,
    mono: () => now - start,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const sleeper = { at: now + ms, wake: resolve };
        sleepers.push(sleeper);
        signal?.addEventListener("abort", () => {
          sleepers = sleepers.filter((one) => one !== sleeper);
          reject(signal.reason);
        });
      }),
    breathe,
    async advance(ms) {
      const until = now + ms;
      for (;;) {
        await breathe();
        const [next] = sleepers.filter((one) => one.at <= until).sort((a, b) => a.at - b.at);
        if (!next) break;
        sleepers = sleepers.filter((one) => one !== next);
        now = Math.max(now, next.at);
        next.wake();
      }
      now = until;
      await breathe();
    },
  };
}

/** Lets every promise that can go on go on. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A machine clock, for tests that run real processes. */
export const realClock: Clock = {
  wall: () => Date.now(),
  mono: () => performance.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};
