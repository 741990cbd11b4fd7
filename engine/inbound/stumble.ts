import { fingerprintOf } from "../connections/fingerprint.ts";
import type { ProviderId } from "../record.ts";
import { nextAttempt } from "../rules/retry.ts";
import type { KnownTrouble, Refusal } from "./known.ts";

/** A record that our own code could not take in, and what it threw. */
export interface Surprise {
  readonly externalId: string;
  readonly cause: unknown;
}

/** E29: it is read again three times in all; what it holds stays out of the words. */
export function stumbled(cause: unknown, before: KnownTrouble | undefined, now: number): Refusal {
  const attempts = before?.reason === "ERR_UNKNOWN" ? before.attempts + 1 : 1;
  const next = nextAttempt({ reason: "ERR_UNKNOWN", attempts, retryAfterMs: null, now, random: () => 1 });
  const waits = "due" in next;
  return {
    outcome: waits ? "waiting" : "failed",
    reason: "ERR_UNKNOWN",
    detail: `It could not be taken in: an error of our own (${nameOf(cause)}).`,
    field: null,
    parent: null,
    due: waits ? next.due : null,
  };
}

/** What a surprise of ours is counted by, without any value. */
export function wordsOf(cause: unknown, provider: ProviderId): string {
  const detail = cause instanceof Error ? cause.message : String(cause);
  return fingerprintOf({ provider, code: nameOf(cause), status: null, field: null, detail });
}

export function nameOf(cause: unknown): string {
  return cause instanceof Error ? cause.name : typeof cause;
}

/** Remembers how long lists are; what is added to them afterwards is taken back. One for many rows: it makes nothing new. */
export function placeIn(lists: readonly { length: number }[]): { mark(): void; back(): void } {
  const lengths = lists.map((list) => list.length);
  return {
    mark: () => {
      for (let at = 0; at < lists.length; at += 1) lengths[at] = lists[at]?.length ?? 0;
    },
    back: () => {
      for (const [at, list] of lists.entries()) list.length = lengths[at] ?? 0;
    },
  };
}
