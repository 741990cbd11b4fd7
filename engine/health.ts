import { causeFacts } from "./health/cause-facts.ts";
import { driftFacts } from "./health/drift.ts";
import type { Assessment, ConnectionFacts, Health, IncidentDraft, IncidentKind } from "./health/facts.ts";
import { backfillWaits, judgeLimit, type Limit, quotaHeldUntil } from "./health/limit.ts";
import { judgeOutage, type Trouble } from "./health/outage.ts";
import { repairDrafts } from "./health/repairs.ts";
import { judgeSignIn, type SignIn } from "./health/sign-in.ts";
import { stoppedFacts } from "./health/stopped.ts";
import { reason } from "./reasons.ts";
import type { Value } from "./record.ts";

export type { Assessment, ConnectionFacts, Health, IncidentDraft, IncidentKind } from "./health/facts.ts";

const MINUTE = 60_000;
const POLLS = 3;
const OVERDUE_MS = 2 * MINUTE;
const STUCK_MS = 10 * MINUTE;
/** A shorter hold in the middle of a backfill is its usual pace, not news. */
const HELD_LONG_MS = MINUTE;
const MANY_FAILED = 0.2;

/** The causes that hold now; null = not this one. */
interface Causes {
  readonly signIn: SignIn;
  readonly outage: Trouble | null;
  /** The backfill has not moved since. */
  readonly stuckSince: number | null;
  /** No run succeeded since. */
  readonly overdueSince: number | null;
  readonly manyFailed: boolean;
  readonly limit: Limit | null;
}

/**
 * The health of one connection and the incidents that should be open for it, from facts alone. Before the first full
 * look of a daemon nothing is announced but sign-in, and nothing that was open may be resolved (`complete`).
 */
export function assess(facts: ConnectionFacts): Assessment {
  const causes = judge(facts);
  const drafts = incidents(facts, causes);
  const complete = facts.lookedAt !== null;
  return {
    health: health(facts, causes),
    incidents: complete ? drafts : drafts.filter((draft) => draft.kind === "sign_in_needed"),
    complete,
  };
}

function judge(facts: ConnectionFacts): Causes {
  const { now, startedAt, createdAt, lastSuccessAt, resumedAt, pollMs, backfill, recent, stopped = [] } = facts;
  const signIn = judgeSignIn(facts);
  const outage =
    signIn.state === "provider" ? { reason: "PROVIDER_DOWN" as const, since: signIn.since ?? now } : judgeOutage(facts);
  const explained =
    signIn.state !== "fine" || outage !== null || facts.paused !== null || isHeld(facts) || stopped.length > 0;
  // Time in which we did not run counts for nobody.
  const successAt = Math.max(lastSuccessAt ?? 0, startedAt, createdAt, resumedAt ?? 0);
  const movedAt =
    backfill === null ? now : Math.max(backfill.movedAt, startedAt, resumedAt ?? 0, facts.offPeak?.since ?? 0);
  const overdue = backfill === null && now - successAt > Math.max(POLLS * pollMs, OVERDUE_MS);
  const mayRun = facts.offPeak?.open ?? true;
  const stuck = backfill !== null && mayRun && now - movedAt > Math.max(POLLS * pollMs, STUCK_MS);
  return {
    signIn,
    outage,
    stuckSince: stuck && !explained && !backfillWaits(facts) ? movedAt : null,
    overdueSince: overdue && !explained ? successAt : null,
    manyFailed: recent.total > 0 && recent.failed / recent.total > MANY_FAILED,
    limit: judgeLimit(facts),
  };
}

/** Held now, or until so short a time ago that nothing can be late yet. */
function isHeld(facts: ConnectionFacts): boolean {
  const until = Math.max(facts.throttledUntil ?? 0, facts.quotaUntil ?? 0, quotaHeldUntil(facts) ?? 0);
  return until > facts.now - Math.max(POLLS * facts.pollMs, OVERDUE_MS);
}

/** What people must do comes first, then what they chose, then what only time heals. */
function health(facts: ConnectionFacts, { signIn, outage, stuckSince, overdueSince, manyFailed }: Causes): Health {
  const { paused, backfill, now } = facts;
  const heldUntil = Math.max(facts.throttledUntil ?? 0, quotaHeldUntil(facts) ?? 0);
  if (signIn.state === "needed" || signIn.state === "missing") {
    return { state: "action_needed", reason: signIn.reason, fixer: reason(signIn.reason).fixer };
  }
  if (paused !== null) return { state: "paused", ...paused };
  if (outage !== null) return { state: "provider_outage", ...outage };
  if (signIn.state === "suspected") return { state: "degraded", reason: signIn.reason };
  if (heldUntil - now > (backfill === null || quotaHeldUntil(facts) !== null ? 0 : HELD_LONG_MS)) {
    return { state: "throttled", until: heldUntil };
  }
  if (stuckSince !== null) return { state: "stuck", since: stuckSince };
  if ((facts.stopped ?? []).length > 0) return { state: "degraded", reason: "RUN_UNKNOWN" };
  if (backfill !== null) return progress(backfill, facts);
  if (overdueSince !== null) return { state: "degraded", reason: "RUN_OVERDUE" };
  if (manyFailed) return { state: "degraded", reason: facts.topReason ?? "ERR_UNKNOWN" };
  if ((facts.lost ?? []).length > 0) return { state: "degraded", reason: "SCHEMA_FIELD_MISSING" };
  return { state: "healthy" };
}

function progress(backfill: NonNullable<ConnectionFacts["backfill"]>, { now, offPeak }: ConnectionFacts): Health {
  const { done, startedAt } = backfill;
  const total = backfill.total === null ? null : Math.max(backfill.total, done);
  const tookMs = now - startedAt;
  const leftMs = total === null || done === 0 || tookMs <= 0 ? null : Math.round((tookMs / done) * (total - done));
  const waits = offPeak && !offPeak.open ? { waitsUntil: offPeak.until } : {};
  return { state: "backfilling", done, total, leftMs, ...waits };
}

function incidents(facts: ConnectionFacts, causes: Causes): readonly IncidentDraft[] {
  const { connection, pending, oldestPendingAt, backfill, failing, recent, wrongOrg } = facts;
  const { signIn, outage, manyFailed } = causes;
  const owed = { pending, oldestPendingAt };
  const drafts: IncidentDraft[] = [];
  const add = (
    kind: IncidentKind,
    severity: IncidentDraft["severity"],
    code: IncidentDraft["reason"],
    told: Readonly<Record<string, Value>>,
  ) => drafts.push({ key: `${kind}:${connection}`, kind, connection, severity, reason: code, facts: told });

  if (signIn.state === "needed") {
    const account: Readonly<Record<string, Value>> = wrongOrg === null ? {} : { ...wrongOrg };
    add("sign_in_needed", "critical", signIn.reason, {
      since: signIn.since,
      everSignedIn: facts.signedIn,
      backfilling: backfill !== null,
      ...account,
      ...(wrongOrg === null && facts.evidence ? causeFacts(facts.evidence) : {}),
      ...owed,
    });
  }
  if (signIn.state === "proving") {
    add("sign_in_needed", "critical", signIn.reason, {
      since: signIn.since,
      proving: true,
      everSignedIn: facts.askedFirst !== true,
      ...owed,
    });
  }
  if (outage !== null) {
    add("provider_outage", "warning", outage.reason, {
      since: outage.since,
      provider: facts.provider,
      refused: signIn.state === "provider",
      ...owed,
    });
  }
  if (causes.limit !== null) {
    add("api_limit", causes.limit.level === "near" ? "warning" : "critical", "LIMIT_DAILY", causes.limit.facts);
  }
  const repairs = backfill === null ? repairDrafts(facts) : { drafts: [], beyond: 0 };
  drafts.push(...repairs.drafts);
  // Each cause has its card: all together are told only where there are more, or too much fails.
  if (backfill === null && (repairs.beyond > 0 || (failing > 0 && manyFailed))) {
    add("failures_rising", manyFailed ? "critical" : "warning", facts.topReason ?? "ERR_UNKNOWN", {
      failing,
      beyond: repairs.beyond,
      failed: recent.failed,
      total: recent.total,
    });
  }
  const stopped = stoppedFacts(facts);
  if (stopped !== null) add("run_stopped", "critical", "RUN_UNKNOWN", stopped);
  const drift = driftFacts(facts);
  if (drift !== null) add("schema_drift", "warning", "SCHEMA_FIELD_MISSING", drift);
  const late = causes.stuckSince ?? causes.overdueSince;
  if (late !== null) {
    const code = causes.stuckSince === null ? "RUN_OVERDUE" : "RUN_STUCK";
    add("overdue", "warning", code, { since: late, pollMs: facts.pollMs, ...owed });
  }
  return drafts;
}
