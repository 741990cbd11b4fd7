import { describe, expect, it } from "vitest";
import type { Lane } from "../../engine/throttle.ts";
import fc from "../fakes/property.ts";
import { type Call, throttleBench, window } from "../fakes/throttle-bench.ts";

/** The most calls that any window could have counted, each from sending to its end one window after the answer. */
function mostCounted(calls: readonly Call[], windowMs: number): number {
  const counted = (at: number) => calls.filter((call) => call.sentAt <= at && at < call.answeredAt + windowMs).length;
  return Math.max(0, ...calls.map((call) => counted(call.sentAt)));
}

describe("windows", () => {
  it("hold a slot until one window after the response", async () => {
    const { clock, ask, calls } = throttleBench({ windows: [window(2, 1_000)] }, () => ({ ms: 300 }));

    for (const name of ["a", "b", "c"]) void ask("live", name);
    await clock.advance(5_000);

    expect(calls.map((call) => call.sentAt)).toEqual([0, 0, 1_301]);
  });

  it("hold it after a failure too", async () => {
    const { clock, ask, calls, outcomes } = throttleBench({ windows: [window(1, 1_000)] }, (at) => ({
      status: at === 0 ? 0 : 200,
    }));

    for (const name of ["a", "b"]) void ask("live", name);
    await clock.advance(5_000);

    expect(calls.map((call) => call.sentAt)).toEqual([0, 1_002]);
    expect(outcomes).toEqual(["a no answer (ECONNRESET)", "b 200"]);
  });

  it("are never exceeded and well used, whatever the latencies", async () => {
    const plan = fc.record({
      max: fc.integer({ min: 1, max: 12 }),
      share: fc.constantFrom(1, 0.7, 0.3),
      latencies: fc.array(fc.integer({ min: 1, max: 2_500 }), { minLength: 1, maxLength: 8 }),
      gaps: fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 8 }),
      lanes: fc.array(fc.constantFrom<Lane>("person", "live", "incremental", "backfill"), {
        minLength: 1,
        maxLength: 5,
      }),
      failing: fc.boolean(),
    });

    await fc.assert(
      fc.asyncProperty(plan, async ({ max, share, latencies, gaps, lanes, failing }) => {
        const answer = (at: number) => ({
          ms: latencies[at % latencies.length] ?? 1,
          status: failing && at % 3 === 0 ? 0 : 200,
        });
        const { clock, ask, calls, outcomes, throttle } = throttleBench({ windows: [window(max, 1_000)] }, answer);
        throttle.share(share);

        for (let at = 0; at < 40; at++) {
          void ask(lanes[at % lanes.length] ?? "live", `r${at}`);
          await clock.advance(gaps[at % gaps.length] ?? 0);
        }
        await clock.advance(40 * 4_000);

        expect(mostCounted(calls, 1_000)).toBeLessThanOrEqual(Math.max(1, Math.floor(max * share)));
        expect(outcomes).toHaveLength(40);
        expect(throttle.state()).toMatchObject({
          sent: 40,
          waiting: { person: 0, live: 0, incremental: 0, backfill: 0 },
        });
      }),
      { numRuns: 40 },
    );
  });

  it("let through at least 95 % of what is permitted", async () => {
    const { clock, ask, calls } = throttleBench({ windows: [window(100, 10_000)] }, () => ({ ms: 40 }));

    for (let at = 0; at < 1_500; at++) void ask("incremental", `r${at}`);
    await clock.advance(100_000);

    expect(calls.length).toBeGreaterThanOrEqual(0.95 * 1_000);
    expect(mostCounted(calls, 10_000)).toBe(100);
  });

  it("leave two of many slots for what comes after a backfill began", async () => {
    const { clock, ask, calls, ours } = throttleBench({ windows: [window(100, 10_000)] }, () => ({ ms: 40 }));
    for (let at = 0; at < 1_500; at++) void ask("backfill", `r${at}`);
    await clock.advance(5_000);

    void ask("live", "change");
    void ask("person", "repair");
    await clock.advance(95_000);

    expect(ours().slice(98, 100)).toEqual(["change", "repair"]);
    expect(calls[99]?.sentAt).toBe(5_000);
    expect(calls.length).toBeGreaterThanOrEqual(0.95 * 1_000);
  });

  it("take the length that the CRM tells in place of the supposed one", async () => {
    const { clock, ask, calls } = throttleBench({ windows: [window(100, 10_000)] }, (at) => ({
      headers: { burst: `2/${Math.max(0, 1 - (at % 2))}/3000` },
    }));

    void ask("live", "first");
    await clock.advance(10);
    for (let at = 0; at < 4; at++) void ask("live", `r${at}`);
    await clock.advance(7_000);

    expect(calls.map((call) => Math.floor(call.sentAt / 1_000))).toEqual([0, 0, 3, 3, 6]);
  });

  it("stop only the requests that they apply to", async () => {
    const { clock, ask, ours } = throttleBench({ windows: [window(1, 1_000, "search"), window(10, 1_000)] });

    for (const name of ["search1", "search2", "list1", "list2"]) void ask("live", name);
    await clock.advance(500);

    expect(ours()).toEqual(["search1", "list1", "list2"]);
  });

  it("take the limit that the CRM tells in place of the supposed one", async () => {
    const { clock, ask, calls } = throttleBench({ windows: [window(100, 1_000)] }, (at) => ({
      headers: { burst: `3/${Math.max(0, 2 - at)}/1000` },
    }));

    void ask("live", "first");
    await clock.advance(10);
    for (let at = 0; at < 10; at++) void ask("live", `r${at}`);
    await clock.advance(500);

    expect(calls).toHaveLength(3);
  });

  it("leave room for what others use of the same limit", async () => {
    const { clock, ask, calls } = throttleBench({ windows: [window(10, 1_000)] }, (at) => ({
      headers: { burst: `10/${Math.max(0, 2 - at)}/1000` },
    }));

    void ask("live", "first");
    await clock.advance(10);
    for (let at = 0; at < 10; at++) void ask("live", `r${at}`);
    await clock.advance(1);

    expect(calls).toHaveLength(3);
  });

  it("allow one request however small the share", async () => {
    const { clock, ask, throttle, outcomes } = throttleBench({ windows: [window(10, 1_000)] });
    throttle.share(0.01);

    for (const name of ["a", "b"]) void ask("live", name);
    await clock.advance(500);

    expect(outcomes).toEqual(["a 200"]);
  });

  it("take a larger share at once", async () => {
    const { clock, ask, throttle, ours } = throttleBench({ windows: [window(10, 60_000)] });
    throttle.share(0.1);
    for (const name of ["a", "b"]) void ask("live", name);
    await clock.advance(10);

    throttle.share(0.2);
    await clock.advance(10);

    expect(ours()).toEqual(["a", "b"]);
  });
});

describe("lanes", () => {
  it("go in their order when a slot is free, also for those that came later", async () => {
    const { clock, ask, ours } = throttleBench({ windows: [window(1, 1_000)] });

    void ask("backfill", "b1");
    void ask("backfill", "b2");
    await clock.advance(100);
    void ask("incremental", "i1");
    void ask("live", "l1");
    void ask("live", "l2");
    void ask("person", "p1");
    await clock.advance(10_000);

    expect(ours()).toEqual(["b1", "p1", "l1", "l2", "i1", "b2"]);
  });

  it("go in their order when only the number at once holds them", async () => {
    const { clock, ask, ours, mostUnderWay } = throttleBench({ concurrency: 2 }, () => ({ ms: 100 }));

    for (const name of ["b1", "b2", "b3", "b4"]) void ask("backfill", name);
    void ask("person", "p1");
    await clock.advance(1_000);

    expect(ours()).toEqual(["b1", "b2", "p1", "b3", "b4"]);
    expect(mostUnderWay()).toBe(2);
  });

  it("tell how many wait in each", async () => {
    const { clock, ask, throttle } = throttleBench({ windows: [window(1, 1_000)] });

    for (const lane of ["backfill", "backfill", "live", "person"] as const) void ask(lane, lane);
    await clock.advance(10);

    expect(throttle.state().waiting).toEqual({ person: 1, live: 1, incremental: 0, backfill: 1 });
  });
});
