import type { ChannelSettings } from "../config.ts";
import { dayBefore, localMinute, momentOf } from "./local-time.ts";

/** Yesterday's digest that could not be posted is news for so long. */
const LATE_MS = 12 * 3_600_000;

/** A digest whose hour has come. */
export interface DueDigest {
  /** The local date that it is of, "2026-11-21". */
  readonly date: string;
  /** The moment at which it became due. */
  readonly at: number;
}

/**
 * Pure: the digest that should stand in a channel now. From its time of day on it is today's, to the end of the local
 * date; before that it is yesterday's while that is less than twelve hours old; otherwise none (null). A time of day
 * that the clocks leap over comes at the moment of the leap; one that they show twice comes the first time only.
 */
export function digestDue({ at, zone }: NonNullable<ChannelSettings["digest"]>, now: number): DueDigest | null {
  const date = localMinute(zone, now).slice(0, 10);
  const today = momentOf(zone, date, at);
  if (now >= today) return { date, at: today };
  const last = dayBefore(date);
  const yesterday = momentOf(zone, last, at);
  return now >= yesterday && now - yesterday < LATE_MS ? { date: last, at: yesterday } : null;
}
