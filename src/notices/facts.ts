import type {
  Cause,
  ConnectionView,
  DigestRow,
  Downtime,
  IncidentRow,
  LimitView,
  OutcomeGroup,
  PostRow,
  RepairView,
  RunRow,
  SignInRow,
} from "../../engine/index.ts";
import type { Names } from "../commands/words.ts";
import type { ChannelSettings } from "../config.ts";
import type { Aftermath } from "./after.ts";
import type { RunOutcome } from "./resync-words.ts";

/** A finished first sync or resync that nobody was told of is news for so long. */
export const NEWS_MS = 86_400_000;

/** Everything that decides what should be shown now. */
export interface Facts {
  readonly now: number;
  readonly channels: readonly ChannelSettings[];
  readonly names: Names;
  /** Of every configured connection. */
  readonly connections: readonly string[];
  readonly open: readonly IncidentRow[];
  /** Incidents that were resolved, with a post that does not say so yet. */
  readonly ended: readonly {
    readonly incident: IncidentRow;
    readonly post: PostRow;
    readonly after?: Aftermath | undefined;
  }[];
  /** What stands wrong now; only read while an incident needs it. */
  readonly groups: readonly OutcomeGroup[];
  /** By cause, what stands wrong; only read while a card tells of it. */
  readonly causes?: readonly Cause[];
  /** What can be done about the cause of an incident, by its id; null = nobody could tell. */
  readonly repairs?: ReadonlyMap<string, RepairView | null>;
  /** Incidents whose repairs are being looked up for the first time: they are shown in a moment, with their controls. */
  readonly unread?: ReadonlySet<string>;
  readonly views: readonly ConnectionView[];
  /** Resyncs whose result is not everywhere shown as final. */
  readonly runs: readonly { readonly run: RunRow; readonly outcomes: readonly RunOutcome[] }[];
  /** Sign-ins that came back, and those whose question still stands somewhere. */
  readonly signIns: readonly SignInRow[];
  readonly paused: readonly PausedNow[];
  /** Messages that say that a connection is paused; what they say may be over. */
  readonly pausedPosts: readonly PostRow[];
  /** The last time in which nobody worked, while it is news. */
  readonly downtime: Downtime | null;
  /** Digests that are due and stand nowhere, with the numbers of the one before. */
  readonly digests: readonly { readonly row: DigestRow; readonly before: readonly OutcomeGroup[] | null }[];
  /** Only read while a digest needs them. */
  readonly limits: readonly LimitView[];
  readonly tokens: readonly TokenEnd[];
}

/** A connection that somebody paused or disconnected. */
export interface PausedNow {
  readonly connection: string;
  readonly by: string;
  readonly why: string;
  readonly at: number;
}

/** When a connection's access token ends; null = the CRM does not tell. */
export interface TokenEnd {
  readonly connection: string;
  readonly expiresAt: number | null;
}

/** A number among an incident's facts; 0 when it is not there. */
export function numberIn(facts: IncidentRow["facts"], key: string): number {
  return timeIn(facts, key) ?? 0;
}

export function timeIn(facts: IncidentRow["facts"], key: string): number | null {
  const value = facts[key];
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

export function textIn(facts: IncidentRow["facts"], key: string): string | null {
  const value = facts[key];
  return typeof value === "string" ? value : null;
}
