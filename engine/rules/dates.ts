import type { Value } from "../record.ts";
import type { Misfit } from "./field-map.ts";
import { dayIn, startOfDay } from "./zones.ts";

const DATE = /^\d{4}-\d\d-\d\d$/;
const DATE_TIME =
  /^(\d{4}-\d\d-\d\d)[T ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:[.,](\d{1,9}))?)?(?:(Z)|([+-])(\d\d):?([0-5]\d))$/i;
/** Eleven digits and more: ten are seconds. */
const MILLISECONDS = /^-?\d{11,14}$/;
/** The years that four digits tell. */
const FIRST_MS = Date.parse("0000-01-01T00:00:00Z");
const LAST_MS = Date.parse("9999-12-31T23:59:59.999Z");
const MINUTE_MS = 60_000;
const NOT_A_DATE: Misfit = { reason: "DATA_TIMESTAMP", detail: "not a date (2026-03-31)" };
const NOT_A_TIME: Misfit = { reason: "DATA_TIMESTAMP", detail: "not a time with a zone (2026-03-31T09:00:00Z)" };
const OUT_OF_RANGE: Misfit = { reason: "DATA_TIMESTAMP", detail: "outside the years 0000 to 9999" };

/** "2026-03-31", from a day, a time (its day in the zone; null = UTC) or milliseconds since 1970. */
export function toDate(value: Value, zone: string | null): Value | Misfit {
  if (value === null || value === "") return null;
  if (typeof value === "string" && isDay(value)) return value;
  const time = toDateTime(value, zone);
  if (typeof time !== "string") return time === OUT_OF_RANGE ? OUT_OF_RANGE : NOT_A_DATE;
  return zone === null ? time.slice(0, 10) : dayIn(Date.parse(time), zone);
}

/** "2026-03-31T09:00:00.000Z", from a time with its zone, milliseconds since 1970, or a day (its first moment). */
export function toDateTime(value: Value, zone: string | null): Value | Misfit {
  if (value === null || value === "") return null;
  if (typeof value === "number") return Number.isFinite(value) ? written(value) : NOT_A_TIME;
  const text = typeof value === "string" ? value.trim() : "";
  if (MILLISECONDS.test(text)) return written(Number(text));
  if (isDay(text)) return zone === null ? `${text}T00:00:00.000Z` : written(startOfDay(text, zone));
  const parts = DATE_TIME.exec(text);
  if (parts === null || !isDay(parts[1] ?? "")) return NOT_A_TIME;
  const [, day, hours, minutes, seconds = "00", fraction = "", , sign, zoneHours = "00", zoneMinutes = "00"] = parts;
  const inZone = `${day}T${hours}:${minutes}:${seconds}.${fraction.slice(0, 3).padEnd(3, "0")}Z`;
  const offset = Number(zoneHours) * 60 + Number(zoneMinutes);
  if (offset === 0) return inZone;
  return written(Date.parse(inZone) - (sign === "-" ? -offset : offset) * MINUTE_MS);
}

/** Whether a time says more than its day. */
export function hasTimeOfDay(value: Value, zone: string | null): boolean {
  if (value === null || value === "" || (typeof value === "string" && isDay(value))) return false;
  const time = toDateTime(value, zone);
  if (typeof time !== "string") return false;
  return zone === null
    ? !time.endsWith("T00:00:00.000Z")
    : Date.parse(time) !== startOfDay(dayIn(Date.parse(time), zone), zone);
}

function written(time: number): string | Misfit {
  return time >= FIRST_MS && time <= LAST_MS ? new Date(time).toISOString() : OUT_OF_RANGE;
}

const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Refuses days that the calendar does not have; Date.parse rolls some of them over. */
function isDay(text: string): boolean {
  if (!DATE.test(text)) return false;
  const month = Number(text.slice(5, 7));
  const day = Number(text.slice(8, 10));
  if (day < 1 || day > (DAYS[month - 1] ?? 0)) return false;
  return month !== 2 || day < 29 || isLeap(Number(text.slice(0, 4)));
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}
