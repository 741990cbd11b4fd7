import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { connection, contacts, desk, parsed, signIn } from "./salesforce-desk.ts";

const soql = "SELECT Id, LastName, Title, CreatedDate, Do_Not_Sync__c FROM Contact";
const day = 86_400_000;

type World = ReturnType<typeof desk>;

/** A job that was made, and how to look at it and at its results. */
function job(world: World, more: object = {}) {
  const made = parsed(world.ask("POST", "/jobs/query", { operation: "query", query: soql, ...more }));
  const path = `/jobs/query/${made.body.id}`;
  return {
    made,
    path,
    look: () => parsed(world.ask("GET", path)).body,
    results: (query = "") => world.ask("GET", `${path}/results${query}`, "", { accept: "text/csv" }),
  };
}

const lines = (body: string, delimiter = ",") => parse(body, { delimiter }) as readonly (readonly string[])[];
const people = (count: number) => Array.from({ length: count }, (_, at) => ({ LastName: `L${at}` }));

describe("a query job of Bulk API 2.0", () => {
  it("is queued, worked on and complete, as time goes by", () => {
    const world = desk();
    contacts(world.crm, people(3));
    const { made, look } = job(world, { columnDelimiter: "COMMA", lineEnding: "LF", contentType: "CSV" });

    const seen = [0, 1_000, 1_000].map((ms) => {
      world.clock.now += ms;
      const { state, numberRecordsProcessed } = look();
      return [state, numberRecordsProcessed];
    });
    world.clock.now += 1_000;
    const complete = look();

    expect(made.status).toBe(200);
    expect(made.body).toMatchObject({ id: expect.stringMatching(/^750\w{15}$/), object: "Contact", apiVersion: 62 });
    expect(seen).toEqual([
      ["UploadComplete", undefined],
      ["InProgress", undefined],
      ["InProgress", undefined],
    ]);
    expect(complete).toMatchObject({ state: "JobComplete", numberRecordsProcessed: 3, jobType: "V2Query" });
  });

  it("gives its rows in parts, each with the header, and says at the last that it is the last", () => {
    const world = desk();
    const ids = contacts(world.crm, people(5));
    const { results } = job(world);
    world.clock.now += 5_000;

    const parts = [results("?maxRecords=2")];
    while (parts.length < 9 && parts.at(-1)?.headers["sforce-locator"] !== "null")
      parts.push(results(`?maxRecords=2&locator=${parts.at(-1)?.headers["sforce-locator"]}`));

    expect(parts.map(({ headers }) => headers["sforce-numberofrecords"])).toEqual(["2", "2", "1"]);
    expect(parts.map(({ body }) => lines(body)[0]?.[0])).toEqual(["Id", "Id", "Id"]);
    expect(
      parts.flatMap(({ body }) =>
        lines(body)
          .slice(1)
          .map(([id]) => id),
      ),
    ).toEqual(ids);
    expect(new Set(parts.map(({ headers }) => headers["content-type"]))).toEqual(new Set(["text/csv"]));
  });

  it("writes quotes, line ends and nothing as CSV has them, and times with Z", () => {
    const world = desk();
    contacts(world.crm, [{ LastName: 'O"Neill,\r\nJr.' }]);
    const { results } = job(world);
    world.clock.now += 5_000;

    const { body } = results();

    expect(body).toContain('"O""Neill,\r\nJr.",""');
    expect(lines(body)[1]?.slice(1)).toEqual(['O"Neill,\r\nJr.', "", "2026-11-21T09:00:00.000Z", "false"]);
  });

  it.each([
    ["TAB", "CRLF", "\t", "\r\n"],
    ["PIPE", "LF", "|", "\n"],
    ["CARET", "CRLF", "^", "\r\n"],
  ])("parts columns by %s and lines by %s", (columnDelimiter, lineEnding, delimiter, end) => {
    const world = desk();
    contacts(world.crm, people(1));
    const { results } = job(world, { columnDelimiter, lineEnding });
    world.clock.now += 5_000;

    const { body } = results();

    expect(body.startsWith(`"Id"${delimiter}"LastName"`)).toBe(true);
    expect(body.endsWith(`"false"${end}`)).toBe(true);
    expect(lines(body, delimiter).length).toBe(2);
  });

  it("sees the records as of its making, and deleted ones only with queryAll", () => {
    const world = desk();
    const [first = ""] = contacts(world.crm, people(2));
    world.control("DELETE", `/salesforce/records/Contact/${first}`);
    const living = job(world);
    const all = job(world, { operation: "queryAll" });
    contacts(world.crm, people(1));
    world.clock.now += 5_000;

    const counts = [living, all].map((one) => one.look().numberRecordsProcessed);

    expect(counts).toEqual([1, 2]);
  });

  it("can be driven by jsforce", async () => {
    const world = desk();
    contacts(world.crm, people(1));
    const conn = connection(world);

    const made = await conn.request<{ id: string }>({
      method: "POST",
      url: "/services/data/v62.0/jobs/query",
      body: JSON.stringify({ operation: "query", query: soql }),
      headers: { "content-type": "application/json" },
    });
    world.clock.now += 5_000;
    const rows = await conn.request<readonly { LastName: string }[]>(
      `/services/data/v62.0/jobs/query/${made.id}/results`,
    );

    expect(rows.map((row) => row.LastName)).toEqual(["L0"]);
  });

  it("costs calls like any other request", () => {
    const world = desk();
    contacts(world.crm, people(1));
    const { look, results } = job(world);
    world.clock.now += 5_000;
    look();

    const { headers } = results();

    expect(headers["sforce-limit-info"]).toBe("api-usage=3/200000");
  });
});

describe("a query job is refused", () => {
  it.each([
    [{ operation: "insert" }, "INVALIDJOB"],
    [{ contentType: "JSON" }, "INVALIDJOB"],
    [{ columnDelimiter: "SPACE" }, "INVALIDJOB"],
    [{ lineEnding: "CR" }, "INVALIDJOB"],
    [{ query: "SELECT COUNT() FROM Contact" }, "API_ERROR"],
    [{ query: "SELECT Id FROM Contact OFFSET 2" }, "API_ERROR"],
    [{ query: "SELECT Id FROM Organization" }, "INVALIDENTITY"],
    [{ query: "SELECT Gone__c FROM Contact" }, "INVALID_FIELD"],
    [{ query: "SELECT Id FROM Nothing" }, "INVALID_TYPE"],
    [{ query: "SELECT" }, "MALFORMED_QUERY"],
    [{ query: null }, "MALFORMED_QUERY"],
  ])("%j: %s", (more, code) => {
    const world = desk();

    const { made } = job(world, more);

    expect([made.status, made.body[0].errorCode]).toEqual([400, code]);
  });

  it("when the jobs of the day are used up, until a day has gone by", () => {
    const world = desk();
    world.control("POST", "/faults", { service: "salesforce", fault: "bulk-limit", limit: 2 });

    const made = [1, 2, 3].map(() => job(world).made);
    const limits = parsed(world.ask("GET", "/limits")).body;
    world.clock.now += day;
    const token = signIn(world.crm, "main").token;
    const later = world.ask(
      "POST",
      "/jobs/query",
      { operation: "query", query: soql },
      { authorization: `Bearer ${token}` },
    );

    expect(made.map(({ status }) => status)).toEqual([200, 200, 400]);
    expect(made[2]?.body).toEqual([
      { errorCode: "LIMIT_EXCEEDED", message: "Max bulk v2 query jobs (2) per 24 hrs has been reached" },
    ]);
    expect(limits.DailyBulkV2QueryJobs).toEqual({ Max: 2, Remaining: 0 });
    expect(later.status).toBe(200);
  });
});

describe("the results are refused", () => {
  it("before the job is complete, and for a locator or a number that is none", () => {
    const world = desk();
    contacts(world.crm, people(1));
    const { results } = job(world);

    const early = parsed(results());
    world.clock.now += 5_000;
    const wrong = parsed(results("?locator=nowhere"));
    const none = parsed(results("?maxRecords=0"));

    expect([early, wrong, none].map(({ status, body }) => [status, body[0].errorCode])).toEqual([
      [400, "INVALIDJOBSTATE"],
      [400, "INVALID_QUERY_LOCATOR"],
      [400, "INVALIDJOB"],
    ]);
  });

  it("of a job that failed, was aborted or deleted, is another org's or is older than seven days", () => {
    const world = desk();
    contacts(world.crm, people(1));
    world.control("POST", "/faults", { service: "salesforce", fault: "bulk-fail", times: 1 });
    const failed = job(world);
    const aborted = job(world);
    const deleted = job(world);
    const old = job(world);
    const abort = parsed(world.ask("PATCH", aborted.path, { state: "Aborted" }));
    const tooEarly = parsed(world.ask("DELETE", deleted.path));
    world.clock.now += 5_000;
    const other = { authorization: `Bearer ${signIn(world.crm, "other").token}` };

    const foreign = world.ask("GET", old.path, "", other);
    const before = old.results();
    const again = parsed(world.ask("PATCH", aborted.path, { state: "Aborted" }));
    const gone = world.ask("DELETE", deleted.path);
    const states = [failed, aborted].map((one) => [one.look().state, parsed(one.results()).body[0].errorCode]);
    const afterwards = [deleted.results().status];
    world.clock.now += 7 * day;
    const late = world.ask("GET", `${old.path}/results`, "", {
      authorization: `Bearer ${signIn(world.crm, "main").token}`,
    });

    expect([abort.body.state, tooEarly.body[0].errorCode]).toEqual(["Aborted", "INVALIDJOBSTATE"]);
    expect([foreign.status, before.status, again.body[0].errorCode, gone.status]).toEqual([
      404,
      200,
      "INVALIDJOBSTATE",
      204,
    ]);
    expect(states).toEqual([
      ["Failed", "INVALIDJOBSTATE"],
      ["Aborted", "INVALIDJOBSTATE"],
    ]);
    expect([...afterwards, late.status]).toEqual([404, 404]);
  });
});
