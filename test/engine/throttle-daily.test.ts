import { describe, expect, it } from "vitest";
import type { Lane } from "../../engine/throttle.ts";
import { throttleBench } from "../fakes/throttle-bench.ts";

const HOUR = 3_600_000;
const told = (used: number, resetAt: number | null = null, limit = 100) => ({
  burst: null,
  daily: { used, limit, resetAt },
});

describe("the daily quota", () => {
  it("holds all but what a person waits for until the reset", async () => {
    const { clock, ask, outcomes, throttle } = throttleBench({});
    throttle.share(0.7);
    throttle.learn(told(70, clock.wall() + HOUR));

    for (const lane of ["live", "incremental", "backfill", "person"] as const) void ask(lane, lane);
    await clock.advance(10);
    const until = throttle.state().quotaUntilMono;
    await clock.advance(HOUR);
    for (const lane of ["live", "backfill"] as const) void ask(lane, `${lane} later`);
    await clock.advance(10);

    expect(until).toBe(HOUR);
    expect(outcomes.sort()).toEqual([
      "backfill later 200",
      "backfill no answer (QUOTA_HELD)",
      "incremental no answer (QUOTA_HELD)",
      "live later 200",
      "live no answer (QUOTA_HELD)",
      "person 200",
    ]);
  });

  it("keeps the last twentieth from a backfill (M6)", async () => {
    const { ask, throttle, clock, outcomes } = throttleBench({});
    throttle.learn(told(95, clock.wall() + HOUR));

    for (const lane of ["backfill", "incremental", "live"] as const) void ask(lane, lane);
    await clock.advance(10);

    expect(outcomes.sort()).toEqual(["backfill no answer (QUOTA_HELD)", "incremental 200", "live 200"]);
    expect(throttle.state().quotaUntilMono).toBe(null);
  });

  it("never lets through a part of a call", async () => {
    const { ask, throttle, clock, calls } = throttleBench({});
    throttle.share(0.7);
    throttle.learn(told(9, clock.wall() + HOUR, 15));

    for (const name of ["a", "b", "c"]) void ask("live", name);
    await clock.advance(10);

    expect(calls).toHaveLength(1);
  });

  it("lets go when the usage falls", async () => {
    const { clock, ask, throttle, ours } = throttleBench({});
    throttle.learn(told(100));

    throttle.learn(told(10));
    void ask("live", "second");
    await clock.advance(10);

    expect(ours()).toEqual(["second"]);
  });

  it("finds out by one request each ten minutes when no reset is told", async () => {
    const { clock, ask, calls, throttle } = throttleBench({}, (at) => ({
      headers: { daily: `${at < 1 ? 100 : 1}/100/` },
    }));
    throttle.learn(told(100));

    for (let minute = 0; minute < 60; minute++) {
      for (const name of ["a", "b"]) if (calls.length < 4) void ask("live", name);
      await clock.advance(60_000);
    }

    expect(calls.map((call) => Math.floor(call.sentAt / 60_000))).toEqual([10, 20, 21, 21]);
  });

  it("asks sooner when what it knows is old, and not at all after the reset", async () => {
    const { clock, throttle } = throttleBench({});

    throttle.learn(told(100), 540_000);
    const until = throttle.state().quotaUntilMono;
    throttle.learn(told(100, clock.wall() - 1), 540_000);

    expect(until).toBe(60_000);
    expect(throttle.state().dailyToldMono).toBe(-540_000);
  });

  it("counts what was sent since the CRM told", async () => {
    const { clock, ask, calls, throttle } = throttleBench({});
    throttle.learn(told(95, clock.wall() + HOUR));

    for (let at = 0; at < 10; at++) void ask("live", `r${at}`);
    await clock.advance(10);

    expect(calls).toHaveLength(5);
    expect(throttle.state().usage?.daily?.used).toBe(100);
  });

  it("remembers a reset that a later answer does not tell", async () => {
    const { clock, throttle } = throttleBench({});
    const resetAt = clock.wall() + HOUR;
    throttle.learn(told(99, resetAt));

    throttle.learn(told(100));

    expect(throttle.state()).toMatchObject({ usage: { daily: { resetAt } }, quotaUntilMono: HOUR });
  });

  it.each<[string, number | null, number]>([
    ["until the reset", HOUR, HOUR],
    ["for ten minutes where none is told", null, 600_000],
  ])("holds %s when the CRM refuses although there seemed to be room", async (_, ahead, until) => {
    const { clock, ask, throttle, outcomes } = throttleBench({});
    throttle.learn(told(5, ahead === null ? null : clock.wall() + ahead));

    throttle.refused("daily");
    const lanes: readonly Lane[] = ["live", "person"];
    for (const lane of lanes) void ask(lane, lane);
    const held = throttle.state().quotaUntilMono;
    await clock.advance(until);
    void ask("live", "later");
    await clock.advance(10);

    expect(held).toBe(until);
    expect(outcomes.sort()).toEqual(["later 200", "live no answer (QUOTA_HELD)", "person 200"]);
  });
});
