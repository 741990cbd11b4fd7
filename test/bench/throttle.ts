import { measure, serve } from "./processes.ts";
import { type Benchmark, faster, type Result, type Round, resultOf } from "./result.ts";

/** What the CRM of the measurement enforces, and how much work there is. */
export interface WindowOrder {
  readonly url: string;
  readonly max: number;
  readonly windowMs: number;
  /** The least and the most that one way, there or back, takes. */
  readonly wayMs: readonly [number, number];
  /** Whole windows of work. */
  readonly windows: number;
}

/** HubSpot's two limits per 10 seconds. */
const limits = [100, 190] as const;

/**
 * All times are a tenth of the real ones: windows of 1 s stand for 10 s, ways of 1 to 5 ms for 10 to 50 ms. What a slow
 * machine adds is not made smaller, so the real figure is the better one.
 */
const scaled = { windowMs: 1_000, wayMs: [1, 5], windows: 5 } as const;

/**
 * How much of a sliding window's quota is used while more work waits than it lets through: five windows of calls, from
 * the first that the CRM counted to the first of the sixth. One refused call makes it nothing.
 */
export const throttle: Benchmark = {
  name: "throttle",
  rounds: 3,
  run: async (count, tell) => {
    const results: Result[] = [];
    for (const max of limits) {
      const quota = (max * 1_000) / scaled.windowMs;
      const rounds: Round[] = [];
      for (let round = 1; round <= count; round += 1) {
        const ours = await measureOnce(max);
        rounds.push(faster(ours, quota));
        tell(`throttle ${max} ${round}/${count}: ${ours.toFixed(1)} of ${quota} calls/s`);
      }
      const against = `the quota of ${max} calls per ${scaled.windowMs / 1_000} s, none refused`;
      results.push(resultOf({ name: "throttle", metric: "calls/s", against, goal: 0.95 }, rounds));
    }
    return results;
  },
};

async function measureOnce(max: number): Promise<number> {
  const crm = await serve("windowed", [JSON.stringify({ max, ...scaled })]);
  try {
    return await measure(
      "throttled",
      JSON.stringify({ url: crm.line, max, ...scaled } satisfies WindowOrder),
      "perSecond",
    );
  } finally {
    crm.stop();
  }
}
