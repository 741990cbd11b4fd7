import { describe, expect, it } from "vitest";
import { handClock, settled } from "../fakes/ports.ts";
import { throttleBench, window } from "../fakes/throttle-bench.ts";

describe("a refusal for too many requests", () => {
  it("reaches its caller and freezes every lane for as long as the CRM asks", async () => {
    const { clock, ask, calls, outcomes, throttle } = throttleBench({ concurrency: 1 }, (at) =>
      at === 0 ? { status: 429, headers: { "retry-after": "5000" } } : {},
    );

    void ask("live", "a");
    void ask("person", "b");
    await clock.advance(4_000);
    const held = { outcomes: [...outcomes], until: throttle.state().heldUntilMono };
    await clock.advance(2_000);

    expect(held).toEqual({ outcomes: ["a 429"], until: 5_001 });
    expect(calls.map((call) => call.sentAt)).toEqual([0, 5_001]);
    expect(throttle.state().heldUntilMono).toBe(null);
  });

  it("freezes for a window when the CRM does not say how long", async () => {
    const { clock, ask, calls } = throttleBench({ concurrency: 1, windows: [window(9, 10_000)] }, (at) => ({
      status: at === 0 ? 429 : 200,
    }));

    void ask("live", "a");
    void ask("live", "b");
    await clock.advance(20_000);

    expect(calls.map((call) => call.sentAt)).toEqual([0, 10_001]);
  });

  it("holds no longer than a day, whatever is asked", async () => {
    const { clock, ask, throttle } = throttleBench({}, () => ({ status: 503, headers: { "retry-after": "1e15" } }));

    void ask("live", "a");
    await clock.advance(1);

    expect(throttle.state().heldUntilMono).toBe(24 * 3_600_000 + 1);
  });
});

describe("the daily quota", () => {
  const fullUntil = (resetAt: number | "") => (at: number) => ({
    headers: { daily: `${at === 0 ? 70 : 1}/100/${resetAt}` },
  });

  it("holds all but what a person waits for until the reset", async () => {
    const reset = handClock().wall() + 3_600_000;
    const { clock, ask, ours, throttle } = throttleBench({}, (at) => ({
      headers: { daily: `${clockPassed(reset) ? 1 : 70 + at}/100/${reset}` },
    }));
    const clockPassed = (at: number) => clock.wall() >= at;
    throttle.share(0.7);
    void ask("live", "first");
    await clock.advance(10);

    for (const lane of ["live", "incremental", "backfill", "person"] as const) void ask(lane, lane);
    await clock.advance(3_000_000);
    const before = ours();
    await clock.advance(700_000);

    expect(before).toEqual(["first", "person"]);
    expect(ours()).toEqual(["first", "person", "live", "incremental", "backfill"]);
  });

  it("lets go when the usage falls", async () => {
    const { clock, ask, throttle, outcomes } = throttleBench({}, fullUntil(""));
    throttle.share(0.7);
    void ask("live", "first");
    await clock.advance(10);
    void ask("live", "second");
    await clock.advance(10);

    throttle.learn({ burst: null, daily: { used: 10, limit: 100, resetAt: null } });
    await clock.advance(10);

    expect(outcomes).toEqual(["first 200", "second 200"]);
  });

  it("finds out by one request now and then when no reset is told", async () => {
    const { clock, ask, calls, throttle } = throttleBench({}, (at) => ({
      headers: { daily: `${at < 2 ? 70 : 1}/100/` },
    }));
    throttle.share(0.7);
    void ask("live", "first");
    await clock.advance(10);

    for (const name of ["a", "b", "c"]) void ask("live", name);
    await clock.advance(3_600_000);

    expect(calls.map((call) => Math.floor(call.sentAt / 60_000))).toEqual([0, 10, 20, 20]);
  });

  it("counts what was sent since the CRM told", async () => {
    const { clock, ask, calls, throttle } = throttleBench({});
    throttle.learn({ burst: null, daily: { used: 95, limit: 100, resetAt: clock.wall() + 3_600_000 } });

    for (let at = 0; at < 10; at++) void ask("live", `r${at}`);
    await clock.advance(10);

    expect(calls).toHaveLength(5);
    expect(throttle.state().usage?.daily?.used).toBe(100);
  });
});

describe("an aborted signal", () => {
  it("takes a request out of the queue, with its reason", async () => {
    const { clock, ask, ours, outcomes, throttle } = throttleBench({ windows: [window(1, 1_000)] });
    const stop = new AbortController();
    void ask("live", "a");
    void ask("live", "b", stop.signal);
    void ask("live", "c");
    await clock.advance(10);

    stop.abort(new Error("stopping"));
    await settled();
    const waiting = throttle.state().waiting.live;
    await clock.advance(5_000);

    expect(waiting).toBe(1);
    expect(ours()).toEqual(["a", "c"]);
    expect(outcomes).toEqual(["a 200", "b stopping", "c 200"]);
  });

  it("waits for a request that was sent", async () => {
    const { clock, ask, outcomes, mostUnderWay } = throttleBench({ concurrency: 1 }, () => ({ ms: 100 }));
    const stop = new AbortController();
    void ask("live", "a", stop.signal);
    void ask("live", "b");
    await clock.advance(10);

    stop.abort(new Error("stopping"));
    await clock.advance(500);

    expect(outcomes).toEqual(["a 200", "b 200"]);
    expect(mostUnderWay()).toBe(1);
  });

  it("refuses at once when it was aborted before", async () => {
    const { ask, calls, outcomes } = throttleBench({});

    await ask("live", "a", AbortSignal.abort(new Error("stopped")));

    expect({ calls, outcomes }).toEqual({ calls: [], outcomes: ["a stopped"] });
  });
});

describe("an address that is not the provider's", () => {
  it("is refused before anything is sent, without showing more than its host", async () => {
    const { throttle, calls } = throttleBench({});
    const url = "https://crm.test.evil.example/?token=secret";

    const error: unknown = await throttle
      .via("live")({ method: "GET", url, headers: {}, body: null })
      .catch((cause: unknown) => cause);

    expect(error).toMatchObject({ sent: false, code: "ADDRESS_REFUSED" });
    expect(String(error instanceof Error ? error.cause : error)).toBe(
      "Error: crm.test.evil.example is not an address of this provider",
    );
    expect(calls).toEqual([]);
  });
});

describe("idle", () => {
  it("comes when nothing waits and nothing is under way", async () => {
    const { clock, ask, throttle } = throttleBench({ windows: [window(1, 1_000)] });
    const seen: number[] = [];
    void ask("live", "a");
    void ask("live", "b");

    void throttle.idle().then(() => seen.push(clock.mono()));
    await clock.advance(5_000);
    await throttle.idle();

    expect(seen).toEqual([1_003]);
  });
});
