import type { FieldType, Value } from "../record.ts";

/** A value that cannot be put into the form of its type; `detail` never holds the value. */
export interface Misfit {
  readonly reason: "DATA_FORMAT" | "DATA_TIMESTAMP";
  readonly detail: string;
}

/** '' becomes null; text may come back as it is. Our form and the CRM's are the same for every type. */
export type Convert = (value: Value) => Value | Misfit;

export function isMisfit(converted: Value | Misfit): converted is Misfit {
  return typeof converted === "object" && converted !== null;
}

/**
 * Numbers and booleans become JS values, dates `2026-03-31`, times `2026-03-31T09:00:00.000Z` (both also from
 * milliseconds since 1970, as HubSpot tells them); everything else is text. null = the type is not known: left as it is.
 */
export function converterFor(type: FieldType | null): Convert {
  switch (type) {
    case null:
    case "other":
      return (value) => (value === "" ? null : value);
    case "number":
      return toNumber;
    case "integer":
      return toInteger;
    case "boolean":
      return toBoolean;
    case "date":
      return toDate;
    case "datetime":
      return toDateTime;
    default:
      return toText;
  }
}

function toText(value: Value): Value {
  if (typeof value === "string") return value === "" ? null : value;
  return value === null ? null : String(value);
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?$/i;
const NOT_A_NUMBER: Misfit = { reason: "DATA_FORMAT", detail: "not a number" };
const NOT_WHOLE: Misfit = { reason: "DATA_FORMAT", detail: "not a whole number" };

function toNumber(value: Value): Value | Misfit {
  if (value === null || value === "") return null;
  if (typeof value === "number") return Number.isFinite(value) ? value : NOT_A_NUMBER;
  if (typeof value === "boolean") return NOT_A_NUMBER;
  const text = value.trim();
  if (text === "") return null;
  const number = NUMBER.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(number) ? number : NOT_A_NUMBER;
}

function toInteger(value: Value): Value | Misfit {
  const number = toNumber(value);
  return typeof number === "number" && !Number.isInteger(number) ? NOT_WHOLE : number;
}

/** A Map, because a text like "constructor" must not find anything. */
const BOOLEANS = new Map([
  ["true", true],
  ["yes", true],
  ["1", true],
  ["false", false],
  ["no", false],
  ["0", false],
]);
const NOT_A_BOOLEAN: Misfit = { reason: "DATA_FORMAT", detail: "neither true nor false" };

function toBoolean(value: Value): Value | Misfit {
  if (value === null || value === "" || typeof value === "boolean") return value === "" ? null : value;
  return BOOLEANS.get(String(value).trim().toLowerCase()) ?? NOT_A_BOOLEAN;
}

const DATE = /^\d{4}-\d\d-\d\d$/;
const DATE_TIME =
  /^(\d{4}-\d\d-\d\d)[T ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:[.,](\d{1,9}))?)?(?:(Z)|([+-])(\d\d):?([0-5]\d))$/i;
/** Eleven digits and more: ten are seconds. */
const MILLISECONDS = /^-?\d{11,14}$/;
const LATEST_MS = 8.64e15;
const MINUTE_MS = 60_000;
const NOT_A_DATE: Misfit = { reason: "DATA_TIMESTAMP", detail: "not a date (2026-03-31)" };
const NOT_A_TIME: Misfit = { reason: "DATA_TIMESTAMP", detail: "not a time with a zone (2026-03-31T09:00:00Z)" };

function toDate(value: Value): Value | Misfit {
  if (value === null || value === "") return null;
  if (typeof value === "string" && isDay(value)) return value;
  const time = toDateTime(value);
  return typeof time === "string" ? time.slice(0, 10) : NOT_A_DATE;
}

function toDateTime(value: Value): Value | Misfit {
  if (value === null || value === "") return null;
  if (typeof value === "number") return Math.abs(value) <= LATEST_MS ? new Date(value).toISOString() : NOT_A_TIME;
  const text = typeof value === "string" ? value.trim() : "";
  if (MILLISECONDS.test(text)) return new Date(Number(text)).toISOString();
  if (isDay(text)) return `${text}T00:00:00.000Z`;
  const parts = DATE_TIME.exec(text);
  if (parts === null || !isDay(parts[1] ?? "")) return NOT_A_TIME;
  const [, day, hours, minutes, seconds = "00", fraction = "", , sign, zoneHours = "00", zoneMinutes = "00"] = parts;
  const inZone = `${day}T${hours}:${minutes}:${seconds}.${fraction.slice(0, 3).padEnd(3, "0")}Z`;
  const offset = Number(zoneHours) * 60 + Number(zoneMinutes);
  if (offset === 0) return inZone;
  return new Date(Date.parse(inZone) - (sign === "-" ? -offset : offset) * MINUTE_MS).toISOString();
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
