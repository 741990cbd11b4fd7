import { expect, it } from "vitest";
import { firstSeen } from "../../src/first.ts";

const trouble = { kind: "full", since: 0, detail: "the disk is full" } as const;

it("asks the database, and remembers by itself while that takes no rows", async () => {
  const rows = new Set<string>();
  let full = false;
  const first = firstSeen({
    first: async (key) => {
      if (full) throw new Error("database or disk is full");
      return rows.size < rows.add(key).size;
    },
    storage: () => (full ? trouble : null),
  });

  const before = [await first("a"), await first("a")];
  full = true;
  const during = [await first("b"), await first("b")];
  full = false;
  const after = [await first("b"), await first("c")];

  expect({ before, during, after }).toEqual({ before: [true, false], during: [true, false], after: [false, true] });
});

it("passes on any other failure", async () => {
  const first = firstSeen({ first: () => Promise.reject(new Error("surprise")), storage: () => null });

  await expect(first("a")).rejects.toThrow("surprise");
});
