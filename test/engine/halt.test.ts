import { describe, expect, it } from "vitest";
import { halted, hasStopped, isResting } from "../../engine/rules/halt.ts";
import type { Halt } from "../../engine/store/halts.ts";
import { isPassing } from "../../engine/store/trouble.ts";

const place = { connection: "hubspot", object: "contact", direction: "inbound", words: "w" } as const;

describe("an object whose runs break off", () => {
  it("is tried again three times with growing pauses, and then no more (E44)", () => {
    const after: Halt[] = [];

    for (const now of [1_000, 11_000, 71_000, 371_000, 900_000])
      after.push(halted(after.at(-1) ?? null, { ...place, now }));

    expect(after.map((one) => [one.tries, one.since, one.due, hasStopped(one)])).toEqual([
      [1, 1_000, 11_000, false],
      [2, 1_000, 71_000, false],
      [3, 1_000, 371_000, false],
      [4, 1_000, null, true],
      [5, 1_000, null, true],
    ]);
  });

  it.each([
    [1_001, true],
    [1_000, false],
    [null, true],
  ])("rests until %s comes: %s", (due, rests) => {
    expect(isResting({ due }, 1_000)).toBe(rests);
  });
});

describe("what a database says of itself", () => {
  const coded = (code: string | number, message = "no") => Object.assign(new Error(message), { code });

  it.each([
    ["a busy file", coded("SQLITE_BUSY")],
    ["a full disk", coded("SQLITE_FULL")],
    ["a server that goes down", coded("57P01")],
    ["a deadlock", coded("40P01")],
    ["a server that is not there", new Error("query", { cause: coded("ECONNREFUSED") })],
    ["a closed file", new TypeError("The database connection is not open")],
    ["a closed pool", new Error("Cannot use a pool after calling end on the pool")],
  ])("is no surprise: %s", (_, cause) => {
    expect(isPassing(cause)).toBe(true);
  });

  it.each([
    ["an error of our own", new TypeError("x is not a function")],
    ["a value that no column takes", coded("22P02")],
    ["a constraint", coded("SQLITE_CONSTRAINT_UNIQUE")],
    ["a status", coded(404)],
    ["no error at all", "text"],
  ])("is one: %s", (_, cause) => {
    expect(isPassing(cause)).toBe(false);
  });
});
