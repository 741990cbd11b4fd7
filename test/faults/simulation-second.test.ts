import { describe, expect, it } from "vitest";
import { failuresOf, ranges, seedsFrom } from "./simulation/seeds.ts";
import { simulate } from "./simulation/simulate.ts";

/** Seeds 251 to 500. */
describe("more worlds of the simulation", { timeout: 120_000 }, () => {
  it("does the same again from the same seed, to the last line", async () => {
    const seeds = [1, 7, 24, 91];

    const once = await Promise.all(seeds.map(async (seed) => (await simulate(seed)).hash));
    const again: string[] = [];
    for (const seed of seeds) again.push((await simulate(seed)).hash);

    expect(again).toEqual(once);
    expect(new Set(once).size).toBe(seeds.length);
  });

  it.each(ranges(251, 500, 10))(
    "loses nothing, doubles nothing, tells everything once and comes in order in seeds %i to %i",
    async (from, to) => {
      const failures = await failuresOf(seedsFrom(from, to));

      expect(failures).toEqual([]);
    },
  );
});
