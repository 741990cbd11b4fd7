import type { ObjectName } from "../record.ts";
import type { ConnectionSettings, OffPeak } from "../settings.ts";

const MINUTE = 60_000;
/** No window is longer than a day, and a day has at most 25 hours. */
const longestMs = 26 * 60 * MINUTE;

/** How often an object is asked for changes: its own interval, or else the connection's (B18, B32). */
export function pollMsOf(settings: Pick<ConnectionSettings, "pollMs" | "polls">, object: ObjectName): number {
  return settings.polls?.[object] ?? settings.pollMs;
}

/** The shortest interval of the connection's objects: whenever it has passed, something was asked. */
export function quickestPollMs(settings: Pick<ConnectionSettings, "pollMs" | "polls" | "objects">): number {
  const each = settings.objects.map((object) => pollMsOf(settings, object));
  return each.length === 0 ? settings.pollMs : Math.min(...each);
}

/**
 * Whether backfills may run at this moment (B13). The window is told in local time, and the clock on the wall decides:
 * an hour that the spring leaves out is not there, and one that the autumn repeats counts both times. No window, or one
 * that ends when it begins, is always open.
 */
export function isOffPeak(window: OffPeak | null | undefined, at: number): boolean {
  if (!window || window.from === window.to) return true;
  const { from, to } = window;
  const local = localTime(window.zone, at);
  return from < to ? from <= local && local < to : from <= local || local < to;
}

/** The window as it stands now: open or closed, since when, and when that changes, to the minute. */
export interface OffPeakNow {
  readonly open: boolean;
  readonly since: number;
  readonly until: number;
}

/** Asked each second and walked minute by minute: what holds until then is kept. */
const lastKnown = new Map<string, OffPeakNow>();

/** Null where there is no window, or where it is always open. */
export function offPeakNow(window: OffPeak | null | undefined, now: number): OffPeakNow | null {
  if (!window || window.from === window.to) return null;
  const key = `${window.from} ${window.to} ${window.zone}`;
  const known = lastKnown.get(key);
  if (known && known.since <= now && now < known.until) return known;
  const open = isOffPeak(window, now);
  const minute = Math.floor(now / MINUTE) * MINUTE;
  let since = minute;
  while (minute - since < longestMs && isOffPeak(window, since - MINUTE) === open) since -= MINUTE;
  let until = minute + MINUTE;
  while (until - minute < longestMs && isOffPeak(window, until) === open) until += MINUTE;
  const found = { open, since, until };
  lastKnown.set(key, found);
  return found;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** "23:59" in an IANA zone. */
function localTime(zone: string, at: number): string {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    formats.set(zone, format);
  }
  return format.format(at);
}
