import { describe, expect, it } from "vitest";
import { BULK } from "../../../engine/providers/salesforce/bulk.ts";
import fc from "../../fakes/property.ts";
import { altered, byId, fieldsOf, ids, jobs, never, org, people } from "./salesforce-bulk-org.ts";

const day = 86_400_000;

describe("a large backfill as a Bulk job", () => {
  it.each([
    ["Account", fieldsOf("account", "Industry", "Do_Not_Sync__c")],
    ["Contact", fieldsOf("contact", "LeadSource", "Do_Not_Sync__c", "CreatedDate", "MasterRecordId")],
    ["Opportunity", fieldsOf("deal", "Do_Not_Sync__c", "LastModifiedDate")],
    ["Lead", fieldsOf("lead", "IsConverted", "ConvertedContactId", "ConvertedDate")],
  ])("gives of every %s what REST gives, and ends at the same place", async (type, fields) => {
    const world = org({ records: "world" });
    const rules = { from: 1, most: 1_500 };

    const bulk = await world.backfill(null, { type, fields, rules });
    const rest = await world.backfill(null, { type, fields, rules: never });

    expect(byId(bulk)).toEqual(byId(rest));
    expect(ids(bulk)).toEqual(ids(rest));
    expect(bulk.at(-1)).toMatchObject({ cursor: rest.at(-1)?.cursor, more: false, total: ids(rest).length });
    expect(jobs(world.paths).length).toBeGreaterThan(2);
  });

  it("brings any text and any number through CSV unharmed", async () => {
    const hostile = fc.string({
      unit: fc.oneof(
        fc.constantFrom('"', ",", "\n", "\r", "\r\n", " ", "\t", "\uFEFF", "\0", "'", "#N/A"),
        fc.string(),
      ),
      minLength: 1,
    });
    const text = fc.option(
      hostile.filter((one) => one !== ""),
      { nil: null },
    );
    const number = fc.option(fc.double({ noDefaultInfinity: true, noNaN: true }), { nil: null });
    const row = fc.record({ Name: text, StageName: text, Amount: number, Do_Not_Sync__c: fc.boolean() });
    const asked = { type: "Opportunity", fields: ["Name", "StageName", "Amount", "Do_Not_Sync__c"] } as const;

    const result = await fc.check(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 12 }), async (rows) => {
        const world = org();
        world.load("Opportunity", rows);
        const bulk = await world.backfill(null, { ...asked, rules: { from: 1, most: 5 } });
        const rest = await world.backfill(null, { ...asked, rules: never });
        expect(byId(bulk)).toEqual(byId(rest));
        expect(jobs(world.paths).length).toBeGreaterThan(2);
      }),
      { numRuns: 150, seed: 6 },
    );

    expect(result.counterexample).toBeNull();
  });

  it("takes far fewer calls: 17 instead of 53 for 100,000 records", async () => {
    const world = org();
    world.load("Contact", people(100_000));

    const bulk = await world.backfill(null, { rules: BULK });
    const calls = world.paths.splice(0).length;
    await world.backfill(null, { rules: never });

    expect(new Set(ids(bulk)).size).toBe(100_000);
    expect(Math.max(...bulk.map(({ records }) => records.length))).toBe(10_000);
    expect([calls, world.paths.length]).toEqual([17, 53]);
  });

  it("is for large objects only: below the threshold REST reads as ever", async () => {
    const world = org();
    world.load("Contact", people(39));

    const [page] = await world.backfill(null, { rules: { from: 40, most: 40 } });

    expect(page?.records.length).toBe(39);
    expect(page?.waitMs).toBeUndefined();
    expect(world.paths.length).toBe(3);
    expect(BULK.from).toBe(50_000);
  });

  it("asks nothing while it waits, and looks the more rarely the longer it takes", async () => {
    const world = org();
    world.load("Contact", people(50));
    const asked = { between: altered("/jobs/query/", (body) => body.replace("JobComplete", "InProgress")) };
    const first = await world.step(null, asked);
    const before = world.paths.length;

    const again = await world.step(first.cursor, asked);
    const idle = world.paths.length - before;
    let page = first;
    while (world.clock.now < Date.UTC(2026, 10, 21, 11, 0, 0)) {
      page = await world.step(page.cursor, asked);
      world.clock.now += page.waitMs ?? 0;
    }

    expect(first).toMatchObject({ records: [], more: true, waitMs: 5_000, total: 50 });
    expect([again.waitMs, again.cursor, idle]).toEqual([5_000, first.cursor, 0]);
    expect(world.paths.length).toBeLessThan(80);
  });

  it("is looked at when the clock was put back", async () => {
    const world = org();
    world.load("Contact", people(50));
    const { cursor } = await world.step(null);
    world.clock.now -= day;
    const before = world.paths.length;

    await world.step(cursor);

    expect(world.paths.slice(before).length).toBe(1);
  });

  it("goes on at the part that was not stored: a part read twice is the same part", async () => {
    const world = org();
    const loaded = world.load("Contact", people(100));
    const { cursor, waitMs = 0 } = await world.step(null);
    world.clock.now += waitMs;
    const first = await world.step(cursor);

    const lost = await world.step(first.cursor);
    const rest = await world.backfill(first.cursor);

    expect(lost.records).toEqual(rest[0]?.records);
    expect([...ids([first]), ...ids(rest)].sort()).toEqual([...loaded].sort());
  });

  it("leaves to the polls what changes while it runs: nothing is missed (B29)", async () => {
    const world = org();
    const [edited = "", deleted = "", kept = ""] = world.load("Contact", people(60));
    const first = await world.step(null);
    world.clock.now += 2_000;
    world.control("PATCH", `/salesforce/records/Contact/${edited}`, { fields: { Email: "new@x.test" } });
    world.control("DELETE", `/salesforce/records/Contact/${deleted}`);
    world.clock.now += 8_000;

    const pages = await world.backfill(first.cursor);
    const poll = await world.step(pages.at(-1)?.cursor ?? null);

    expect(ids(pages)).toContain(kept);
    expect(poll.phase).toBe("incremental");
    expect(byId([poll])[edited]).toMatchObject({ fields: { Email: "new@x.test" } });
    expect(poll.gone.map(({ externalId }) => externalId)).toEqual([deleted]);
  });
});
