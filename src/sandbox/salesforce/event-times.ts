import type { Row } from "../crm/table.ts";
import { type Refusal, refusal } from "./errors.ts";

type Given = Readonly<Record<string, unknown>>;

const dayMinutes = 1_440;
const minuteMs = 60_000;
const times = ["IsAllDayEvent", "ActivityDate", "StartDateTime", "EndDateTime", "DurationInMinutes"];

/**
 * What a meeting's fields come to together: its day, its beginning, its end and its length follow from one another.
 * A meeting of whole days takes one unless told, one with hours must say how long it is.
 */
export function eventTimes(before: Row | null, given: Given): Given | Refusal {
  if (before !== null && !times.some((name) => given[name] !== undefined)) return given;
  const after = { ...before?.fields, ...given };
  const whole = after.IsAllDayEvent === true || after.IsAllDayEvent === "true";
  const start = startOf(given, after, whole);
  if (start === null)
    return refusal("REQUIRED_FIELD_MISSING", "Required fields are missing: [ActivityDateTime]", ["ActivityDateTime"]);
  const minutes = lengthOf(given, after, start, whole);
  if (minutes === null)
    return refusal("REQUIRED_FIELD_MISSING", "Required fields are missing: [DurationInMinutes]", ["DurationInMinutes"]);
  const at = new Date(start).toISOString().replace("Z", "+0000");
  // The end of whole days is the last one of them.
  const end = start + (whole ? minutes - dayMinutes : minutes) * minuteMs;
  return {
    ...given,
    IsAllDayEvent: whole,
    ActivityDate: at.slice(0, 10),
    StartDateTime: at,
    EndDateTime: new Date(end).toISOString().replace("Z", "+0000"),
    DurationInMinutes: minutes,
  };
}

function startOf(given: Given, after: Given, whole: boolean): number | null {
  const day = whole ? (given.ActivityDate ?? given.StartDateTime ?? after.ActivityDate) : null;
  const text = String(day ?? (whole ? "" : (after.StartDateTime ?? "")));
  const ms = Date.parse(whole ? text.slice(0, 10) : text);
  return Number.isNaN(ms) ? null : ms;
}

function lengthOf(given: Given, after: Given, start: number, whole: boolean): number | null {
  const told = given.DurationInMinutes ?? (given.EndDateTime === undefined ? after.DurationInMinutes : undefined);
  if (typeof told === "number") return told;
  const end = Date.parse(String(given.EndDateTime ?? ""));
  if (!Number.isNaN(end)) return (end - start) / minuteMs + (whole ? dayMinutes : 0);
  return whole ? dayMinutes : null;
}
