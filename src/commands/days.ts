import { dayBefore, localMinute, momentOf } from "../notices/local-time.ts";

/** A stretch of time: from inclusive, to exclusive, in milliseconds since 1970. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ROLLING = /^([1-9]\d{0,2})([hd])$/;

/** Whether a word means a day ("today", "yesterday", "2026-11-20") or a stretch that ends now ("7d", "24h"). */
export function isWhen(word: string): boolean {
  return word === "today" || word === "yesterday" || ROLLING.test(word) || isDate(word);
}

/** What such a word means now, with days as they are in an IANA zone; null = it means nothing. */
export function stretchOf(word: string, now: number, zone: string): Stretch | null {
  const [, many, unit] = ROLLING.exec(word) ?? [];
  if (many !== undefined) return { from: now - Number(many) * (unit === "h" ? HOUR : DAY), to: now + 1 };
  const today = localDate(now, zone);
  const date = word === "today" ? today : word === "yesterday" ? dayBefore(today) : word;
  if (!isDate(date)) return null;
  return { from: momentOf(zone, date, "00:00"), to: momentOf(zone, dayAfter(date), "00:00") };
}

/** The calendar's date in a zone, "2026-11-21". */
export function localDate(at: number, zone: string): string {
  return localMinute(zone, at).slice(0, 10);
}

/** Only dates that the calendar has. */
function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

function dayAfter(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + DAY).toISOString().slice(0, 10);
}
