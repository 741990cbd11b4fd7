import { describe, expect, it } from "vitest";
import { troubleIn } from "../../contracts/writes.ts";
import { altered, ids, jobs, org, people } from "./salesforce-bulk-org.ts";

const day = 86_400_000;

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

  it("parts that are spoilt once each are not given up", async () => {
    const world = org();
    const loaded = world.load("Contact", people(100));
    let answers = 0;
    const everyOther = altered("/results", (body) => {
      answers += 1;
      return answers % 2 === 1 ? "" : body;
    });

    const pages = await world.backfill(null, { between: everyOther });

    expect(answers).toBe(6);
    expect(pages.some(({ anew }) => anew)).toBe(false);
    expect(ids(pages)).toEqual([...loaded].sort());
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

  const limit = (words: string) => `[{"message":"${words}","errorCode":"REQUEST_LIMIT_EXCEEDED"}]`;
  const refusals: readonly (readonly [number, string, string])[] = [
    [401, '[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]', "AUTH_TOKEN_EXPIRED"],
    [403, limit("TotalRequests Limit exceeded."), "LIMIT_DAILY"],
    [403, limit("ConcurrentPerOrgLongTxn Limit exceeded."), "LIMIT_CONCURRENT"],
    [429, "", "LIMIT_BURST"],
    [403, "<html>Blocked by the firewall</html>", "NET_BLOCKED"],
    [408, "", "PROVIDER_TIMEOUT"],
  ];

  it.each(refusals)("an answer with %i in between costs no job: %s", async (status, body, reason) => {
    const world = org();
    world.load("Contact", people(60));
    const { cursor } = await world.step(null);
    world.clock.now += 60_000;

    const refusing = world.step(cursor, {
      between: (request) => async (asked) =>
        asked.url.includes("/results") ? { status, headers: {}, body } : request(asked),
    });
    const trouble = await troubleIn(refusing);

    expect(trouble).toMatchObject({ reason, status, unsure: false });
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
