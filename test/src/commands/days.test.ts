import { describe, expect, it } from "vitest";
import { isWhen, localDate, stretchOf } from "../../../src/commands/days.ts";

const at = (text: string) => Date.parse(text);

describe("days as people name them", () => {
  it.each([
    ["today", "2026-11-20T23:00:00Z", "2026-11-21T23:00:00Z"],
    ["yesterday", "2026-11-19T23:00:00Z", "2026-11-20T23:00:00Z"],
    ["2026-11-01", "2026-10-31T23:00:00Z", "2026-11-01T23:00:00Z"],
    // The clocks are put back on this day: it has 25 hours.
    ["2026-10-25", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"],
    // And forward on this one: 23.
    ["2026-03-29", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"],
  ])("%s in Madrid", (word, from, to) => {
    const stretch = stretchOf(word, at("2026-11-21T10:00:00Z"), "Europe/Madrid");

    expect(stretch).toEqual({ from: at(from), to: at(to) });
  });

  it("counts hours and days back from now, and takes in this very moment", () => {
    const now = at("2026-11-21T10:00:00Z");

    expect(stretchOf("24h", now, "UTC")).toEqual({ from: at("2026-11-20T10:00:00Z"), to: now + 1 });
    expect(stretchOf("7d", now, "UTC")).toEqual({ from: at("2026-11-14T10:00:00Z"), to: now + 1 });
  });

  it("is another date on the other side of the date line", () => {
    const now = at("2026-11-21T11:00:00Z");

    expect([localDate(now, "Pacific/Auckland"), localDate(now, "Pacific/Honolulu")]).toEqual([
      "2026-11-22",
      "2026-11-21",
    ]);
  });

  it.each(["2026-02-30", "2026-13-01", "0d", "7w", "tomorrow", "1e3d", "", "2026-1-1"])("knows no %s", (word) => {
    expect(isWhen(word)).toBe(false);
    expect(stretchOf(word, 0, "UTC")).toBeNull();
  });
});
