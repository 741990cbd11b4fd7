import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { bugs } from "./simulation/bugs.ts";

const hunt = join(import.meta.dirname, "hunt.ts");
const plant = join(import.meta.dirname, "plant.ts");
const project = join(import.meta.dirname, "..", "..");

/** Seeds in a process of their own, with a bug in the product, up to the first that finds it. */
function look(bug: string, first: number, last: number): Promise<{ status: number | null; told: string }> {
  const child = spawn(process.execPath, ["--import", plant, hunt, String(first), String(last)], {
    env: { ...process.env, PLANT: bug },
  });
  let told = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (piece: Buffer) => {
      told += piece.toString();
    });
  return new Promise((resolve) => child.on("close", (status) => resolve({ status, told })));
}

/** The seed that found it before; where the product has changed so that it does not any more, the first of 500 that does. */
async function found(bug: string, seed: number): Promise<{ status: number | null; told: string }> {
  const before = await look(bug, seed, seed);
  if (before.status !== 0) return before;
  const anew = await look(bug, 1, 500);
  console.log(`"${bug}" is not found by seed ${seed} any more: ${anew.told.slice(0, 100)}`);
  return anew;
}

describe("bugs that are planted into the product", { timeout: 280_000 }, () => {
  it.each(Object.entries(bugs))("%s: found within 500 seeds", async (bug, { seed, rule }) => {
    const { status, told } = await found(bug, seed);

    expect(told).toContain(rule);
    expect(status).toBe(1);
  });

  it.each(Object.entries(bugs))("%s: has one place", (_, { file, text }) => {
    const pieces = readFileSync(join(project, file), "utf8").split(text);

    expect(pieces.length).toBe(2);
  });

  it("are eight at least", () => {
    expect(Object.keys(bugs).length).toBeGreaterThanOrEqual(8);
  });
});
