import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Request } from "../../../engine/provider.ts";
import { BULK } from "../../../engine/providers/salesforce/bulk.ts";
import { troubleIn } from "../../contracts/writes.ts";
import { byId, fieldsOf, ids, jobs, never, org, people } from "./salesforce-bulk-org.ts";

const day = 86_400_000;

/** Answers to a request whose path holds `part`, changed on their way. */
const altered =
  (part: string, change: (body: string) => string) =>
  (request: Request): Request =>
  async (asked) => {
    const answer = await request(asked);
    return asked.url.includes(part) ? { ...answer, body: change(answer.body) } : answer;
  };

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

describe("where Bulk does not do it, REST does", () => {
  it.each([
    ["no job is left today (LIMIT_BULK)", "bulk-limit"],
    ["the job fails", "bulk-fail"],
  ])("%s: every record comes once", async (_, fault) => {
    const world = org();
    const loaded = world.load("Contact", people(60));
    world.fault(fault);

    const pages = await world.backfill();

    expect(ids(pages)).toEqual([...loaded].sort());
    expect(pages.some(({ anew }) => anew)).toBe(false);
  });

  it("a refused job costs no page and no wait", async () => {
    const world = org();
    world.load("Contact", people(60));
    world.fault("bulk-limit");

    const page = await world.step(null);

    expect(page).toMatchObject({ more: false, total: 60 });
    expect(page.waitMs).toBeUndefined();
    expect(jobs(world.paths)).toEqual(["POST /jobs/query"]);
  });

  it.each([["a path to another object", "Account.Name"]])("%s is not asked of Bulk", async (_, field) => {
    const world = org();
    world.load("Contact", people(60));

    await world.step(null, { fields: ["LastName", field] });

    expect(jobs(world.paths)).toEqual([]);
  });

  it("somebody aborts the job", async () => {
    const world = org();
    const loaded = world.load("Contact", people(60));
    const { cursor } = await world.step(null);
    world.ask("PATCH", `/jobs/query/${String(cursor.job)}`, { state: "Aborted" });

    const pages = await world.backfill(cursor);

    expect(ids(pages)).toEqual([...loaded].sort());
  });

  it("the job does not end within two hours: it is aborted", async () => {
    const world = org();
    const loaded = world.load("Contact", people(60));
    const hangs = altered("/jobs/query/", (body) => body.replace("JobComplete", "InProgress"));

    const pages = await world.backfill(null, { between: hangs });

    expect(ids(pages)).toEqual([...loaded].sort());
    expect(jobs(world.paths).at(-1)).toMatch(/^PATCH/);
    expect(pages.length).toBeLessThan(150);
  });

  const lost: readonly (readonly [string, (world: ReturnType<typeof org>) => void])[] = [
    ["is forgotten (404)", (world) => world.fault("expire-jobs")],
    [
      "is older than seven days",
      (world) => {
        world.clock.now += 7 * day;
        world.signInAgain();
      },
    ],
  ];

  it.each(lost)("the job %s between two parts: it is begun again, and said so", async (_, lose) => {
    const world = org();
    const loaded = world.load("Contact", people(100));
    const { cursor, waitMs = 0 } = await world.step(null);
    world.clock.now += waitMs;
    const first = await world.step(cursor);
    lose(world);

    const pages = await world.backfill(first.cursor);

    expect(first.records.length).toBe(40);
    expect(pages.map(({ anew }) => anew ?? false)).toEqual([true]);
    expect(ids(pages)).toEqual([...loaded].sort());
  });

  it("the place in the results is not known any more", async () => {
    const world = org();
    const loaded = world.load("Contact", people(100));
    const { cursor, waitMs = 0 } = await world.step(null);
    world.clock.now += waitMs;
    const first = await world.step(cursor);

    const pages = await world.backfill({ ...first.cursor, locator: "elsewhere" });

    expect(pages[0]?.anew).toBe(true);
    expect(ids(pages)).toEqual([...loaded].sort());
  });

  it("a field was mapped meanwhile: it is never read as empty", async () => {
    const world = org();
    world.load("Contact", [...people(99), { LastName: "Last", Title: "Ing." }]);
    const { cursor, waitMs = 0 } = await world.step(null);
    world.clock.now += waitMs;
    const first = await world.step(cursor);

    const pages = await world.backfill(first.cursor, { fields: ["LastName", "Email", "Title"] });

    expect(pages[0]?.anew).toBe(true);
    expect(pages.flatMap(({ records }) => records.filter(({ fields }) => fields.Title === "Ing.")).length).toBe(1);
  });

  const spoilt: readonly (readonly [string, (body: string) => string])[] = [
    ["cut off within a field", (body) => body.slice(0, body.length / 2)],
    ["cut off at the end of a line", (body) => `${body.split("\n").slice(0, -3).join("\n")}\n`],
    ["a web page", () => "<!DOCTYPE html><html></html>"],
    ["nothing", () => ""],
  ];

  it.each(spoilt)("a part that is %s is asked again, and given up after three times", async (_, spoil) => {
    const world = org();
    const loaded = world.load("Contact", people(100));
    let left = 2;
    const twice = altered("/results", (body) => (left-- > 0 ? spoil(body) : body));

    const mended = await world.backfill(null, { between: twice });
    const given = await world.backfill(null, { between: altered("/results", spoil) });

    expect(ids(mended)).toEqual([...loaded].sort());
    expect(mended.filter(({ records }) => records.length > 0).map(({ records }) => records.length)).toEqual([
      40, 40, 20,
    ]);
    expect(ids(given)).toEqual([...loaded].sort());
    expect(given.filter(({ records }) => records.length > 0).length).toBe(1);
  });

  it("fewer rows came than the job found", async () => {
    const world = org();
    const loaded = world.load("Contact", people(60));
    const more = altered("/jobs/query/", (body) =>
      body.replace(/"numberRecordsProcessed":60/, '"numberRecordsProcessed":61'),
    );

    const pages = await world.backfill(null, { between: more });

    expect(pages.at(-1)).toMatchObject({ anew: true, more: false });
    expect(ids(pages.slice(-1))).toEqual([...loaded].sort());
  });
});

describe("trouble that is not the job's", () => {
  it.each([
    ["daily-limit", { used: 10, limit: 10 }, "LIMIT_DAILY"],
    ["concurrent-limit", { limit: 0 }, "LIMIT_CONCURRENT"],
    ["outage", {}, "PROVIDER_DOWN"],
    ["html-error", {}, "PROVIDER_DOWN"],
    ["garbage", {}, "DATA_MALFORMED"],
    ["expire-token", {}, "AUTH_TOKEN_EXPIRED"],
  ])("%s is told, and the job goes on afterwards", async (fault, more, reason) => {
    const world = org();
    const loaded = world.load("Contact", people(60));
    const { cursor } = await world.step(null);
    world.clock.now += 60_000;
    world.fault(fault, { ...more, forMs: 10_000 });

    const trouble = await troubleIn(world.step(cursor));
    world.clock.now += 10_000;
    world.signInAgain();
    const pages = await world.backfill(cursor);

    expect(trouble?.reason).toBe(reason);
    expect(ids(pages)).toEqual([...loaded].sort());
    expect(jobs(world.paths).filter((path) => path.startsWith("POST")).length).toBe(1);
  });

  it("a job whose answer was lost is made once more: no record is unsure of it", async () => {
    const world = org();
    const loaded = world.load("Contact", people(60));
    world.fault("drop-answer", { times: 1 });

    const trouble = await troubleIn(world.step(null));
    const pages = await world.backfill();

    expect(trouble).toMatchObject({ reason: "PROVIDER_TIMEOUT", unsure: false });
    expect(ids(pages)).toEqual([...loaded].sort());
  });
});
