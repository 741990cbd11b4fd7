import { describe, expect, it } from "vitest";
import { failuresOf, ranges, seedsFrom } from "./simulation/seeds.ts";
import { type Report, simulate } from "./simulation/simulate.ts";

/** Seeds 1 to 250; the others are in a file of their own, so that two cores share them. */
describe("the engine, the SDKs and the notices over simulated CRMs and a chat, with faults from a seed", {
  timeout: 120_000,
}, () => {
  it("brings trouble enough in seeds 1 to 30: faults in most worlds, and every kind in some", async () => {
    const reports: Report[] = [];
    for (const seed of seedsFrom(1, 30)) reports.push(await simulate(seed, { kept: 20_000 }));

    const faults = reports.map((report) => report.faults).sort((a, b) => a - b);
    const lines = reports.flatMap((report) => report.last).join("\n");

    expect(reports.flatMap((report) => report.violations)).toEqual([]);
    expect(faults[15]).toBeGreaterThanOrEqual(10);
    for (const part of ["dies", "is paused", "by a signal", "lost after", "late 504", "arrives", "is down for"])
      expect(lines).toContain(part);
    for (const part of ["the chat is down", "takes no writes", "hubspot allows", "to sleep", "deletes a message"])
      expect(lines).toContain(part);
    for (const part of ["sql update", "sql insert", "sql delete", "is merged into", "is deleted by hand"])
      expect(lines).toContain(part);
    for (const part of ["posts incident:", "posts digest:", "posts back:", "posts backfill:", "resolved: fine"])
      expect(lines).toContain(part);
  });

  it.each(ranges(31, 250, 10))(
    "loses nothing, doubles nothing, tells everything once and comes in order in seeds %i to %i",
    async (from, to) => {
      const failures = await failuresOf(seedsFrom(from, to));

      expect(failures).toEqual([]);
    },
  );
});
