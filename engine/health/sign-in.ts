import type { ReasonCode } from "../reasons.ts";
import type { ConnectionFacts } from "./facts.ts";
import { judgeOutage } from "./outage.ts";

/**
 * needed = ask a person to sign in; missing = never signed in, and too early to say so; suspected = refused, but not
 * yet believed; provider = refused, but others of that provider fail too, so that its sign-in is ill; proving = signed in
 * anew after somebody was asked to, and nothing has worked with it so far.
 */
export type SignIn =
  | { readonly state: "fine" }
  | {
      readonly state: "needed" | "missing" | "suspected" | "provider" | "proving";
      readonly reason: ReasonCode /** null = not known. */;
      readonly since: number | null;
    };

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** Between two refusals, so that one bad moment of the CRM does not count as two. */
const APART_MS = 5 * SECOND;
const NEVER_SIGNED_IN_MS = 2 * MINUTE;
const OTHERS_FAILED_MS = 5 * MINUTE;
const OTHERS_WELL_MS = MINUTE;
const LONG_REFUSED_MS = 10 * MINUTE;
/** For so long it is waited for whether another grant of that provider still works. */
const UNHEARD_MS = 45 * SECOND;
/** No outage of sign-in is known to have lasted so long: then a person looks, whatever the others do. */
const BELIEVED_ANYWAY_MS = 120 * MINUTE;

/**
 * Outage or revocation? (features.md, M4.) A revoked grant is believed after two refusals five seconds apart, unless
 * another connection of that provider failed in the last five minutes, or this one had no answer at all, and not before
 * another grant of that provider was seen to work since, if there are others and they tell soon. Otherwise the
 * provider is supposed ill until the others have been well for five minutes, or, when the refusals have gone on for
 * ten, for one minute.
 */
export function judgeSignIn(facts: ConnectionFacts): SignIn {
  const { refusals, now, createdAt, signedIn, wrongOrg, paused } = facts;
  const first = refusals[0];
  const last = refusals.at(-1);
  if (wrongOrg !== null) return { state: "needed", reason: "AUTH_WRONG_ORG", since: first?.at ?? null };
  // Signed out on purpose, or paused before anybody signed in: nobody waits for it.
  if (!signedIn && paused !== null) return { state: "fine" };
  if (!signedIn) {
    const state = now - createdAt >= NEVER_SIGNED_IN_MS ? "needed" : "missing";
    return { state, reason: last?.reason ?? "AUTH_GRANT_REVOKED", since: createdAt };
  }
  if (first === undefined || last === undefined) {
    const { askedAt = null, askedFor, unproven = false } = facts;
    if (askedAt === null || !unproven || paused !== null) return { state: "fine" };
    return { state: "proving", reason: askedFor ?? "AUTH_GRANT_REVOKED", since: facts.resumedAt ?? null };
  }
  const refused = { reason: last.reason, since: first.at };
  if (!apart(refusals) || isUnheard(facts, first.at)) return { state: "suspected", ...refused };
  return { state: believed(facts, first.at, last.at) ? "needed" : "provider", ...refused };
}

/** The first to be refused in an outage of sign-in looks just like the one whose grant was revoked, until the others tell. */
function isUnheard(facts: ConnectionFacts, firstAt: number): boolean {
  const { othersWellAt = null, askedAt = null, now } = facts;
  if (othersWellAt === null || askedAt !== null || lastDoubt(facts) !== null) return false;
  return othersWellAt <= firstAt && now - firstAt < UNHEARD_MS;
}

function believed(facts: ConnectionFacts, firstAt: number, lastAt: number): boolean {
  const { now, refusals } = facts;
  const doubtAt = lastDoubt(facts);
  if (doubtAt === null || lastAt - firstAt >= BELIEVED_ANYWAY_MS) return true;
  const quietMs = lastAt - firstAt >= LONG_REFUSED_MS ? OTHERS_WELL_MS : OTHERS_FAILED_MS;
  return now - doubtAt >= quietMs && apart(refusals.filter((refusal) => refusal.at > doubtAt));
}

/** The last sign of a provider that is ill itself; null = none that counts. */
function lastDoubt(facts: ConnectionFacts): number | null {
  const { askedAt = null, now, othersFailedAt } = facts;
  const own = judgeOutage(facts) === null ? [] : [facts.outage?.lastAt ?? now];
  const signs = [...othersFailedAt, ...own].filter((at) => askedAt === null || at <= askedAt + OTHERS_FAILED_MS);
  return signs.length === 0 ? null : Math.max(...signs);
}

function apart(refusals: ConnectionFacts["refusals"]): boolean {
  return (refusals.at(-1)?.at ?? 0) - (refusals[0]?.at ?? 0) >= APART_MS;
}
