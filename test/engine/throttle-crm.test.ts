import { describe, expect, it } from "vitest";
import { limitedCrm } from "../fakes/limited-crm.ts";

const WINDOW = 10_000;

describe("against a CRM that allows 100 calls in 10 seconds", () => {
  it.each([
    [1, "incremental", 100],
    [1, "backfill", 100],
    [0.7, "incremental", 70],
    [0.7, "backfill", 70],
  ] as const)(
    "share %s, %s: none is refused, and at least 95 %% of what is permitted goes (A15, B16)",
    async (share, lane, permitted) => {
      const { clock, read, counted } = await limitedCrm(share, { limit: 100, windowMs: WINDOW });

      for (let n = 0; n < 800; n++) void read(lane).catch(() => {});
      await clock.advance(7 * WINDOW);

      const { at, refused } = counted();
      const steady = at.filter((one) => one >= WINDOW && one < 7 * WINDOW);
      expect(refused).toBe(0);
      expect(steady.length).toBeGreaterThanOrEqual(0.95 * permitted * 6);
      for (const from of at) {
        expect(at.filter((one) => one >= from && one < from + WINDOW).length).toBeLessThanOrEqual(permitted);
      }
    },
  );

  it("takes the CRM's figures where they are others than supposed", async () => {
    const { clock, read, counted } = await limitedCrm(1, { limit: 40, windowMs: 5_000 });

    for (let n = 0; n < 800; n++) void read("incremental").catch(() => {});
    await clock.advance(60_000);

    const { at, refused } = counted();
    expect(refused).toBe(0);
    expect(at.filter((one) => one >= 10_000).length).toBeGreaterThanOrEqual(0.9 * 400);
  });

  it("lets changes and what a person waits for go while a backfill fills every window (A15)", async () => {
    const { clock, throttle, read, counted } = await limitedCrm(1, { limit: 100, windowMs: WINDOW });
    for (let n = 0; n < 1_000; n++) void read("backfill").catch(() => {});
    await clock.advance(2.5 * WINDOW);

    const waits: number[] = [];
    for (let n = 0; n < 10; n++) {
      const since = clock.mono();
      void read(n % 2 === 0 ? "live" : "person").then(() => waits.push(clock.mono() - since));
      await clock.advance(WINDOW / 2);
    }
    await clock.advance(WINDOW);

    expect(waits).toHaveLength(10);
    expect(Math.max(...waits)).toBeLessThan(1_000);
    expect(throttle.state().waiting.backfill).toBeGreaterThan(0);
    expect(counted().refused).toBe(0);
  });
});
