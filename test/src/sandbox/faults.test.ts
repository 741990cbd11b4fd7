import { describe, expect, it } from "vitest";
import { contacts, desk, parsed, signIn, start } from "./salesforce-desk.ts";

const put = (world: ReturnType<typeof desk>, fault: object) =>
  parsed(world.control("POST", "/faults", { service: "salesforce", ...fault }));

describe("faults", () => {
  it("strike as often as asked and are over", () => {
    const world = desk();
    const { status } = put(world, { fault: "outage", times: 2 });

    const answers = [1, 2, 3].map(() => world.ask("GET", "/limits"));

    expect(status).toBe(201);
    expect(answers.map((answer) => answer.status)).toEqual([503, 503, 200]);
    expect(JSON.parse(answers[0]?.body ?? "")[0].errorCode).toBe("SERVER_UNAVAILABLE");
  });

  it("last as long as asked, or until they are deleted", () => {
    const world = desk();
    put(world, { fault: "html-error", forMs: 1_000 });
    const { body } = put(world, { fault: "slow", ms: 700 });

    const during = world.ask("GET", "/limits");
    world.clock.now = start + 1_000;
    const after = world.ask("GET", "/limits");
    world.control("DELETE", `/faults?id=${body.id}`);
    const last = world.ask("GET", "/limits");

    expect([during.status, during.headers["content-type"], during.delayMs]).toEqual([
      502,
      "text/html; charset=UTF-8",
      700,
    ]);
    expect([after.status, after.delayMs]).toEqual([200, 700]);
    expect(last.delayMs).toBeUndefined();
  });

  it("touch only the account that is named", () => {
    const world = desk();
    const other = signIn(world.crm, "other").token;
    put(world, { fault: "outage", account: "other" });

    const main = world.ask("GET", "/limits");
    const hit = world.ask("GET", "/limits", "", { authorization: `Bearer ${other}` });

    expect([main.status, hit.status]).toEqual([200, 503]);
  });

  it("drop the answer of a write only, after the work is done", () => {
    const world = desk();
    put(world, { fault: "drop-answer", times: 1 });

    const read = world.ask("GET", "/limits");
    const write = world.ask("POST", "/sobjects/Contact", { LastName: "Kept" });
    const list = parsed(world.control("GET", "/salesforce/records/Contact"));

    expect([read.drop, write.drop]).toEqual([undefined, true]);
    expect(list.body.total).toBe(1);
  });

  it("say yes and store nothing", () => {
    const world = desk();
    put(world, { fault: "lose-write", times: 1 });

    const lost = parsed(world.ask("POST", "/sobjects/Contact", { LastName: "Lost" }));
    const read = parsed(world.ask("GET", `/sobjects/Contact/${lost.body.id}`));

    expect(lost.status).toBe(201);
    expect(read.status).toBe(404);
  });

  it("cut an answer in the middle", () => {
    const world = desk();
    put(world, { fault: "garbage", times: 1 });

    const answer = world.ask("GET", "/limits");

    expect(answer.status).toBe(200);
    expect(() => JSON.parse(answer.body)).toThrow();
  });

  it("use up the daily limit, and tell so in the header and the quota", () => {
    const world = desk();
    put(world, { fault: "daily-limit", used: 4, limit: 5 });

    const last = world.ask("GET", "/limits");
    const refused = parsed(world.ask("GET", "/limits"));
    const calls = parsed(world.control("GET", "/calls?service=salesforce"));

    expect(last.headers["sforce-limit-info"]).toBe("api-usage=5/5");
    expect(refused).toEqual({
      status: 403,
      body: [{ message: "TotalRequests Limit exceeded.", errorCode: "REQUEST_LIMIT_EXCEEDED" }],
    });
    expect(calls.body.refused429).toBe(1);
    expect(calls.body.quota).toEqual({ burst: null, daily: { used: 5, limit: 5, resetAt: null } });
  });

  it("narrow the burst window, which slides", () => {
    const world = desk();
    put(world, { fault: "burst-limit", limit: 2, windowMs: 1_000 });
    const at = (ms: number) => {
      world.clock.now = start + ms;
      return world.ask("GET", "/limits").status;
    };

    const statuses = [at(0), at(500), at(900), at(1_000), at(1_400), at(1_500)];

    expect(statuses).toEqual([200, 200, 403, 200, 403, 200]);
  });

  it("expire access tokens but not grants", () => {
    const world = desk();
    put(world, { fault: "expire-token" });

    const refused = world.ask("GET", "/limits");
    const renewed = world.ask("GET", "/limits", "", { authorization: `Bearer ${signIn(world.crm, "main").token}` });

    expect([refused.status, renewed.status]).toEqual([401, 200]);
    expect(world.crm.oauth.grants.size).toBe(2);
  });

  it.each([
    [{ service: "nobody", fault: "outage" }, "known: salesforce"],
    [{ service: "salesforce", fault: "outrage" }, "salesforce knows: outage, slow"],
    [{ service: "salesforce", fault: "slow" }, "missing: ms"],
    [{ service: "salesforce", fault: "slow", ms: "long" }, "ms must be a number"],
    [{ service: "salesforce", fault: "outage", acount: "main" }, "unknown parameter acount"],
    [{ service: "salesforce", fault: "outage", account: "third" }, "known: main, other"],
    [{ service: "salesforce", fault: "outage", times: 0 }, "times must be a whole number"],
    ["nonsense", "the body must be a JSON object"],
  ])("are refused when malformed: %j", (body, words) => {
    const refused = parsed(desk().control("POST", "/faults", body));

    expect(refused.status).toBe(400);
    expect(refused.body.error).toContain(words);
  });
});

describe("the log of calls", () => {
  it("goes on after a number and holds no control call", () => {
    const world = desk();
    contacts(world.crm, [{ LastName: "A" }]);
    world.ask("GET", "/limits");
    world.control("GET", "/salesforce/records/Contact");
    world.ask("GET", `/query?q=${encodeURIComponent("SELECT Id FROM Contact")}`);

    const { body } = parsed(world.control("GET", "/calls?service=salesforce&since=1"));

    expect(body.calls).toEqual([
      {
        seq: 2,
        at: start,
        method: "GET",
        path: "/services/data/v62.0/query?q=SELECT%20Id%20FROM%20Contact",
        status: 200,
        records: 1,
      },
    ]);
  });
});
