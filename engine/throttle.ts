import PQueue from "p-queue";
import { type HttpRequest, type HttpResponse, NoAnswer, type Request, type Usage } from "./provider.ts";
import { createAlarm } from "./throttle/alarm.ts";
import { createDailyQuota } from "./throttle/daily.ts";
import { type Lane, lanes, type TurnOptions, WaitingLanes } from "./throttle/lanes.ts";
import { createParallel } from "./throttle/parallel.ts";
import { LEASE_OVER, QUOTA_HELD, type Throttle, type ThrottleOptions, type ThrottleState } from "./throttle/seam.ts";
import { createSlowed } from "./throttle/slowed.ts";
import { createWaiting } from "./throttle/waiting.ts";
import { createWindowLog, type WindowLog } from "./throttle/window.ts";

export type { Lane } from "./throttle/lanes.ts";
export type { Throttle, ThrottleState } from "./throttle/seam.ts";

/** For a 429 that says nothing, where no window applies. */
const HOLD_MS = 1_000;
const LONGEST_HOLD_MS = 24 * 3_600_000;
/** A request that would wait longer for a hold is given back: its worker would lose its lease, and could not stop. */
const PATIENCE_MS = 15_000;

export function createThrottle(options: ThrottleOptions): Throttle {
  const { limits, observe, request, clock } = options;
  const windows = limits.windows.map((window) => createWindowLog(window, options.share));
  const daily = createDailyQuota(clock);
  const parallel = createParallel(limits.concurrency, clock);
  const queue = new PQueue<WaitingLanes, TurnOptions>({ concurrency: limits.concurrency, queueClass: WaitingLanes });
  const waiting = createWaiting();
  const slowed = createSlowed();
  let share = options.share;
  let heldUntil = Number.NEGATIVE_INFINITY;
  let burst: Usage["burst"] = null;
  let dailyToldMono: number | null = null;
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
      if (held(lane)) throw new NoAnswer(false, QUOTA_HELD);
      const counted = windows.filter((window) => window.applies(outgoing));
      // p-queue frees the place of a running task that is aborted, but what was sent is still under way.
      const leave = new AbortController();
      const onAbort = () => giveBack(lane, leave, signal?.reason);
      signal?.addEventListener("abort", onAbort, { once: true });
      if (lane === "backfill" && !waiting.any(lane)) slowed.wanted(clock.mono());
      waiting.add(lane, leave);
      const answer = queue.add(
        () => {
          signal?.removeEventListener("abort", onAbort);
          waiting.delete(lane, leave);
          if (!mayLeave()) return Promise.reject(new NoAnswer(false, LEASE_OVER));
          return send(outgoing, counted, lane);
        },
        { lane, mayGo: () => mayGo(lane, counted), signal: leave.signal },
      );
      arm();
      return answer;
    };
  }

  function giveBack(lane: Lane, leave: AbortController, why: unknown): void {
    waiting.delete(lane, leave);
    leave.abort(why);
    settle();
  }

  function mayGo(lane: Lane, counted: readonly WindowLog[]): boolean {
    const now = clock.mono();
    if (now < heldUntil || !daily.open(share, lane)) return false;
    if (lane === "backfill" && !slowed.open(now)) return false;
    return counted.every((window) => window.room(now, lane));
  }

  function held(lane: Lane): boolean {
    const until = Math.max(heldUntil, daily.nextChange(share, lane) ?? heldUntil);
    return until - clock.mono() > PATIENCE_MS;
  }

  async function send(outgoing: HttpRequest, counted: readonly WindowLog[], lane: Lane): Promise<HttpResponse> {
    for (const window of counted) window.take();
    daily.count();
    if (lane === "backfill") slowed.began(clock.mono());
    inFlight++;
    sent++;
    try {
      const response = await request(outgoing);
      heed(response, counted);
      return response;
    } finally {
      for (const window of counted) window.give(clock.mono());
      if (lane === "backfill") slowed.ended(clock.mono(), waiting.any(lane));
      inFlight--;
      settle();
    }
  }

  function heed(response: HttpResponse, counted: readonly WindowLog[]): void {
    const { usage, retryAfterMs } = observe(response);
    if (usage !== null) note(usage, counted);
    if (response.status < 400) bear(() => parallel.succeed());
    if (retryAfterMs === null && response.status !== 429) return;
    const told = retryAfterMs !== null && retryAfterMs >= 0 ? retryAfterMs : null;
    const holdMs = told ?? Math.max(HOLD_MS, ...counted.map((window) => window.windowMs()));
    heldUntil = Math.max(heldUntil, clock.mono() + Math.min(holdMs, LONGEST_HOLD_MS));
  }

  function note(usage: Usage, counted: readonly WindowLog[], ageMs = 0): void {
    if (usage.daily !== null) {
      daily.learn(usage.daily, ageMs);
      dailyToldMono = clock.mono() - ageMs;
    }
    if (usage.burst === null) return;
    burst = usage.burst;
    for (const window of counted) window.learn(usage.burst, clock.mono(), counted.length === 1);
  }

  function bear(change: () => void): void {
    const before = parallel.now();
    change();
    if (parallel.now() !== before) queue.concurrency = parallel.now();
  }

  /** Lets p-queue look again at what waits: it does so only when a task is added or ends. */
  function look(): void {
    queue.pause();
    queue.start();
  }

  /** Looks again when something that waits may go by the clock alone. */
  function arm(): void {
    for (const lane of lanes) {
      if (!waiting.any(lane) || !held(lane)) continue;
      for (const leave of waiting.all(lane)) giveBack(lane, leave, new NoAnswer(false, QUOTA_HELD));
    }
    alarm.set(waiting.any() ? nextLook() : null);
  }

  /** null = nothing changes before an answer comes, which looks again by itself. */
  function nextLook(): number | null {
    const now = clock.mono();
    if (now < heldUntil) return heldUntil;
    const asking = lanes.filter((lane) => waiting.any(lane));
    const times = asking.flatMap((lane) => {
      const isResting = lane === "backfill" && !slowed.open(now);
      const rest = isResting ? slowed.next(now) : null;
      const known = [...windows.map((window) => window.nextRoom(now, lane)), daily.nextChange(share, lane), rest];
      // Room may have come since p-queue last looked: without another look nobody would ever see it.
      const free = !isResting && known.every((time) => time === null) && queue.pending < queue.concurrency;
      return free ? [now] : known;
    });
    return times.reduce<number | null>(
      (first, time) => (first === null || (time !== null && time < first) ? time : first),
      null,
    );
  }

  function settle(): void {
    arm();
    if (inFlight > 0 || waiting.any()) return;
    const resolved = whenIdle;
    whenIdle = [];
    for (const resolve of resolved) resolve();
  }

  function state(): ThrottleState {
    const now = clock.mono();
    const told = daily.told();
    const quotaUntilMono = daily.nextChange(share, "live");
    const until = Math.max(heldUntil, quotaUntilMono ?? heldUntil);
    return {
      usage: burst === null && told === null ? null : { burst, daily: told },
      dailyToldMono,
      waiting: waiting.counts(),
      heldUntilMono: until > now ? until : null,
      quotaUntilMono,
      concurrency: parallel.now(),
      sent,
    };
  }

  return {
    via,
    held,
    state,
    share: (next) => {
      share = next;
      for (const window of windows) window.share(next);
      look();
      arm();
    },
    slow: (on) => {
      slowed.set(on);
      for (const window of windows) window.slow(on);
      look();
      arm();
    },
    learn: (usage, ageMs = 0) => {
      note(usage, windows, ageMs);
      look();
      arm();
    },
    refused: (limit) => {
      if (limit === "daily") daily.refuse();
      else bear(() => parallel.refuse());
      arm();
    },
    idle: () =>
      new Promise((resolve) => {
        if (inFlight === 0 && !waiting.any()) resolve();
        else whenIdle.push(resolve);
      }),
  };
}

/** The host only: an address may carry a secret. */
function refusal(url: string): string {
  return URL.canParse(url) ? `${new URL(url).host} is not an address of this provider` : "not an address";
}
