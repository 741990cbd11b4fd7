import { describe, expect, it } from "vitest";
import { collect } from "../../src/collect.ts";
import { handClock } from "../fakes/ports.ts";

describe("what comes close together", () => {
  it("is one run, when the wait that the first began is over", async () => {
    const clock = handClock();
    const runs: number[] = [];
    const edits = collect(clock, 200, () => runs.push(clock.mono()));

    for (let n = 0; n < 10; n += 1) {
      edits.note();
      await clock.advance(15);
    }
    await clock.advance(1_000);

    expect(runs).toEqual([200]);
  });

  it("does not wait for the end of a long series", async () => {
    const clock = handClock();
    const runs: number[] = [];
    const edits = collect(clock, 200, () => runs.push(clock.mono()));

    for (let n = 0; n < 10; n += 1) {
      edits.note();
      await clock.advance(100);
    }

    expect(runs).toEqual([200, 400, 600, 800, 1_000]);
  });

  it("ends with what it belongs to", async () => {
    const clock = handClock();
    const runs: number[] = [];
    const edits = collect(clock, 200, () => runs.push(clock.mono()));

    edits.note();
    edits.stop();
    edits.note();
    await clock.advance(1_000);

    expect(runs).toEqual([]);
  });
});
