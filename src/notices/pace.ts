import type { Due } from "./message.ts";
import { backoff, type Sent } from "./send.ts";
import type { Step } from "./step.ts";

/** Slack takes one message a second in a channel, and bears a short burst; a clock that ticks each second is never quite even. */
const PACE_MS = 950;
const MINUTE_MS = 60_000;
/** Slack takes fifty edits a minute in all. What is news may use them all, what only moved leaves some over. */
const EDITS = { post: Number.POSITIVE_INFINITY, edit: 48, refresh: 36, nothing: 0 } as const satisfies Record<
  Step,
  number
>;

export interface Pace {
  /** Whether a platform would take this now. */
  allows(due: Due, step: Step): boolean;
  /** What became of it, and when it began. */
  note(due: Due, step: Step, sent: Sent, began: number): void;
}

/**
 * One message a second in a place, none there before a 429 has passed, none at all while the platform is away, and so
 * many edits a minute on a platform.
 */
export function createPace(mono: () => number): Pace {
  const freeAt = new Map<string, number>();
  const away = new Map<string, { readonly until: number; readonly times: number }>();
  const edits = new Map<string, readonly number[]>();

  const recent = (platform: string, now: number) => (edits.get(platform) ?? []).filter((at) => now - at < MINUTE_MS);

  return {
    allows: ({ platform, place }, step) => {
      const now = mono();
      return (
        now >= (freeAt.get(`${platform} ${place}`) ?? now) &&
        now >= (away.get(platform)?.until ?? now) &&
        recent(platform, now).length < EDITS[step]
      );
    },
    note: ({ platform, place }, step, { end, waitMs }, began) => {
      const now = mono();
      for (const [key, at] of freeAt) if (at <= now) freeAt.delete(key);
      freeAt.set(`${platform} ${place}`, end === "rate_limited" ? now + waitMs : began + PACE_MS);
      if (step !== "post") edits.set(platform, [...recent(platform, began), began]);
      const times = end === "down" ? (away.get(platform)?.times ?? 0) + 1 : 0;
      if (times === 0) away.delete(platform);
      else away.set(platform, { until: now + backoff(times), times });
    },
  };
}
