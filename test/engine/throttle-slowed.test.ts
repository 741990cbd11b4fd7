import { describe, expect, it } from "vitest";
import fc from "../fakes/property.ts";
import { throttleBench, window } from "../fakes/throttle-bench.ts";

const MINUTE = 60_000;

type Bench = ReturnType<typeof throttleBench>;

/** A backfill as it is: page after page, each written for `writeMs` before the next one is asked for. */
async function backfill({ ask, clock }: Bench, writeMs: number, until: number): Promise<void> {
  while (clock.mono() < until) {
    await ask("backfill", "page");
    if (writeMs > 0) await clock.sleep(writeMs);
  }
}

function pagesIn(bench: Bench, writeMs: number, ms: number): Promise<number> {
  const before = bench.calls.length;
  void backfill(bench, writeMs, bench.clock.mono() + ms);
  return bench.clock.advance(ms).then(() => bench.calls.length - before);
}

describe("M6: a backfill that people slowed", () => {
  it("goes at 40 % of the pace that it has by itself, whatever its calls and its pages take", async () => {
    const plan = fc.record({
      callMs: fc.integer({ min: 20, max: 2_000 }),
      writeMs: fc.integer({ min: 0, max: 2_000 }),
      concurrency: fc.constantFrom(1, 4),
    });

    await fc.assert(
      fc.asyncProperty(plan, async ({ callMs, writeMs, concurrency }) => {
        const rig = () => throttleBench({ concurrency }, () => ({ ms: callMs }));
        const [free, slowed] = [rig(), rig()];
        slowed.throttle.slow(true);

        const full = await pagesIn(free, writeMs, MINUTE);
        const part = await pagesIn(slowed, writeMs, MINUTE);

        expect(part).toBeLessThanOrEqual(Math.ceil(0.4 * full) + 1);
        expect(part).toBeGreaterThanOrEqual(Math.floor(0.38 * full) - 1);
      }),
      { numRuns: 12 },
    );
  });

  it("keeps its pace when several want to go at once", async () => {
    const bench = throttleBench({ concurrency: 4 }, () => ({ ms: 100 }));
    bench.throttle.slow(true);

    for (let n = 0; n < 400; n += 1) void bench.ask("backfill", "page");
    await bench.clock.advance(9_999);

    expect(bench.mostUnderWay()).toBe(1);
    expect(bench.calls).toHaveLength(40);
  });

  it("takes two fifths of a window where the window is what holds it", async () => {
    const bench = throttleBench({ windows: [window(100, 10_000)] }, () => ({ ms: 1 }));
    bench.throttle.slow(true);

    const pages = await pagesIn(bench, 0, MINUTE);

    expect(pages).toBeLessThanOrEqual(6 * 40);
    expect(pages).toBeGreaterThanOrEqual(5 * 40);
  });

  it("leaves live writes and polls alone", async () => {
    const bench = throttleBench({ windows: [window(10, 1_000)] }, () => ({ ms: 10 }));
    bench.throttle.slow(true);
    void backfill(bench, 0, MINUTE);
    await bench.clock.advance(500);

    for (const lane of ["person", "live", "incremental"] as const) void bench.ask(lane, lane);
    await bench.clock.advance(50);

    expect(bench.outcomes).toEqual(expect.arrayContaining(["person 200", "live 200", "incremental 200"]));
  });

  it("goes at full speed at once when it may, also what rests just then", async () => {
    const bench = throttleBench({ concurrency: 1 }, () => ({ ms: 4_000 }));
    bench.throttle.slow(true);
    for (const name of ["a", "b"]) void bench.ask("backfill", name);
    await bench.clock.advance(5_000);
    const resting = bench.ours();

    bench.throttle.slow(false);
    await bench.clock.advance(1);

    expect(resting).toEqual(["a"]);
    expect(bench.ours()).toEqual(["a", "b"]);
  });

  it("never rests longer than a request may wait", async () => {
    const bench = throttleBench({}, () => ({ ms: 1 }));
    bench.throttle.slow(true);
    void bench.ask("backfill", "a");
    await bench.clock.advance(10 * MINUTE);

    void bench.ask("backfill", "b");
    await bench.clock.advance(14_001);

    expect(bench.outcomes).toEqual(["a 200", "b 200"]);
  });
});
