import type { ReasonCode } from "../reasons.ts";
import type { ProviderId } from "../record.ts";
import { type CauseId, namedBy } from "./cause-named.ts";

/** What speaks for a cause. Times and durations are milliseconds. */
export type Sign =
  /** So many sign-ins of the user with this app are known here, of those that the CRM keeps. */
  | { readonly sign: "crowd"; readonly count: number; readonly most: number }
  /** The same user signed in anew at another connection just before. */
  | { readonly sign: "newer"; readonly connection: string; readonly at: number }
  | { readonly sign: "unused"; readonly ms: number }
  | { readonly sign: "aged"; readonly days: number }
  /** A call before it was not answered, so that the answer of a renewal may have been lost. */
  | { readonly sign: "unanswered"; readonly at: number }
  | { readonly sign: "rights"; readonly count: number };

/** told = the CRM's own code or words name it; likely = something speaks for it; possible = nothing speaks against it. */
export interface LikelyCause {
  readonly cause: CauseId;
  readonly how: "told" | "likely" | "possible";
  readonly signs: readonly Sign[];
}

/** Something that this installation knows to have changed before a sign-in was refused (R5). */
export type ChangeBefore =
  | { readonly what: "signed_in"; readonly at: number; readonly connection: string; readonly by: string }
  | { readonly what: "rights_lost"; readonly at: number; readonly count: number }
  | { readonly what: "schema"; readonly at: number; readonly object: string; readonly count: number };

export interface SignInEvidence {
  readonly provider: ProviderId;
  readonly reason: ReasonCode;
  /** The CRM's code and words of the last refusal. */
  readonly said: { readonly code: string | null; readonly words: string } | null;
  readonly refusedAt: number;
  /** When the sign-in that is refused was made. */
  readonly madeAt: number | null;
  /** When a call worked the last time. */
  readonly wellAt: number | null;
  /** The last call that was not answered. */
  readonly unansweredAt: number | null;
  readonly crowd: KnownCrowd;
  readonly before: readonly ChangeBefore[];
}

/** Sign-ins of one user with one app, as far as this installation made them; those made elsewhere are unseen. */
export interface KnownCrowd {
  /** That may live at the CRM, the refused one among them. */
  readonly count: number;
  /** So many live at once; null = the CRM has no such rule. */
  readonly most: number | null;
  /** The newest of another connection, when it is newer than the refused one. */
  readonly newer: { readonly connection: string; readonly at: number } | null;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
/** Pipedrive forgets a refresh token that was not used for so long (pipedrive.md 2). */
const PIPEDRIVE_IDLE_MS = 60 * DAY;
/** Lives that admins set for refresh tokens, in days; a sign-in is refused within a day of its end. */
const POLICY_DAYS = [1, 7, 14, 30, 60, 90, 180, 365];
const LOST_ANSWER_MS = 30 * 60_000;

/**
 * What may have ended a sign-in, the best known first, from what the CRM said and what this installation did and saw. Where
 * the CRM names the cause it is the only one; otherwise nothing is claimed that no sign speaks for. Pure.
 */
export function likelyCauses(evidence: SignInEvidence): readonly LikelyCause[] {
  const named = namedBy(evidence.reason, evidence.said);
  if (named !== null) return [{ cause: named, how: "told", signs: signsFor(named, evidence) }];
  if (evidence.reason === "AUTH_USER_INACTIVE")
    return (["user_inactive", "password", "ip_or_hours"] as const).map(plain);
  const causes = candidates(evidence.provider).map((cause): LikelyCause => {
    const signs = signsFor(cause, evidence);
    return { cause, how: signs.length > 0 ? "likely" : "possible", signs };
  });
  const fits = causes.filter(({ cause, how }) => how === "likely" || !needsSign.has(cause));
  return [...fits.filter((one) => one.how === "likely"), ...fits.filter((one) => one.how === "possible")];
}

/** Not named where nothing speaks for them: most sign-ins end otherwise. */
const needsSign: ReadonlySet<CauseId> = new Set(["crowded", "policy", "idle", "used_twice"]);

/** HubSpot's refresh tokens neither end by time nor change with use, and Pipedrive's outlive a new password. */
function candidates(provider: ProviderId): readonly CauseId[] {
  switch (provider) {
    case "salesforce":
      return ["crowded", "policy", "idle", "used_twice", "password", "taken_back"];
    case "hubspot":
      return ["uninstalled", "taken_back"];
    case "pipedrive":
      return ["used_twice", "idle", "uninstalled", "taken_back"];
  }
}

function signsFor(cause: CauseId, evidence: SignInEvidence): readonly Sign[] {
  const { refusedAt, madeAt, wellAt, unansweredAt, crowd, before, provider } = evidence;
  const unusedMs = wellAt === null ? 0 : refusedAt - wellAt;
  switch (cause) {
    case "crowded":
      return crowdSigns(crowd, refusedAt, wellAt);
    case "policy": {
      const days = madeAt === null ? 0 : (refusedAt - madeAt) / DAY;
      const policy = POLICY_DAYS.find((each) => days >= each && days < each + 1);
      return policy === undefined || unusedMs > DAY ? [] : [{ sign: "aged", days: policy }];
    }
    case "idle": {
      const longMs = provider === "pipedrive" ? PIPEDRIVE_IDLE_MS : WEEK;
      return unusedMs >= longMs ? [{ sign: "unused", ms: unusedMs }] : [];
    }
    case "used_twice": {
      const isNear = unansweredAt !== null && unansweredAt <= refusedAt && refusedAt - unansweredAt <= LOST_ANSWER_MS;
      return isNear ? [{ sign: "unanswered", at: unansweredAt }] : [];
    }
    case "scopes": {
      const lost = before.find((one) => one.what === "rights_lost");
      return lost === undefined ? [] : [{ sign: "rights", count: lost.count }];
    }
    default:
      return [];
  }
}

/** As many as the CRM keeps are known here, or one was made just before: then this one may have been the oldest. */
function crowdSigns({ count, most, newer }: KnownCrowd, refusedAt: number, wellAt: number | null): readonly Sign[] {
  if (most === null) return [];
  const isJustBefore =
    newer !== null && newer.at <= refusedAt && refusedAt - newer.at <= HOUR && newer.at >= (wellAt ?? 0) - HOUR;
  const full: readonly Sign[] = count >= most ? [{ sign: "crowd", count, most }] : [];
  return isJustBefore ? [...full, { sign: "newer", connection: newer.connection, at: newer.at }] : full;
}

const plain = (cause: CauseId): LikelyCause => ({ cause, how: "possible", signs: [] });
