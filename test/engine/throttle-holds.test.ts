import { describe, expect, it } from "vitest";
import { settled } from "../fakes/ports.ts";
import { throttleBench, window } from "../fakes/throttle-bench.ts";

describe("a refusal for too many requests", () => {
  it("reaches its caller and freezes every lane for as long as the CRM asks (B16, B17)", async () => {
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

describe("a long hold", () => {
  it("gives back what waits, so that nothing of it stands in the way of a stop", async () => {
    const { clock, ask, calls, outcomes, throttle } = throttleBench({ concurrency: 1 }, (at) =>
      at === 0 ? { status: 503, headers: { "retry-after": "600000" } } : {},
    );

    for (const name of ["a", "b"]) void ask("live", name);
    await clock.advance(10);
    void ask("person", "c");
    await clock.advance(10);
    const held = throttle.held("person");
    await clock.advance(600_000);
    void ask("live", "d");
    await clock.advance(10);

    expect(held).toBe(true);
    expect(outcomes.sort()).toEqual(["a 503", "b no answer (QUOTA_HELD)", "c no answer (QUOTA_HELD)", "d 200"]);
    expect(calls).toHaveLength(2);
  });
});

describe("too many requests in parallel", () => {
  it("halve what goes at once, and let it come back step by step", async () => {
    const { clock, ask, throttle } = throttleBench({ concurrency: 8 });
    const now = () => throttle.state().concurrency;

    throttle.refused("concurrent");
    throttle.refused("concurrent");
    const once = now();
    await clock.advance(3_000);
    throttle.refused("concurrent");
    const twice = now();
    for (let at = 0; at < 40; at++) {
      await clock.advance(1_000);
      void ask("live", `r${at}`);
    }

    expect([once, twice, now()]).toEqual([4, 2, 8]);
    expect(throttle.state()).toMatchObject({ heldUntilMono: null, quotaUntilMono: null });
  });

  it("never fall below one", async () => {
    const { clock, ask, throttle, mostUnderWay } = throttleBench({ concurrency: 3 }, () => ({ ms: 100 }));

    for (let at = 0; at < 5; at++) {
      throttle.refused("concurrent");
      await clock.advance(2_500);
    }
    for (const name of ["a", "b", "c"]) void ask("live", name);
    await clock.advance(1_000);

    expect(throttle.state().concurrency).toBe(1);
    expect(mostUnderWay()).toBe(1);
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
