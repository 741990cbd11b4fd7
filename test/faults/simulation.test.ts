import { describe, expect, it } from "vitest";
import { type Report, simulate } from "./simulation/simulate.ts";

/** Seeds that once found something in the engine. Run with all others, however the drawing of options changes. */
const kept = [198, 243, 314, 339, 447, 755, 1088, 1168, 1235, 1419, 1422, 1647, 2074];
const first = 100;

function ranges(from: number, to: number, size: number): readonly (readonly [number, number])[] {
  return Array.from({ length: Math.ceil((to - from + 1) / size) }, (_, at) => [
    from + at * size,
    Math.min(to, from + (at + 1) * size - 1),
  ]);
}

/** What a reader needs of a seed that failed: the rule, the way to see it again, and what happened last. */
function told({ seed, violations, last }: Report): string {
  return [...violations, `node test/faults/replay.ts ${seed}`, ...last].join("\n");
}

async function failuresOf(seeds: readonly number[]): Promise<readonly string[]> {
  const failures: string[] = [];
  for (const seed of seeds) {
    const report = await simulate(seed);
    if (report.violations.length > 0) failures.push(told(report));
  }
  return failures;
}

describe("the engine and the SDKs over both simulated CRMs, with faults from a seed", { timeout: 120_000 }, () => {
  it.each(ranges(1, first, 10))(
    "loses nothing, doubles nothing and comes in order in seeds %i to %i",
    async (from, to) => {
      const seeds = Array.from({ length: to - from + 1 }, (_, at) => from + at);

      const failures = await failuresOf(seeds);

      expect(failures).toEqual([]);
    },
  );

  it("does so in the seeds that once found something", async () => {
    const failures = await failuresOf(kept);

    expect(failures).toEqual([]);
  });

  it("does the same again from the same seed, to the last line", async () => {
    const seeds = [1, 7, 24, 91];

    const once = await Promise.all(seeds.map(async (seed) => (await simulate(seed)).hash));
    const again: string[] = [];
    for (const seed of seeds) again.push((await simulate(seed)).hash);

    expect(again).toEqual(once);
    expect(new Set(once).size).toBe(seeds.length);
  });

  it("brings trouble enough: faults in most worlds, and every kind of edit in some", async () => {
    const reports: Report[] = [];
    for (let seed = 1; seed <= 20; seed += 1) reports.push(await simulate(seed, { kept: 20_000 }));

    const faults = reports.map((report) => report.faults).sort((a, b) => a - b);
    const lines = reports.flatMap((report) => report.last).join("\n");

    expect(faults[10]).toBeGreaterThanOrEqual(10);
    for (const part of ["dies", "is paused", "by a signal", "lost after", "late 504", "arrives", "is down for"])
      expect(lines).toContain(part);
    for (const part of ["sql update", "sql insert", "sql delete", "is merged into", "is deleted by hand"])
      expect(lines).toContain(part);
  });
});
