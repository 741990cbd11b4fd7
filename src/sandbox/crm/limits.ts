import type { ServiceName } from "../service.ts";
import type { Meter } from "./accounts.ts";
import { activeFault, type Fault, type FaultBoard, numberOf } from "./faults.ts";

/** The limits that a CRM has when no fault changes them. */
export interface Limits {
  readonly burst: { readonly limit: number; readonly windowMs: number } | null;
  /** What a day is, also for a daily-limit fault; a limit of null = none without the fault. */
  readonly daily: { readonly limit: number | null; readonly day: Day };
}

/** rolling = the last 24 hours; a number = since midnight in a zone that is so many ms ahead of UTC. */
type Day = "rolling" | { readonly aheadMs: number };

/** The state that `GET /_sandbox/calls` shows and the CRMs put into their headers. */
export interface Quota {
  readonly burst: { readonly used: number; readonly limit: number; readonly windowMs: number } | null;
  readonly daily: { readonly used: number; readonly limit: number; readonly resetAt: number | null } | null;
}

export type Refusal = "burst" | "daily";

const dayMs = 86_400_000;
const minuteMs = 60_000;

export interface Counted {
  readonly board: FaultBoard;
  readonly service: ServiceName;
  readonly account: string;
  readonly meter: Meter;
  readonly limits: Limits;
}

/** What is used of the limits in force now. */
export function quota(of: Counted): Quota {
  const now = of.board.world.now();
  const burst = burstOf(of);
  const daily = dailyOf(of, now);
  return {
    burst: burst === null ? null : { used: within(of.meter.burst, now - burst.windowMs), ...burst },
    daily,
  };
}

/** Counts one request, or says which limit refuses it. A refused request is not counted. `cost` is its price in days. */
export function take(
  of: Counted,
  counts: { readonly burst: boolean; readonly daily: boolean },
  cost = 1,
): Refusal | null {
  const now = of.board.world.now();
  const state = quota(of);
  if (counts.daily && state.daily !== null && state.daily.used >= state.daily.limit) return "daily";
  if (counts.burst && state.burst !== null && state.burst.used >= state.burst.limit) return "burst";
  if (counts.burst) hit(of.meter.burst, now);
  if (counts.daily) countDay(of.meter, now, of.limits.daily.day, cost);
  return null;
}

/** Times of hits later than `after`, oldest ones dropped: a sliding window. */
export function within(hits: number[], after: number): number {
  let gone = 0;
  while (gone < hits.length && (hits[gone] ?? 0) <= after) gone += 1;
  return hits.length - gone;
}

function hit(hits: number[], now: number): void {
  hits.push(now);
  if (hits.length > 4000) hits.splice(0, 2000);
}

function countDay(meter: Meter, now: number, day: Day, cost: number): void {
  meter.total += cost;
  const minute = Math.floor(now / minuteMs);
  const last = meter.minutes.at(-1);
  if (last !== undefined && last[0] === minute) last[1] += cost;
  else meter.minutes.push([minute, cost]);
  if (meter.minutes.length > 1500) meter.minutes = meter.minutes.filter(([m]) => m * minuteMs > now - dayMs);
  if (day === "rolling") return;
  const midnight = midnightBefore(now, day.aheadMs);
  if (meter.day.startsAt !== midnight) meter.day = { startsAt: midnight, used: 0 };
  meter.day.used += cost;
}

function burstOf(of: Counted): Limits["burst"] {
  const fault = activeFault(of.board, of.service, "burst-limit", of.account);
  if (fault === null) return of.limits.burst;
  return {
    limit: numberOf(fault, "limit"),
    windowMs: numberOf(fault, "windowMs", of.limits.burst?.windowMs ?? 10_000),
  };
}

function dailyOf(of: Counted, now: number): Quota["daily"] {
  const { limit, day } = of.limits.daily;
  const resetAt = day === "rolling" ? null : midnightBefore(now, day.aheadMs) + dayMs;
  const fault = activeFault(of.board, of.service, "daily-limit", of.account);
  if (fault !== null) return { used: usedUnder(fault, of.meter, day, now), limit: numberOf(fault, "limit"), resetAt };
  return limit === null ? null : { used: usedOfDay(of.meter, day, now), limit, resetAt };
}

/** The fault's own number and what came after it, until a day has gone by. */
function usedUnder(fault: Fault, meter: Meter, day: Day, now: number): number {
  const baseline = meter.baselines.get(fault.id) ?? meter.total;
  meter.baselines.set(fault.id, baseline);
  const over = day === "rolling" ? now - fault.since >= dayMs : midnightBefore(now, day.aheadMs) > fault.since;
  return over ? usedOfDay(meter, day, now) : numberOf(fault, "used") + meter.total - baseline;
}

function usedOfDay(meter: Meter, day: Day, now: number): number {
  if (day === "rolling") return requestsSince(meter, now - dayMs);
  return meter.day.startsAt === midnightBefore(now, day.aheadMs) ? meter.day.used : 0;
}

function midnightBefore(now: number, aheadMs: number): number {
  return Math.floor((now + aheadMs) / dayMs) * dayMs - aheadMs;
}

/** To the minute: a request in the same minute counts. */
function requestsSince(meter: Meter, since: number): number {
  const from = Math.floor(since / minuteMs);
  return meter.minutes.reduce((sum, [minute, count]) => (minute >= from ? sum + count : sum), 0);
}
