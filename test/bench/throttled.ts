import { createThrottle } from "../../engine/throttle.ts";
import { machineClock, machinePorts } from "../../src/ports.ts";
import type { WindowOrder } from "./throttle.ts";

// The throttle with more work than its window lets through: so many whole windows, and one call more.

const { url, max, windowMs, windows } = JSON.parse(process.argv[2] ?? "null") as WindowOrder;
const clock = machineClock(() => 0);
const { request } = machinePorts(clock, () => {});
const throttle = createThrottle({
  limits: {
    concurrency: 20,
    batch: 100,
    windows: [{ name: "burst", max, windowMs, applies: () => true }],
    lookupLagMs: 0,
    timeoutMs: 30_000,
  },
  observe: () => ({ usage: null, retryAfterMs: null }),
  share: 1,
  request,
  clock,
  allow: () => true,
});

const send = throttle.via("backfill");
const all = max * windows;
await Promise.all(
  Array.from({ length: all + 1 }, () => send({ method: "GET", url: `${url}/call`, headers: {}, body: null })),
);

const report = (await (await fetch(`${url}/report`)).json()) as { counted: number[]; refused: number };
const times = report.counted.toSorted((a, b) => a - b);
const tookMs = (times[all] ?? Number.POSITIVE_INFINITY) - (times[0] ?? 0);
process.stdout.write(`${JSON.stringify({ perSecond: report.refused > 0 ? 0 : (all * 1_000) / tookMs })}\n`);
