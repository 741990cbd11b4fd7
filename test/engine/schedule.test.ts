import { describe, expect, it } from "vitest";
import { isOffPeak, offPeakNow, pollMsOf, quickestPollMs } from "../../engine/rules/schedule.ts";

const night = { from: "20:00", to: "06:00", zone: "Europe/Berlin" };
const at = (text: string) => Date.parse(text);
const HOUR = 3_600_000;

describe("the hours of backfills (B13)", () => {
  it.each([
    ["2026-11-21T18:59:59Z", false],
    ["2026-11-21T19:00:00Z", true],
    ["2026-11-21T23:30:00Z", true],
    ["2026-11-22T04:59:59Z", true],
    ["2026-11-22T05:00:00Z", false],
    ["2026-07-21T18:00:00Z", true],
    ["2026-07-21T17:59:59Z", false],
  ])("are told by the clocks of their zone: %s", (time, open) => {
    const found = isOffPeak(night, at(time));

    expect(found).toBe(open);
  });

  it("within a day begin and end on that day", () => {
    const noon = { from: "12:00", to: "13:30", zone: "UTC" };

    const found = ["11:59", "12:00", "13:29", "13:30"].map((time) => isOffPeak(noon, at(`2026-11-21T${time}:00Z`)));

    expect(found).toEqual([false, true, true, false]);
  });

  it("are an hour shorter in the night in which the clocks go forward, and an hour longer when they go back", () => {
    const spring = offPeakNow(night, at("2026-03-28T22:00:00Z"));
    const autumn = offPeakNow(night, at("2026-10-24T22:00:00Z"));

    expect(spring).toEqual({ open: true, since: at("2026-03-28T19:00:00Z"), until: at("2026-03-29T04:00:00Z") });
    expect(autumn).toEqual({ open: true, since: at("2026-10-24T18:00:00Z"), until: at("2026-10-25T05:00:00Z") });
    expect(((spring?.until ?? 0) - (spring?.since ?? 0)) / HOUR).toBe(9);
    expect(((autumn?.until ?? 0) - (autumn?.since ?? 0)) / HOUR).toBe(11);
  });

  it("that begin in the hour that the spring leaves out begin with the next one", () => {
    const window = { from: "02:30", to: "03:30", zone: "Europe/Berlin" };

    const found = offPeakNow(window, at("2026-03-29T01:10:00Z"));

    expect(found).toEqual({ open: true, since: at("2026-03-29T01:00:00Z"), until: at("2026-03-29T01:30:00Z") });
  });

  it("that lie in the hour that the autumn repeats are open both times", () => {
    const window = { from: "02:15", to: "02:45", zone: "Europe/Berlin" };

    const found = ["00:14", "00:15", "00:44", "00:45", "01:14", "01:15", "01:44", "01:45"].map((time) =>
      isOffPeak(window, at(`2026-10-25T${time}:00Z`)),
    );

    expect(found).toEqual([false, true, true, false, false, true, true, false]);
  });

  it("tell when they begin while they are closed", () => {
    const found = offPeakNow(night, at("2026-11-21T10:00:30Z"));

    expect(found).toEqual({ open: false, since: at("2026-11-21T05:00:00Z"), until: at("2026-11-21T19:00:00Z") });
  });

  it("are all hours where none are told", () => {
    const found = [isOffPeak(null, 0), isOffPeak(undefined, 0), offPeakNow(null, 0)];

    expect(found).toEqual([true, true, null]);
  });
});

describe("the interval of an object (B18, B32)", () => {
  const settings = { pollMs: 900_000, polls: { contact: 60_000 }, objects: ["account", "contact"] };

  it("is its own, or else the connection's", () => {
    const found = settings.objects.map((object) => pollMsOf(settings, object));

    expect(found).toEqual([900_000, 60_000]);
  });

  it("that is the shortest says when something must have been asked", () => {
    const found = [quickestPollMs(settings), quickestPollMs({ pollMs: 5_000, objects: [] })];

    expect(found).toEqual([60_000, 5_000]);
  });
});
