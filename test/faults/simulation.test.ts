import { describe, expect, it } from "vitest";
import { type Report, simulate } from "./simulation/simulate.ts";

/** Seeds that once found something in the engine. Run with all others, however the drawing of options changes. */
const kept = [252, 314, 339, 447, 194, 243];
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

  it("brings trouble enough: most worlds see kills, lost answers, refusals and edits", async () => {
    const report = await simulate(4, { kept: 100_000 });

    const lines = report.last.join("\n");

    expect(report.drawn.edits.length).toBeGreaterThan(3);
    for (const part of ["starts", "by hand", "sql ", "commit: cursor", "has a new"]) expect(lines).toContain(part);
  });
});
