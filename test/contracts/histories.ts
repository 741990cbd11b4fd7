import { describe, expect, it } from "vitest";
import fc from "../fakes/property.ts";
import { wrongs } from "./histories-oracle.ts";
import { act, type Deeds, type Step } from "./histories-steps.ts";
import { historyWorld, type Rule } from "./histories-world.ts";

const index = fc.nat({ max: 8 });
const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant("create" as const), at: index }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("twins" as const) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("edit" as const),
      at: index,
      who: index,
      field: fc.constantFrom("phone" as const, "title" as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom("leave" as const, "delete" as const, "restore" as const),
      at: index,
      who: index,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("decide" as const),
      side: fc.constantFrom("here" as const, "there" as const),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("look" as const),
      blow: fc.constantFrom("none" as const, "none" as const, "lost answer", "dies at request", "dies at commit"),
      after: fc.nat({ max: 12 }),
    }),
  },
);

const rules: fc.Arbitrary<Rule> = fc.record({
  crms: fc.constantFrom(
    ["salesforce", "hubspot"] as const,
    ["salesforce", "pipedrive"] as const,
    ["hubspot", "pipedrive"] as const,
  ),
  conflict: fc.constantFrom("newest", "ours", "theirs", "ask"),
  direction: fc.constantFrom("both", "inbound", "outbound"),
  behaviour: fc.constantFrom("overwrite", "fill"),
  deletes: fc.constantFrom("never", "inbound", "outbound", "both"),
});

type Sabotage = (world: Awaited<ReturnType<typeof historyWorld>>) => Promise<void>;

/**
 * Lives one history to its end and lets all come to rest; answers what is wrong then by the rule that it was to be lived
 * under. `sabotage` comes after the rest.
 */
async function live(rule: Rule, history: readonly Step[], address: string, sabotage?: Sabotage, meant: Rule = rule) {
  const world = await historyWorld(rule, address);
  try {
    const deeds: Deeds = { people: [] };
    for (const [n, step] of history.entries()) await act(world, deeds, step, n);
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
      const history = fc.array(steps, { minLength: 12, maxLength: 40 });

      await fc.assert(
        fc.asyncProperty(rules, history, async (rule, all) => {
          expect(await live(rule, all, await address())).toEqual([]);
        }),
        { numRuns, endOnFailure: process.env.HISTORIES === undefined },
      );
    }, 600_000);

    describe("can fail", () => {
      const rule: Rule = {
        crms: ["salesforce", "hubspot"],
        conflict: "newest",
        direction: "both",
        behaviour: "overwrite",
        deletes: "never",
      };
      const look: Step = { do: "look", blow: "none", after: 0 };
      const history: Step[] = [
        { do: "create", at: 0 },
        look,
        look,
        look,
        { do: "edit", at: 0, who: 0, field: "title" },
        { do: "edit", at: 2, who: 0, field: "phone" },
      ];

      it("at a record that was made twice, and at a value that was lost", async () => {
        const doubled = await live(rule, history, await address(), async ({ own }) => {
          own.create("hubspot", "contacts", { firstname: "Ann", lastname: "Key0", email: "other@x.test" });
        });
        const forgotten = await live(rule, history, await address(), async ({ own }) => {
          const [row] = own.list("hubspot", "contacts").records;
          own.edit("hubspot", "contacts", row?.id ?? "", { jobtitle: "Old" });
        });

        expect(doubled).toContain("Key0 is 2 records in hubspot");
        expect(forgotten.join("; ")).toContain("hubspot has not Head 4 of salesforce");
      });

      it("at a field that travels where its rule says that it does not, and at one that does not travel", async () => {
        const inbound: Rule = { ...rule, direction: "inbound" };

        const spoken = await live(rule, history, await address(), undefined, inbound);
        const silent = await live(inbound, history, await address(), undefined, rule);

        expect(spoken.join("; ")).toContain("hubspot has +49 30 100005 of here, against the rule");
        expect(silent.join("; ")).toContain("hubspot has not +49 30 100005 of here");
      });
    });
  });
}
