import { spawn } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { bugs } from "./simulation/bugs.ts";

const hunt = join(import.meta.dirname, "hunt.ts");
const plant = join(import.meta.dirname, "plant.ts");

/** The same seeds in a process of its own, with a bug in the engine. */
function found(bug: string): Promise<{ status: number | null; told: string }> {
  const child = spawn(process.execPath, ["--import", plant, hunt, "1", "100"], { env: { ...process.env, PLANT: bug } });
  let told = "";
  child.stdout.on("data", (piece: Buffer) => {
    told += piece.toString();
  });
  child.stderr.on("data", (piece: Buffer) => {
    told += piece.toString();
  });
  return new Promise((resolve) => child.on("close", (status) => resolve({ status, told })));
}

describe("bugs that are planted into the engine", { timeout: 120_000 }, () => {
  it.each([
    ["cursor saved before rows", "the cursor is ahead of the rows"],
    ["create without look-up after a lost answer", "created"],
    ["missing fence", "a write without the lease"],
  ])("%s: found within 100 seeds", async (bug, rule) => {
    const { status, told } = await found(bug);

    expect(told).toContain(rule);
    expect(status).toBe(1);
    const { seed } = JSON.parse(told) as { seed: number };
    console.log(`planted "${bug}": found in seed ${seed}`);
  });

  it("has an expectation for each of them", () => {
    expect(Object.keys(bugs).length).toBe(3);
  });
});
