import type { Clock } from "../ports.ts";

/** How many requests may be under way at once, as far as the CRM bears it. */
export interface Parallel {
  now(): number;
  /** The CRM runs too many already: half as many from now on, at least one. */
  refuse(): void;
  /** A request was answered well: after some quiet seconds one more is tried. */
  succeed(): void;
}

/** Requests that were sent together are refused together: that counts once. */
const TOGETHER_MS = 2_000;
const STEP_MS = 5_000;

export function createParallel(most: number, clock: Clock): Parallel {
  let now = most;
  let changedAt = Number.NEGATIVE_INFINITY;

  return {
    now: () => now,
    refuse: () => {
      if (clock.mono() - changedAt < TOGETHER_MS && now < most) {
        changedAt = clock.mono();
        return;
      }
      now = Math.max(1, Math.floor(now / 2));
      changedAt = clock.mono();
    },
    succeed: () => {
      if (now >= most || clock.mono() - changedAt < STEP_MS) return;
      now += 1;
      changedAt = clock.mono();
    },
  };
}
