import PQueue from "p-queue";
import type { Clock } from "./ports.ts";
import {
  type HttpRequest,
  type HttpResponse,
  type Limits,
  NoAnswer,
  type Provider,
  type Request,
  type Usage,
} from "./provider.ts";
import { createAlarm } from "./throttle/alarm.ts";
import { createDailyQuota } from "./throttle/daily.ts";
import { type Lane, lanes, type TurnOptions, WaitingLanes } from "./throttle/lanes.ts";
import { createWindowLog, type WindowLog } from "./throttle/window.ts";

export type { Lane } from "./throttle/lanes.ts";

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
   * NoAnswer (not sent) when it may not, and for an address that is not the provider's.
   */
  via(lane: Lane, signal?: AbortSignal, mayLeave?: () => boolean): Request;
  state(): ThrottleState;
  share(share: number): void;
  /** What the CRM told of its usage elsewhere than in a header. */
  learn(usage: Usage): void;
  /** When nothing waits and nothing is under way. */
  idle(): Promise<void>;
}

export interface ThrottleState {
  readonly usage: Usage | null;
  readonly waiting: Readonly<Record<Lane, number>>;
  /** Until when the CRM holds us, or the daily quota holds all but what a person waits for; null = not held. */
  readonly heldUntilMono: number | null;
  readonly sent: number;
}

/** The code of a request that was not sent because the worker may no longer speak for its connection. */
export const LEASE_OVER = "LEASE_OVER";

/** For a 429 that says nothing, where no window applies. */
const HOLD_MS = 1_000;
const LONGEST_HOLD_MS = 24 * 3_600_000;

export function createThrottle(options: ThrottleOptions): Throttle {
  const { limits, observe, request, clock } = options;
  const windows = limits.windows.map((window) => createWindowLog(window, options.share));
  const daily = createDailyQuota(clock);
  const queue = new PQueue<WaitingLanes, TurnOptions>({ concurrency: limits.concurrency, queueClass: WaitingLanes });
  const waiting: Record<Lane, number> = { person: 0, live: 0, incremental: 0, backfill: 0 };
  let share = options.share;
  let heldUntil = Number.NEGATIVE_INFINITY;
  let burst: Usage["burst"] = null;
  let inFlight = 0;
  let sent = 0;
  let whenIdle: (() => void)[] = [];
  const alarm = createAlarm(clock, () => {
    look();
    arm();
  });

  function via(lane: Lane, signal?: AbortSignal, mayLeave: () => boolean = () => true): Request {
    return async (outgoing) => {
      if (!options.allow(outgoing.url)) throw new NoAnswer(false, "ADDRESS_REFUSED", new Error(refusal(outgoing.url)));
      signal?.throwIfAborted();
      const counted = windows.filter((window) => window.applies(outgoing));
      // p-queue frees the place of a running task that is aborted, but what was sent is still under way.
      const leave = signal === undefined ? null : new AbortController();
      const onAbort = () => {
        waiting[lane]--;
        leave?.abort(signal?.reason);
        settle();
      };
      signal?.addEventListener("abort", onAbort, { once: true });
      waiting[lane]++;
      const answer = queue.add(
        () => {
          signal?.removeEventListener("abort", onAbort);
          waiting[lane]--;
          if (!mayLeave()) return Promise.reject(new NoAnswer(false, LEASE_OVER));
          return send(outgoing, counted);
        },
        { lane, mayGo: () => mayGo(lane, counted), signal: leave?.signal },
      );
      arm();
      return answer;
    };
  }

  function mayGo(lane: Lane, counted: readonly WindowLog[]): boolean {
    const now = clock.mono();
    if (now < heldUntil || (lane !== "person" && !daily.open(share))) return false;
    return counted.every((window) => window.room(now));
  }

  async function send(outgoing: HttpRequest, counted: readonly WindowLog[]): Promise<HttpResponse> {
    for (const window of counted) window.take();
    daily.count();
    inFlight++;
    sent++;
    try {
      const response = await request(outgoing);
      heed(response, counted);
      return response;
    } finally {
      for (const window of counted) window.give(clock.mono());
      inFlight--;
      settle();
    }
  }

  function heed(response: HttpResponse, counted: readonly WindowLog[]): void {
    const { usage, retryAfterMs } = observe(response);
    if (usage !== null) note(usage, counted);
    if (retryAfterMs === null && response.status !== 429) return;
    const told = retryAfterMs !== null && retryAfterMs >= 0 ? retryAfterMs : null;
    const holdMs = told ?? Math.max(HOLD_MS, ...counted.map((window) => window.windowMs));
    heldUntil = Math.max(heldUntil, clock.mono() + Math.min(holdMs, LONGEST_HOLD_MS));
  }

  function note(usage: Usage, counted: readonly WindowLog[]): void {
    if (usage.daily !== null) daily.learn(usage.daily);
    if (usage.burst === null) return;
    burst = usage.burst;
    for (const window of counted) window.learn(usage.burst, clock.mono());
  }

  /** Lets p-queue look again at what waits: it does so only when a task is added or ends. */
  function look(): void {
    queue.pause();
    queue.start();
  }

  /** Looks again when something that waits may go by the clock alone. */
  function arm(): void {
    alarm.set(anyWaiting() ? nextLook() : null);
  }

  /** null = nothing changes before an answer comes, which looks again by itself. */
  function nextLook(): number | null {
    const now = clock.mono();
    if (now < heldUntil) return heldUntil;
    const times = [...windows.map((window) => window.nextRoom(now)), daily.nextChange(share)];
    return times.reduce((first, time) => (first === null || (time !== null && time < first) ? time : first), null);
  }

  function settle(): void {
    arm();
    if (inFlight > 0 || anyWaiting()) return;
    const resolved = whenIdle;
    whenIdle = [];
    for (const resolve of resolved) resolve();
  }

  function anyWaiting(): boolean {
    return lanes.some((lane) => waiting[lane] > 0);
  }

  function state(): ThrottleState {
    const now = clock.mono();
    const told = daily.told();
    const held = Math.max(heldUntil, daily.nextChange(share) ?? heldUntil);
    return {
      usage: burst === null && told === null ? null : { burst, daily: told },
      waiting: { ...waiting },
      heldUntilMono: held > now ? held : null,
      sent,
    };
  }

  return {
    via,
    state,
    share: (next) => {
      share = next;
      for (const window of windows) window.share(next);
      look();
      arm();
    },
    learn: (usage) => {
      note(usage, windows);
      look();
      arm();
    },
    idle: () =>
      new Promise((resolve) => {
        if (inFlight === 0 && !anyWaiting()) resolve();
        else whenIdle.push(resolve);
      }),
  };
}

/** The host only: an address may carry a secret. */
function refusal(url: string): string {
  return URL.canParse(url) ? `${new URL(url).host} is not an address of this provider` : "not an address";
}
