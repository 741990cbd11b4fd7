import { describe, expect, it } from "vitest";
import type { UsageSample } from "../../engine/store/usage.ts";
import { forecast } from "../../engine/watch/forecast.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const midnight = Date.UTC(2026, 10, 20);
const noon = midnight + DAY + 12 * HOUR;

/** Calls an hour at a time of day, 0 to 24. */
type Curve = (hour: number, day: number) => number;

const curves = {
  flat: () => 1_000,
  "office hours": (hour) => (hour >= 8 && hour < 18 ? 400 + 1_600 * Math.sin(((hour - 8) / 10) * Math.PI) : 100),
  step: (hour, day) => (day === 1 && hour >= 9 ? 2_400 : 900),
} satisfies Record<string, Curve>;

const rate = (curve: Curve, at: number) => {
  const ms = at - midnight;
  return curve((((ms % DAY) + DAY) % DAY) / HOUR, Math.floor(ms / DAY));
};

/** Calls from `from` to `to`, by the minute, with a little unevenness. */
function calls(curve: Curve, from: number, to: number): number {
  let sum = 0;
  for (let at = from; at < to; at += MINUTE) sum += (rate(curve, at) / 60) * (1 + 0.1 * Math.sin(at / MINUTE));
  return sum;
}

/** What a CRM tells each `everyMs` until `now`. */
function samples(curve: Curve, from: number, now: number, rolling: boolean, everyMs = 5 * MINUTE): UsageSample[] {
  const told: UsageSample[] = [];
  for (let at = from; at <= now; at += at > now - HOUR ? MINUTE : everyMs) {
    const since = rolling ? at - DAY : at - (at % DAY);
    told.push({ at, used: Math.round(calls(curve, since, at)), quota: 100_000, ours: 0 });
  }
  return told;
}

/** When it is truly used up. */
function truth(curve: Curve, now: number, allowed: number, rolling: boolean): number {
  for (let at = now; ; at += MINUTE) {
    if (calls(curve, rolling ? at - DAY : at - (at % DAY), at) >= allowed) return at;
  }
}

describe("M6: the forecast at half-day", () => {
  it.each([
    ["flat", 17_000],
    ["office hours", 12_000],
    ["step", 28_000],
  ] as const)("is off by a tenth of what is left at most, on a limit with a reset: %s", (name, allowed) => {
    const curve = curves[name];
    const told = samples(curve, midnight, noon, false);
    const used = told.at(-1)?.used ?? 0;

    const { perHour, exhaustedAt } = forecast({ now: noon, used, allowed, resetAt: midnight + 2 * DAY, samples: told });

    const exact = truth(curve, noon, allowed, false);
    expect(Math.abs((exhaustedAt ?? 0) - exact)).toBeLessThanOrEqual(0.1 * (exact - noon) + 5 * MINUTE);
    expect(Math.abs((perHour ?? 0) / rate(curve, noon) - 1)).toBeLessThan(0.1);
  });

  it.each([
    ["office hours", 18_500],
    ["step", 36_000],
  ] as const)("counts what falls out of a rolling limit: %s", (name, allowed) => {
    const curve: Curve = (hour, day) => curves[name](hour, day) * (day === 1 && name !== "step" ? 1.3 : 1);
    const told = samples(curve, midnight - 6 * HOUR, noon, true);
    const used = told.at(-1)?.used ?? 0;

    const { exhaustedAt } = forecast({ now: noon, used, allowed, resetAt: null, samples: told });

    const exact = truth(curve, noon, allowed, true);
    expect(Math.abs((exhaustedAt ?? 0) - exact)).toBeLessThanOrEqual(0.1 * (exact - noon) + 5 * MINUTE);
  });

  it("tells no end on a rolling limit that falls as fast as it grows", () => {
    const told = samples(curves.flat, midnight, noon, true);

    const { perHour, exhaustedAt } = forecast({
      now: noon,
      used: 24_000,
      allowed: 24_500,
      resetAt: null,
      samples: told,
    });

    expect(exhaustedAt).toBeNull();
    expect(Math.abs((perHour ?? 0) - 1_000)).toBeLessThan(50);
  });

  it("tells no end after the reset", () => {
    const told = samples(curves.flat, midnight, noon, false);

    expect(
      forecast({ now: noon, used: 12_000, allowed: 30_000, resetAt: midnight + 2 * DAY, samples: told }).exhaustedAt,
    ).toBeNull();
  });
});

describe("the forecast", () => {
  const few = (values: readonly number[], everyMs = MINUTE): UsageSample[] =>
    values.map((used, n) => ({ at: noon - (values.length - 1 - n) * everyMs, used, quota: 10_000, ours: 0 }));
  const told = (values: readonly number[], own: { used?: number; resetAt?: number | null } = {}) =>
    forecast({
      now: noon,
      used: values.at(-1) ?? 0,
      allowed: 10_000,
      resetAt: noon + 12 * HOUR,
      samples: few(values),
      ...own,
    });

  it("needs a few minutes", () => {
    expect(told([])).toEqual({ perHour: null, exhaustedAt: null, confidence: "low" });
    expect(told([100, 200, 300])).toEqual({ perHour: null, exhaustedAt: null, confidence: "low" });
    expect(told([100, 200, 300, 400, 500]).perHour).toBeNull();
    expect(told([100, 200, 300, 400, 500, 600])).toEqual({
      perHour: 6_000,
      exhaustedAt: noon + 90 * MINUTE,
      confidence: "low",
    });
  });

  it("does not take one leap for the pace", () => {
    expect(told([100, 110, 120, 8_000, 8_010, 8_020, 8_030]).perHour).toBe(600);
  });

  it("begins anew at a reset", () => {
    expect(told([9_800, 9_900, 100, 200, 300, 400, 500]).perHour).toBe(6_000);
  });

  it("says how sure it is: by yesterday, by an even pace, or hardly at all (M6)", () => {
    const asked = (samples: readonly UsageSample[]) =>
      forecast({ now: noon, used: samples.at(-1)?.used ?? 0, allowed: 30_000, resetAt: midnight + 2 * DAY, samples });

    const known = asked(samples(curves["office hours"], midnight, noon, false));
    const even = asked(samples(curves.flat, noon - 3 * HOUR, noon, false));
    const turning = asked(samples((hour) => (hour >= 11.75 ? 3_000 : 500), noon - 3 * HOUR, noon, false));

    expect([known, even, turning].map((one) => one.confidence)).toEqual(["high", "fair", "low"]);
  });

  it("is still when nothing is used", () => {
    expect(told([500, 500, 500, 500, 500, 500, 500])).toMatchObject({ perHour: 0, exhaustedAt: null });
  });

  it("tells no end of what is used up already", () => {
    expect(told([9_000, 9_200, 9_400, 9_600, 9_800, 10_000])).toMatchObject({ perHour: 12_000, exhaustedAt: null });
  });

  it("does not move with every sample", () => {
    const one = told([100, 200, 300, 400, 500, 600]);
    const two = told([100, 200, 300, 402, 503, 604]);

    expect(two.exhaustedAt).toBe(one.exhaustedAt);
  });
});
