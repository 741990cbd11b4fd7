import { describe, expect, it } from "vitest";
import { digestDue } from "../../../src/notices/digest-due.ts";
import { dayBefore, momentOf } from "../../../src/notices/local-time.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const utc = (text: string) => Date.parse(`${text}:00Z`);

/** A wall clock of its own: Intl's words, and nothing of ours. */
function wall(zone: string): (at: number) => string {
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short" });
  return (at) => format.format(at);
}

describe("digestDue", () => {
  it.each([
    ["not before its time of day", "08:30", "Europe/Madrid", "2026-11-21T07:29", null],
    ["from its time of day on", "08:30", "Europe/Madrid", "2026-11-21T07:30", "2026-11-21"],
    ["to the end of the local date, however late", "00:30", "Europe/Madrid", "2026-11-21T22:59", "2026-11-21"],
    ["yesterday's while it is less than twelve hours old", "23:59", "Europe/Madrid", "2026-11-21T10:58", "2026-11-20"],
    ["not yesterday's when it is older", "23:59", "Europe/Madrid", "2026-11-21T10:59", null],
    ["the date of the zone, not ours", "08:30", "Pacific/Auckland", "2026-11-20T19:30", "2026-11-21"],
  ])("is %s", (_, at, zone, now, date) => {
    const due = digestDue({ at, zone }, utc(now));

    expect(due?.date ?? null).toBe(date);
  });

  it.each([
    ["02:30", "Europe/Madrid", "2026-03-29", "2026-03-29T01:00"],
    ["02:30", "America/New_York", "2026-03-08", "2026-03-08T07:00"],
    ["00:30", "Africa/Cairo", "2026-04-24", "2026-04-23T22:00"],
    ["02:15", "Australia/Lord_Howe", "2026-10-04", "2026-10-03T15:30"],
  ])("comes at the leap when the clocks are put forward over %s in %s", (at, zone, date, moment) => {
    expect(digestDue({ at, zone }, utc(moment))).toEqual({ date, at: utc(moment) });
    expect(digestDue({ at, zone }, utc(moment) - 1)?.date).not.toBe(date);
  });

  it.each([
    ["02:30", "Europe/Madrid", "2026-10-25", "2026-10-25T00:30"],
    ["01:45", "Australia/Lord_Howe", "2026-04-05", "2026-04-04T14:45"],
    ["23:30", "Africa/Cairo", "2026-10-29", "2026-10-29T20:30"],
  ])("comes the first time when the clocks show %s twice in %s", (at, zone, date, moment) => {
    const later = Array.from({ length: 8 }, (_, n) => digestDue({ at, zone }, utc(moment) + n * 15 * MINUTE)?.date);

    expect(digestDue({ at, zone }, utc(moment))).toEqual({ date, at: utc(moment) });
    expect(digestDue({ at, zone }, utc(moment) - 1)?.date).not.toBe(date);
    expect(new Set(later)).toEqual(new Set([date]));
  });

  it.each([
    ["America/New_York", "02:30"],
    ["America/Sao_Paulo", "00:30"],
    ["Europe/London", "01:30"],
    ["Europe/Madrid", "02:30"],
    ["Africa/Cairo", "00:30"],
    ["Asia/Kolkata", "23:59"],
    ["Australia/Lord_Howe", "02:15"],
    ["Pacific/Auckland", "08:30"],
  ])("agrees with a clock that is looked at every quarter of an hour of a year in %s", (zone, at) => {
    const show = wall(zone);
    const start = Date.UTC(2025, 11, 30);
    /** The first minute of each local date at which its time of day had come. */
    const came = new Map<string, number>();
    const wrong: unknown[] = [];

    for (let now = start, last = ""; now < Date.UTC(2027, 0, 2); now += 15 * MINUTE) {
      const local = show(now);
      const date = local.slice(0, 10);
      if (!came.has(date) && local >= `${date} ${at}`) came.set(date, firstMinute(show, now, `${date} ${at}`));
      // In the last minutes of a date its hour may come between two looks.
      if (last !== "" && last !== date && !came.has(last)) came.set(last, firstMinute(show, now, `${last} ${at}`));
      last = date;
      if (now < start + 48 * HOUR) continue;
      const today = came.get(date);
      const yesterday = came.get(dayBefore(date));
      const expected =
        today !== undefined ? date : yesterday !== undefined && now - yesterday < 12 * HOUR ? dayBefore(date) : null;
      const got = digestDue({ at, zone }, now);
      if ((got?.date ?? null) !== expected || (got && got.at !== came.get(got.date))) wrong.push([now, got, expected]);
    }

    expect(came.size).toBeGreaterThan(366);
    expect(wrong).toEqual([]);
  });
});

function firstMinute(show: (at: number) => string, now: number, text: string): number {
  let first = now;
  for (let at = now; at > now - 15 * MINUTE; at -= MINUTE) if (show(at) >= text) first = at;
  return first;
}

describe("momentOf", () => {
  it("is what the zone's clocks show, on any day", () => {
    const show = wall("America/New_York");

    const shown = ["2026-01-15", "2026-07-15", "2026-11-01"].map((date) =>
      show(momentOf("America/New_York", date, "08:30")),
    );

    expect(shown).toEqual(["2026-01-15 08:30", "2026-07-15 08:30", "2026-11-01 08:30"]);
  });
});
