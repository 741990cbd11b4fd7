import type { Due } from "./message.ts";
import { backoff, type Sent } from "./send.ts";
import type { Step } from "./step.ts";

/** Slack takes one message a second in a channel, and bears a short burst; a clock that ticks each second is never quite even. */
const PACE_MS = 950;
const MINUTE_MS = 60_000;

interface Edits {
  /** What shares the number. */
  readonly each: "platform" | "place";
  /** Of news: a state that changed. */
  readonly edit: number;
  /** Of what only moved; it leaves some over. */
  readonly refresh: number;
}

/**
 * Edits a minute. Slack takes fifty in all. Teams takes 1,800 messages and edits an hour in each place, and people's
 * answers need some of them; the windows themselves are kept by its bot.
 */
const EDITS = {
  slack: { each: "platform", edit: 48, refresh: 36 },
  teams: { each: "place", edit: Number.POSITIVE_INFINITY, refresh: 15 },
} as const satisfies Record<Due["platform"], Edits>;

export interface Pace {
  /** Whether a platform would take this now. */
  allows(due: Due, step: Step): boolean;
  /** What became of it, and when it began. */
  note(due: Due, step: Step, sent: Sent, began: number): void;
}

/**
 * One new message a second in a place, and one of what only moved; a message whose state changed is edited at once,
 * for somebody may have pressed its button. None in a place before a 429 has passed, none at all while the platform is
 * away, and so many edits a minute.
 */
export function createPace(mono: () => number): Pace {
  const freeAt = new Map<string, number>();
  const away = new Map<string, { readonly until: number; readonly times: number }>();
  const edits = new Map<string, readonly number[]>();

  const heldKey = ({ platform, place }: Due) => `${platform} ${place}`;
  const paceKey = (due: Due, step: Step) => `${step} ${heldKey(due)}`;
  const editsKey = (due: Due) => (EDITS[due.platform].each === "place" ? heldKey(due) : due.platform);
  const recent = (key: string, now: number) => (edits.get(key) ?? []).filter((at) => now - at < MINUTE_MS);

  return {
    allows: (due, step) => {
      const now = mono();
      const free = (key: string) => now >= (freeAt.get(key) ?? now);
      if (!free(heldKey(due)) || now < (away.get(due.platform)?.until ?? now)) return false;
      if (step === "post") return free(paceKey(due, step));
      const many = recent(editsKey(due), now).length;
      const most = EDITS[due.platform];
      return step === "refresh" ? many < most.refresh && free(paceKey(due, step)) : many < most.edit;
    },
    note: (due, step, { end, waitMs }, began) => {
      const now = mono();
      for (const [key, at] of freeAt) if (at <= now) freeAt.delete(key);
      if (end === "rate_limited") freeAt.set(heldKey(due), now + waitMs);
      if (step !== "edit") freeAt.set(paceKey(due, step), began + PACE_MS);
      const { platform } = due;
      if (step !== "post") edits.set(editsKey(due), [...recent(editsKey(due), began), began]);
      const times = end === "down" ? (away.get(platform)?.times ?? 0) + 1 : 0;
      if (times === 0) away.delete(platform);
      else away.set(platform, { until: now + backoff(times), times });
    },
  };
}
