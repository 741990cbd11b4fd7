import type { Fixer, ReasonCode } from "../reasons.ts";
import type { ObjectName, ProviderId, Value } from "../record.ts";
import type { LostField } from "../rules/lost.ts";
import type { OffPeakNow } from "../rules/schedule.ts";
import type { SignInEvidence } from "./cause.ts";

/** What is known of a connection when its health is asked. Times are milliseconds since 1970 by the wall clock. */
export interface ConnectionFacts {
  readonly connection: string;
  readonly provider: ProviderId;
  readonly now: number;
  /** When this daemon began. */
  readonly startedAt: number;
  /** The first full look since then; null = not yet. */
  readonly lookedAt: number | null;
  /** Whether there is a grant at all. */
  readonly signedIn: boolean;
  readonly createdAt: number;
  readonly wrongOrg: { readonly expected: string; readonly got: string } | null;
  readonly paused: { readonly by: string; readonly why: string; readonly at: number } | null;
  /** Refused sign-ins since the last success, oldest first. */
  readonly refusals: readonly { readonly at: number; readonly reason: ReasonCode }[];
  /** When other connections of this provider failed, as far back as five minutes at least. */
  readonly othersFailedAt: readonly number[];
  /**
   * The last success of any other connection of this provider that is signed in and not paused; null = there is none, or
   * none has ever succeeded.
   */
  readonly othersWellAt?: number | null;
  /** What may have ended the sign-in that is refused; null or absent = none is. */
  readonly evidence?: SignInEvidence | null;
  /** Of the open sign-in incident: for what it was opened, and whether nobody had ever signed in before. */
  readonly askedFor?: ReasonCode | null;
  readonly askedFirst?: boolean;
  /** Somebody signed in anew, and no call has worked with it so far. */
  readonly unproven?: boolean;
  /** When the open sign-in incident was opened: what others do later does not take it back. */
  readonly askedAt?: number | null;
  /** Unanswered or 5xx in a row. */
  readonly outage: {
    readonly count: number;
    readonly firstAt: number;
    readonly lastAt: number;
    readonly reason: ReasonCode;
  } | null;
  readonly pollMs: number;
  readonly lastSuccessAt: number | null;
  /** When it was signed in or resumed: nothing could succeed before. */
  readonly resumedAt?: number | null;
  readonly backfill: {
    readonly done: number;
    readonly total: number | null;
    readonly startedAt: number;
    readonly movedAt: number;
  } | null;
  /** The hours of backfills as they stand now; null or absent = they may run at any time. */
  readonly offPeak?: OffPeakNow | null;
  readonly throttledUntil: number | null;
  /** Until when the CRM's daily quota holds all but what a person asks for, as the throttle last knew. */
  readonly quotaUntil?: number | null;
  /** null = the CRM tells no daily quota. */
  readonly daily?: DailyUse | null;
  /** What people set of its calls, as `budgetFacts` tells it; absent = nothing. */
  readonly budget?: Readonly<Record<string, Value>>;
  /** The facts of the open incident of the limit. */
  readonly limitBefore?: Readonly<Record<string, Value>> | null;
  /** The last 1,000 results. */
  readonly recent: { readonly failed: number; readonly total: number };
  /** Records that are failed now. */
  readonly failing: number;
  /** Those of them that get a card of their own, by cause. */
  readonly failures?: readonly FailureFacts[];
  /** The reason that most of them have. */
  readonly topReason?: ReasonCode | null;
  /** Changes that wait for this connection. */
  readonly pending: number;
  readonly oldestPendingAt: number | null;
  /** Objects, one way, whose runs broke off without a known cause until they were not tried any more (E44). */
  readonly stopped?: readonly Stopped[];
  /** Mapped fields that the CRM does not show. */
  readonly lost?: readonly LostField[];
}

/** Records that failed for one cause, and what a person's repair has done for them; JSON-safe. */
export interface FailureFacts {
  readonly cause: string;
  readonly object: ObjectName;
  readonly direction: "inbound" | "outbound";
  readonly reason: ReasonCode;
  readonly field: string | null;
  readonly records: number;
  /** Refused again, what can be done about it is not what was shown. */
  readonly lastAt: number;
  /** The words of the newest, without any value. */
  readonly words: string;
  /** The last repair since the card was opened: who, how many were wanted, wait still, were read back, and failed again. */
  readonly runId: string | null;
  readonly by: string | null;
  readonly wanted: number;
  readonly left: number;
  readonly mended: number;
  readonly still: number;
}

export interface Stopped {
  readonly object: ObjectName;
  readonly direction: "inbound" | "outbound";
  readonly since: number;
  /** The fingerprint of the cause, without any value. */
  readonly words: string;
}

/** The daily quota as the CRM last told it, and how long it lasts. */
export interface DailyUse {
  readonly used: number;
  readonly limit: number;
  /** limit x share. */
  readonly allowed: number;
  readonly share: number;
  /** null = it rolls. */
  readonly resetAt: number | null;
  readonly perHour: number | null;
  readonly exhaustedAt: number | null;
  /** How sure that time is; absent = not asked. */
  readonly confidence?: "high" | "fair" | "low";
  /** Calls of ours among those used; null or absent = not known. */
  readonly ours?: number | null;
  /** Percent of what we may use over the last day, "12 14 15"; absent = not asked. */
  readonly curve?: string;
}

export type Health =
  | { readonly state: "healthy" }
  | {
      readonly state: "backfilling";
      readonly done: number;
      readonly total: number | null;
      /** Time left at the rate so far; null = not known. */
      readonly leftMs: number | null;
      /** It runs only in its hours, and they begin then; absent = it runs. */
      readonly waitsUntil?: number;
    }
  | { readonly state: "throttled"; readonly until: number }
  | { readonly state: "degraded"; readonly reason: ReasonCode }
  | { readonly state: "action_needed"; readonly reason: ReasonCode; readonly fixer: Fixer }
  | { readonly state: "provider_outage"; readonly reason: ReasonCode; readonly since: number }
  | { readonly state: "stuck"; readonly since: number }
  | { readonly state: "paused"; readonly by: string; readonly why: string; readonly at: number };

export type IncidentKind =
  | "sign_in_needed"
  | "provider_outage"
  | "failures_rising"
  | "overdue"
  | "run_stopped"
  | "api_limit"
  | "schema_drift"
  | "repair";

/** An incident that should be open now. */
export interface IncidentDraft {
  /** Stable while the cause lasts. */
  readonly key: string;
  readonly kind: IncidentKind;
  readonly connection: string;
  readonly severity: "warning" | "critical";
  readonly reason: ReasonCode;
  readonly facts: Readonly<Record<string, Value>>;
}

export interface Assessment {
  readonly health: Health;
  readonly incidents: readonly IncidentDraft[];
  /** false = too early to resolve what was open before this daemon began. */
  readonly complete: boolean;
}
