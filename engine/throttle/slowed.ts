/** Of the pace that it would have, this much is left to a backfill that people slowed down (features.md, M6). */
export const SLOWED_TO = 0.4;

/**
 * The pace of a backfill that people slowed down: one call at a time, and after each a rest so long that calls come at
 * 40 % of the pace that they would come at by themselves. Times are of the monotonic clock.
 */
export interface Slowed {
  set(on: boolean): void;
  isOn(): boolean;
  /** Whether a call of a backfill may leave now. */
  open(now: number): boolean;
  /** When it may; null while open, and while one is under way: its end looks again. */
  next(now: number): number | null;
  /** One wants to leave and none is under way: it would leave now, were it not for the rest. */
  wanted(now: number): void;
  began(now: number): void;
  ended(now: number, isNextWaiting: boolean): void;
}

/** A request that would wait longer is given back, and a pause between two jobs is no pace. */
const LONGEST_REST_MS = 14_000;

export function createSlowed(): Slowed {
  let on = false;
  let underWay = 0;
  let beganAt: number | null = null;
  let restUntil = Number.NEGATIVE_INFINITY;

  /** What came from the start of the last call to now is a turn at full speed. */
  function rest(now: number): void {
    if (beganAt === null || underWay > 0) return;
    restUntil = now + Math.min(LONGEST_REST_MS, (now - beganAt) * (1 / SLOWED_TO - 1));
    beganAt = null;
  }

  const open = (now: number) => !on || (underWay === 0 && now >= restUntil);

  return {
    set: (next) => {
      on = next;
      if (!on) restUntil = Number.NEGATIVE_INFINITY;
    },
    isOn: () => on,
    open,
    next: (now) => (open(now) || underWay > 0 ? null : restUntil),
    wanted: (now) => {
      if (on) rest(now);
    },
    began: (now) => {
      underWay++;
      beganAt = now;
    },
    ended: (now, isNextWaiting) => {
      underWay--;
      if (on && isNextWaiting) rest(now);
    },
  };
}
