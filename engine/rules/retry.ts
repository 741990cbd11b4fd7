import { type ReasonCode, reason } from "../reasons.ts";

const SECOND = 1_000;
const FIRST_DELAY_MS = 2 * SECOND;
const LONGEST_DELAY_MS = 600 * SECOND;
const HOUR_MS = 3_600 * SECOND;
const FIRST_PAUSE_MS = 300 * SECOND;
const LONGEST_PAUSE_MS = 24 * HOUR_MS;
const ATTEMPTS = 8;
const UNKNOWN_ATTEMPTS = 3;
/** With the tenth added at random, none is over 30 s, and the first is never under five. */
const PROBES_MS = [5 * SECOND, 10 * SECOND, 20 * SECOND, 27 * SECOND];

export interface Attempt {
  readonly reason: ReasonCode;
  /** How often it was tried, this failure included. */
  readonly attempts: number;
  /** What the CRM asked for. */
  readonly retryAfterMs: number | null;
  /** Milliseconds since 1970. */
  readonly now: number;
  random(): number;
}

/**
 * When a record is tried again. Backs off from 2 s to 10 min with jitter and stops after eight attempts, after three
 * for an unknown error; asks once an hour, and never stops, while an approval holds it. What waits for the
 * connection (pause) is due at once and does not wear out; what waits for a person (fail, skip) stops.
 */
export function nextAttempt(attempt: Attempt): { readonly due: number } | { readonly stop: true } {
  const { attempts, now } = attempt;
  const { action, family } = reason(attempt.reason);
  if (action === "pause") return { due: now + (attempt.retryAfterMs ?? 0) };
  if (action !== "retry") return { stop: true };
  if (attempt.reason === "REC_LOCKED_APPROVAL") return { due: now + HOUR_MS };
  if (attempts >= (family === "I" ? UNKNOWN_ATTEMPTS : ATTEMPTS)) return { stop: true };

  const longest = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.max(0, attempts - 1));
  const delay = longest * (0.5 + attempt.random() / 2);
  const asked = attempt.retryAfterMs === null ? 0 : attempt.retryAfterMs + attempt.random() * SECOND;
  return { due: Math.ceil(now + Math.max(delay, asked)) };
}

/** How long the n-th probe of a cause waits after the one before: 5 min, doubling, at most a day. */
export function probePause(tries: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(tries, 20));
}

/** How long a connection that does not answer, or refuses its sign-in, is left alone: 5 s, 10 s, 20 s, at most 30 s. */
export function probeDelay(failures: number, random: () => number): number {
  const step = Math.min(Math.max(failures, 1), PROBES_MS.length) - 1;
  return Math.ceil((PROBES_MS[step] ?? 0) * (1 + random() / 10));
}
