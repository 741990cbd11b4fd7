import { describe, expect, it } from "vitest";
import fc from "../fakes/property.ts";
import { histories, rules } from "./histories-drawn.ts";
import { wrongs } from "./histories-oracle.ts";
import type { Deeds } from "./histories-people.ts";
import type { Rule } from "./histories-rules.ts";
import { act, type Step } from "./histories-steps.ts";
import { historyWorld } from "./histories-world.ts";

type Sabotage = (world: Awaited<ReturnType<typeof historyWorld>>) => Promise<void>;

/**
 * Lives one history to its end and lets all come to rest; answers what is wrong then by the rule that it was to be lived
 * under. `sabotage` comes after the rest.
 */
export async function live(
  rule: Rule,
  history: readonly Step[],
  address: string,
  sabotage?: Sabotage,
  meant: Rule = rule,
) {
  const world = await historyWorld(rule, address);
  try {
    const deeds: Deeds = { people: [], companies: [] };
    for (const [n, step] of history.entries()) await act(world, deeds, step, n);
    for (const crm of rule.crms) await world.turn(crm, "on");
    await world.pass(10);
    await world.pass(4, 60_000);
    await sabotage?.(world);
    return await wrongs({ ...world, rule: meant }, deeds);
  } finally {
    await world.close();
  }
}

/** Random histories of both sides, with crashes in between, on one kind of database: `HISTORIES=500` lives more of them. */
export function historiesSuite(dialect: string, address: () => Promise<string>, runs: number): void {
  const numRuns = Number(process.env.HISTORIES ?? runs);

  describe(`histories of both sides on ${dialect}`, () => {
    it("all sides converge, no write is lost, no create doubled, and each number closes (B25, B27, B34, E17)", async () => {
      await fc.assert(
        fc.asyncProperty(rules, histories, async (rule, all) => {
          expect(await live(rule, all, await address())).toEqual([]);
        }),
        { numRuns, endOnFailure: process.env.HISTORIES === undefined },
      );
    }, 600_000);
  });
}
