import type { Clock } from "../ports.ts";
import type { Limits, Provider, Request, Usage } from "../provider.ts";
import type { Lane } from "./lanes.ts";

export interface ThrottleOptions {
  readonly limits: Limits;
  readonly observe: Provider["observe"];
  /** Share of the CRM's limits that we may use, 0 to 1. */
  readonly share: number;
  /** The bare transport. */
  readonly request: Request;
  readonly clock: Clock;
  /** Whether an address belongs to the provider: nothing else is ever sent to. */
  allow(url: string): boolean;
}

/** The brake of one connection: everything that leaves for its CRM goes through it and is counted. */
export interface Throttle {
  /**
   * The request function of a lane. An aborted signal takes a request out of the queue, with the signal's reason; one
   * that was sent is waited for. `mayLeave` is asked when a request's turn has come, however long it waited. Throws
   * NoAnswer (not sent) when it may not, for an address that is not the provider's, and at once (QUOTA_HELD) when the
   * CRM or the daily quota holds the lane for longer than a request may wait.
   */
  via(lane: Lane, signal?: AbortSignal, mayLeave?: () => boolean): Request;
  /** Whether a request of this lane would be refused as held. */
  held(lane: Lane): boolean;
  state(): ThrottleState;
  share(share: number): void;
  /** Backfills go at 40 % of their pace, or at full speed again. */
  slow(on: boolean): void;
  /** What the CRM told of its usage elsewhere than in a header, or told so long ago. */
  learn(usage: Usage, ageMs?: number): void;
  /** The CRM refused a request for one of its limits that a status alone does not tell. */
  refused(limit: "daily" | "concurrent"): void;
  /** When nothing waits and nothing is under way. */
  idle(): Promise<void>;
}

export interface ThrottleState {
  readonly usage: Usage | null;
  /** When the CRM last told its daily use; null = never. */
  readonly dailyToldMono: number | null;
  readonly waiting: Readonly<Record<Lane, number>>;
  /** Until when the CRM holds us, or the daily quota holds all but what a person waits for; null = not held. */
  readonly heldUntilMono: number | null;
  /** Until the reset, or until one call finds out whether there is room; null = the quota does not hold us. */
  readonly quotaUntilMono: number | null;
  /** Requests at once, as the CRM bears it now. */
  readonly concurrency: number;
  readonly sent: number;
}

/** The code of a request that was not sent because the worker may no longer speak for its connection. */
export const LEASE_OVER = "LEASE_OVER";

/** The code of a request that was not sent because a limit holds its lane for long. */
export const QUOTA_HELD = "QUOTA_HELD";

/** Neither says anything of the CRM: the work is taken up again later. */
export function isOursToWait(code: string | null): boolean {
  return code === LEASE_OVER || code === QUOTA_HELD;
}
