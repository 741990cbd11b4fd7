import type { Value } from "../record.ts";
import type { ConnectionFacts } from "./facts.ts";
import { type LimitLevel, levelOf, steadyLevel } from "./level.ts";

/** What people should know of a connection's daily quota, with the figures that the incident keeps. */
export interface Limit {
  readonly level: Exclude<LimitLevel, "free">;
  readonly facts: Readonly<Record<string, Value>>;
}

const MINUTE = 60_000;
/** Below its last threshold for this long, it is over. */
const OVER_MS = 10 * MINUTE;
/** What waits for less is on its way. */
const WAITING_MS = MINUTE;
const STEP_MS = 10 * MINUTE;

/** Whether the daily quota holds all but what a person asks for. */
function isQuotaHeld({ daily = null, quotaUntil = null, now }: ConnectionFacts): boolean {
  return (quotaUntil !== null && quotaUntil > now) || (daily !== null && daily.used >= daily.allowed);
}

/** Until when, as far as is known: the reset, or the next call that finds out; null = the quota does not hold it. */
export function quotaHeldUntil(facts: ConnectionFacts): number | null {
  if (!isQuotaHeld(facts)) return null;
  const { daily = null, quotaUntil = null, now } = facts;
  const known = [daily?.resetAt ?? null, quotaUntil].filter((at) => at !== null && at > now);
  return known[0] ?? now + MINUTE;
}

/** Whether what is left is kept from backfills: they stand still, and nothing is stuck. */
export function backfillWaits({ daily = null }: ConnectionFacts): boolean {
  return daily !== null && ["critical", "held"].includes(levelOf(daily.used, daily.allowed));
}

/**
 * One incident for each connection: it opens at 80 % of what we may use, changes its level as use grows and falls, and is
 * over ten minutes after use fell 10 points below where it began, or at the reset. What it must remember for that stands
 * in its own facts, so that a restart changes nothing. Null = nothing to tell.
 */
export function judgeLimit(facts: ConnectionFacts): Limit | null {
  const { now, signedIn, paused, daily = null, limitBefore: before = null } = facts;
  if (!signedIn || (paused !== null && before === null)) return null;
  const held = isQuotaHeld(facts);
  if (daily === null) return held ? { level: "held", facts: told(facts, "held", null) } : null;
  const level = held ? "held" : steadyLevel(daily.used, daily.allowed, levelIn(before));
  if (level !== "free") return { level, facts: told(facts, level, null) };
  if (before === null) return null;
  const resetAt = numberIn(before, "resetAt");
  const belowSince = numberIn(before, "belowSince") ?? now;
  if ((resetAt !== null && resetAt <= now) || now - belowSince >= OVER_MS) return null;
  return { level: "near", facts: told(facts, "near", belowSince) };
}

/** Rounded, and kept as they were told while they hardly change: a card is not edited each second. */
function told(facts: ConnectionFacts, level: LimitLevel, belowSince: number | null): Limit["facts"] {
  const { daily = null, limitBefore: before = null, now, pending, oldestPendingAt } = facts;
  const waits = oldestPendingAt !== null && now - oldestPendingAt >= WAITING_MS;
  const resetAt = daily?.resetAt ?? null;
  const used = daily && Math.round((Math.floor((daily.used * 100) / daily.allowed) * daily.allowed) / 100);
  const ours = daily?.ours ?? null;
  const exhaustedAt = soon(daily?.exhaustedAt ?? null, numberIn(before, "exhaustedAt"));
  // How sure it is belongs to the time that is told, and changes with it alone.
  const isAsBefore = exhaustedAt === numberIn(before, "exhaustedAt") && typeof before?.confidence === "string";
  return {
    ...facts.budget,
    level,
    used,
    limit: daily?.limit ?? null,
    allowed: daily?.allowed ?? null,
    share: daily?.share ?? null,
    ours: ours === null || used === null ? null : Math.min(used, oursTold(ours, used, numberIn(before, "ours"))),
    curve: daily?.curve ?? null,
    perHour: near(daily?.perHour ?? null, numberIn(before, "perHour")),
    exhaustedAt: level === "held" ? null : exhaustedAt,
    confidence: isAsBefore ? (before?.confidence ?? null) : (daily?.confidence ?? null),
    resetAt,
    rolling: resetAt === null,
    heldUntil: level === "held" ? resetAt : null,
    belowSince,
    pending: waits ? near(pending, numberIn(before, "pending")) : 0,
    oldestPendingAt: waits ? Math.floor(oldestPendingAt / MINUTE) * MINUTE : null,
  };
}

/** The figure told before, while the new one differs by less than a tenth; two digits otherwise. */
function near(value: number | null, before: number | null): number | null {
  if (value === null || value === 0) return value;
  if (before !== null && Math.abs(value - before) <= 0.1 * Math.max(value, before)) return before;
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(value)) - 1);
  return Math.round(value / unit) * unit;
}

/** A part of what is told to the percent need not be told more exactly. */
function oursTold(ours: number, used: number, before: number | null): number {
  if (before !== null && Math.abs(ours - before) * 100 < used) return before;
  return near(ours, before) ?? 0;
}

function soon(at: number | null, before: number | null): number | null {
  return at !== null && before !== null && Math.abs(at - before) <= STEP_MS ? before : at;
}

function levelIn(facts: Limit["facts"] | null): LimitLevel | null {
  const level = facts?.level;
  return level === "near" || level === "critical" || level === "held" ? level : null;
}

function numberIn(facts: Limit["facts"] | null, name: string): number | null {
  const value = facts?.[name];
  return typeof value === "number" ? value : null;
}
