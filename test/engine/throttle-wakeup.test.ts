import { setImmediate as turn } from "node:timers/promises";
import { expect, it } from "vitest";
import type { Clock } from "../../engine/ports.ts";
import { createThrottle } from "../../engine/throttle.ts";
import { window } from "../fakes/throttle-bench.ts";

/** As on a real machine: time passes between two looks at the clock, and a timer may ring a little early. */
function passingClock(stepMs: number, earlyMs: number): Clock {
  let now = 0;
  const mono = () => {
    now += stepMs;
    return now;
  };
  return {
    mono,
    wall: () => now,
    turn: () => turn(),
    sleep: async (ms, signal) => {
      const due = now + ms - earlyMs;
      await turn(undefined, signal ? { signal } : {});
      now = Math.max(now, due);
    },
  };
}

it.each([0.1, 0.25, 0.4, 0.7])("no request is forgotten while time passes by %f ms at each look", async (stepMs) => {
  const clock = passingClock(stepMs, 0.9);
  const limits = { windows: [window(2, 50)], concurrency: 3, batch: 100, lookupLagMs: 0, timeoutMs: 1_000 };
  const throttle = createThrottle({
    limits,
    observe: () => ({ usage: null, retryAfterMs: null }),
    share: 1,
    request: async () => ({ status: 200, headers: {}, body: "" }),
    clock,
    allow: () => true,
  });
  let answered = 0;

  // One after another, as a flow does that waits for each answer: nobody else comes by to wake it.
  const flow = async () => {
    for (let n = 0; n < 500; n += 1) {
      await throttle.via("live")({ method: "GET", url: "https://crm.test/x", headers: {}, body: null });
      answered += 1;
    }
  };
  const done = flow();
  for (let n = 0; n < 20_000 && answered < 500; n += 1) await turn();

  expect(answered).toBe(500);
  await done;
});
