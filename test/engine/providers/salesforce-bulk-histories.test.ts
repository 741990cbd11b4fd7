import { expect, it } from "vitest";
import { CrmError, type Cursor, type Page } from "../../../engine/provider.ts";
import fc from "../../fakes/property.ts";
import { org, people } from "./salesforce-bulk-org.ts";

type Org = ReturnType<typeof org>;

/** What may happen between two steps of a backfill; `at` picks the record. */
const events: Readonly<Record<string, (world: Org, at: string, cursor: Cursor | null) => void>> = {
  nothing: () => {},
  edit: (world, at) =>
    world.control("PATCH", `/salesforce/records/Contact/${at}`, { fields: { Email: `e${world.clock.now}@x.test` } }),
  delete: (world, at) => world.control("DELETE", `/salesforce/records/Contact/${at}`),
  create: (world) => world.control("POST", "/salesforce/records/Contact", { fields: { LastName: "New" } }),
  forget: (world) => world.fault("expire-jobs"),
  abort: (world, _, cursor) => world.ask("PATCH", `/jobs/query/${String(cursor?.job)}`, { state: "Aborted" }),
  spoil: (world) => world.fault("garbage", { path: "/results", times: 2 }),
  down: (world) => world.fault("outage", { times: 2 }),
  full: (world) => world.fault("bulk-limit", { forMs: 20_000 }),
  fail: (world) => world.fault("bulk-fail", { forMs: 20_000 }),
  age: (world) => {
    world.clock.now += 7 * 86_400_000;
    world.signInAgain();
  },
};

const moment = fc.record({
  event: fc.constantFrom(...Object.keys(events)),
  at: fc.nat({ max: 99 }),
  waitMs: fc.constantFrom(0, 1_000, 7_000, 60_000),
  /** The process dies before the page is stored. */
  dies: fc.boolean(),
});

/** Reads the org through these moments, then until all is quiet: what we then hold, and what the org holds. */
async function heldAfter(moments: readonly (typeof moment extends fc.Arbitrary<infer T> ? T : never)[]) {
  const world = org();
  const first = world.load("Contact", people(100));
  const held = new Map<string, unknown>();
  let cursor: Cursor | null = null;
  const step = async (stored: boolean): Promise<boolean> => {
    const page = await world.step(cursor).catch((error: unknown) => {
      if (error instanceof CrmError) return null;
      throw error;
    });
    if (page === null || !stored) return true;
    take(held, page);
    cursor = page.cursor;
    return page.more || page.phase === "backfill";
  };

  for (const { event, at, waitMs, dies } of moments) {
    await step(!dies);
    events[event]?.(world, first[at] ?? "", cursor);
    world.clock.now += waitMs;
  }
  let steps = 0;
  for (let polls = 0; polls < 4; polls += (await step(true)) ? 0 : 1) {
    world.clock.now += 30_000;
    steps += 1;
    if (steps > 200) throw new Error("it does not end");
  }
  const rows = world.crm.accounts.get("main")?.tables.get("Contact")?.latest.values() ?? [];
  const living = [...rows].filter((row) => !row.deleted);
  return {
    ours: Object.fromEntries([...held].sort(([a], [b]) => (a < b ? -1 : 1))),
    theirs: Object.fromEntries(living.map((row) => [row.id, row.fields.Email ?? null])),
  };
}

function take(held: Map<string, unknown>, { records, gone }: Page): void {
  for (const { externalId, fields } of records) held.set(externalId, fields.Email ?? null);
  for (const { externalId } of gone) held.delete(externalId);
}

it("ends with what the org holds, whatever becomes of the job and of us, in 300 histories (B29)", async () => {
  const histories = fc.array(moment, { minLength: 1, maxLength: 10 });

  const result = await fc.check(
    fc.asyncProperty(histories, async (moments) => {
      const { ours, theirs } = await heldAfter(moments);
      expect(ours).toEqual(theirs);
    }),
    { numRuns: 300, seed: 8 },
  );

  expect(result.counterexample).toBeNull();
  expect(result.numRuns).toBe(300);
});
