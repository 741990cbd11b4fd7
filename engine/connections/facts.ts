import type { Trouble } from "../provider.ts";
import { reason } from "../reasons.ts";
import { probeDelay } from "../rules/retry.ts";
import { type ConnectionTrouble, noTrouble } from "../store/connections.ts";

/** Two refusals must lie this far apart before a grant counts as gone (a connection's second try). */
const secondTryMs = 5_000;
/** A daily quota without a known reset is asked again after this. */
const quotaProbeMs = 600_000;
/** Refusals that are remembered; the first and the last tell the story. */
const remembered = 20;
/** Characters of what a CRM says of a refused sign-in. */
const SAID = 200;

/** Pure: what a failed call adds to what is known of its connection, and how long it is left alone. */
export function afterFailure(
  before: ConnectionTrouble,
  trouble: Trouble,
  now: number,
  random: () => number,
): ConnectionTrouble {
  const { family, action } = reason(trouble.reason);
  const failed = { ...before, failedAt: now };
  if ((family === "A" || family === "P") && action !== "fail" && trouble.reason !== "AUTH_WRONG_ORG") {
    const refusals = [...before.refusals, { at: now, reason: trouble.reason }].slice(-remembered);
    const delay = refusals.length < 3 ? secondTryMs : probeDelay(refusals.length, random);
    const words = trouble.detail.slice(0, SAID).toWellFormed().replaceAll("\u0000", "\ufffd");
    const said = { code: trouble.code, words };
    return { ...failed, said, refusals: keepFirst(before, refusals), holdUntil: now + delay };
  }
  if (trouble.reason === "LIMIT_DAILY") {
    // The CRM's own end: not even a person's call has a chance before that. The throttle knows how long the others wait.
    return { ...before, holdUntil: now + (trouble.retryAfterMs ?? quotaProbeMs) };
  }
  if (family === "L") {
    const until = now + (trouble.retryAfterMs ?? probeDelay(1, random));
    // A limit says nothing of the provider's health.
    return { ...before, throttledUntil: until, holdUntil: until };
  }
  const outage = {
    count: (before.outage?.count ?? 0) + 1,
    firstAt: before.outage?.firstAt ?? now,
    lastAt: now,
    reason: trouble.reason,
  };
  const delay = Math.max(trouble.retryAfterMs ?? 0, probeDelay(outage.count, random));
  return { ...failed, outage, holdUntil: now + delay };
}

function keepFirst(before: ConnectionTrouble, refusals: ConnectionTrouble["refusals"]): ConnectionTrouble["refusals"] {
  const [first] = before.refusals;
  return first && refusals[0] !== first ? [first, ...refusals.slice(1)] : refusals;
}

/**
 * Pure: a success ends refusals and outages. When it failed last is kept for judging the provider as a whole, and, like
 * when it was resumed, for what must be read before anything is written.
 */
export function afterSuccess({ failedAt, resumedAt, resumedBy, wrongOrg }: ConnectionTrouble): ConnectionTrouble {
  return { ...noTrouble, failedAt, resumedAt, resumedBy, wrongOrg };
}

export function isTroubled(trouble: ConnectionTrouble): boolean {
  return trouble.refusals.length > 0 || trouble.outage !== null || trouble.holdUntil !== null;
}
