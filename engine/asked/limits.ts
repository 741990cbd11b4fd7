import { shareOf } from "../connections/budget.ts";
import { type LimitLevel, levelOf } from "../health/level.ts";
import type { Usage } from "../provider.ts";
import type { ProviderId } from "../record.ts";
import type { Settings } from "../settings.ts";
import { type Budget, noBudget, readBudgets } from "../store/budgets.ts";
import { type ConnectionRow, readConnections } from "../store/connections.ts";
import type { Sql } from "../store/sql.ts";
import { oursSince, type UsageSample, usageSamples } from "../store/usage.ts";
import { type Confidence, forecast } from "../watch/forecast.ts";

export type { LimitLevel } from "../health/level.ts";

/** Everything that is known of the limits of one connection's CRM. Times are wall clock. */
export interface LimitView {
  readonly connection: string;
  readonly provider: ProviderId;
  /** Share of the CRM's limits that we may use, 0 to 1. */
  readonly share: number;
  /** The same as crmsync.yml says it: people may set another while the program runs. */
  readonly fileShare: number;
  /** What people set, by whom and when. */
  readonly budget: Budget;
  /** null = the CRM tells no daily limit for this app. */
  readonly daily: DailyView | null;
  /** The short window as the CRM last told it; null = it has none, or does not tell. */
  readonly burst: Usage["burst"];
  /** Until when the CRM asked us to wait; null = not now. */
  readonly heldUntil: number | null;
}

export interface DailyView {
  readonly used: number;
  readonly limit: number;
  /** Calls that we may let it come to: limit x share. */
  readonly allowed: number;
  readonly level: LimitLevel;
  /** null = the limit rolls: use of 24 hours ago falls out by and by. */
  readonly resetAt: number | null;
  /** Calls an hour at the present pace, ours and others'; null = too early to tell. */
  readonly perHour: number | null;
  /** When what we may use is used up at this pace; null = not before the reset, or not at all. */
  readonly exhaustedAt: number | null;
  readonly confidence: Confidence;
  /** Of what is used, as far as we counted; null = not known yet. The rest is of other programs. */
  readonly ours: number | null;
  /** At most 20, oldest first, evenly over the last 24 hours. */
  readonly samples: readonly UsageSample[];
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const shown = 20;

export async function limitViews(sql: Sql, settings: Settings, now: number): Promise<readonly LimitView[]> {
  const rows = await readConnections(sql);
  const budgets = await readBudgets(sql);
  const views: LimitView[] = [];
  for (const own of settings.connections) {
    const { name, provider } = own;
    const budget = budgets.get(name) ?? noBudget;
    const share = shareOf(own, budget);
    const row = rows.find((each) => each.name === name);
    const { throttledUntil = null, quotaUntil = null } = row?.trouble ?? {};
    const daily = row ? dailyNow(row, share, now) : null;
    const refused = quotaUntil !== null && quotaUntil > now && daily?.level !== "held";
    const heldUntil = refused ? quotaUntil : throttledUntil;
    const samples = daily === null ? [] : await outlookSamples(sql, name, now);
    views.push({
      connection: name,
      provider,
      share,
      fileShare: own.share,
      budget,
      daily: daily && {
        ...daily,
        ours: await oursOf(sql, name, daily, now),
        level: refused ? "held" : daily.level,
        ...forecast({ ...daily, now, samples }),
        samples: spread(samples, now - dayMs),
      },
      burst: row?.usage?.burst ?? null,
      heldUntil: heldUntil !== null && heldUntil > now ? heldUntil : null,
    });
  }
  return views;
}

/** The quota as the CRM last told it; after its reset nothing is used until it tells anew. Null = it tells none. */
export function dailyNow(
  { usage }: Pick<ConnectionRow, "usage">,
  share: number,
  now: number,
): Pick<DailyView, "used" | "limit" | "allowed" | "level" | "resetAt"> | null {
  if (!usage?.daily) return null;
  const { limit } = usage.daily;
  const allowed = Math.floor(limit * share);
  const told = usage.daily.resetAt;
  const passed = told !== null && told <= now;
  const used = passed ? 0 : usage.daily.used;
  const resetAt = passed ? told + dayMs * Math.ceil((now - told + 1) / dayMs) : told;
  return { used, limit, allowed, level: levelOf(used, allowed), resetAt };
}

/**
 * Calls of ours since the quota began, or of the last 24 hours where it rolls: what the CRM counted less what others made
 * until the last sample. Null = nothing was told in that time.
 */
export async function oursOf(
  sql: Sql,
  connection: string,
  { used, resetAt }: Pick<DailyView, "used" | "resetAt">,
  now: number,
): Promise<number | null> {
  const told = await oursSince(sql, connection, (resetAt ?? now) - dayMs);
  return told && Math.max(0, used - Math.max(0, told.used - told.ours));
}

/** For a forecast: each sample of the last hour, and one for each half hour of the two days before it. */
export async function outlookSamples(sql: Sql, connection: string, now: number): Promise<readonly UsageSample[]> {
  const coarse = await usageSamples(sql, connection, now - 2 * dayMs, hourMs / 2);
  const fine = await usageSamples(sql, connection, now - hourMs);
  const from = fine[0]?.at ?? Number.POSITIVE_INFINITY;
  return [...coarse.filter((sample) => sample.at < from), ...fine];
}

/** At most 20 of those since a time, evenly over the time that they cover; `ours` keeps its sum. */
function spread(samples: readonly UsageSample[], since: number): readonly UsageSample[] {
  const own = samples.filter((sample) => sample.at >= since);
  const [first, last] = [own[0], own.at(-1)];
  if (!first || !last || own.length <= shown) return own;
  const step = (last.at - first.at) / (shown - 1);
  const slots = new Map<number, UsageSample>();
  for (const sample of own) {
    const slot = Math.round((sample.at - first.at) / step);
    slots.set(slot, { ...sample, ours: sample.ours + (slots.get(slot)?.ours ?? 0) });
  }
  return [...slots.values()];
}
