import { expect, it } from "vitest";
import { pipedrive } from "./pipedrive-company.ts";

const persons = "/api/v2/persons";

it("lets as many requests through in two seconds as the plan allows apps", () => {
  const pipe = pipedrive({ plan: "lite" });

  const first = Array.from({ length: 80 }, () => pipe.call("GET", `${persons}/1`).status);
  const over = pipe.call("GET", persons);
  pipe.clock.ms += 2001;
  const later = pipe.call("GET", persons);

  expect(new Set(first)).toEqual(new Set([404]));
  expect(over.status).toBe(429);
  expect(over.body).toMatchObject({ success: false, error: "Rate limit exceeded", errorCode: 429 });
  expect(over.headers).toMatchObject({
    "x-ratelimit-limit": "80",
    "x-ratelimit-remaining": "0",
    "x-ratelimit-reset": "2",
  });
  expect(later.status).toBe(200);
});

it("takes ten searches in two seconds on every plan", () => {
  const pipe = pipedrive({ plan: "ultimate" });
  const search = () => pipe.call("GET", `${persons}/search?term=ann`).status;

  const got = Array.from({ length: 11 }, search);

  expect(got).toEqual([...Array.from({ length: 10 }, () => 200), 429]);
  expect(pipe.call("GET", persons).status).toBe(200);
});

it("takes the price of each call from the company's tokens of the day", () => {
  const pipe = pipedrive({ plan: "growth", seats: 1 });
  const left = (method: string, path: string, body?: unknown) =>
    Number(pipe.call(method, path, body).headers["x-daily-ratelimit-token-remaining"]);

  const calls = [
    left("GET", persons),
    left("POST", persons, { name: "A" }),
    left("GET", `${persons}/1`),
    left("PATCH", `${persons}/1`, { name: "B" }),
    left("DELETE", `${persons}/1`),
    left("GET", `${persons}/search?term=ann`),
    left("GET", "/api/v1/leads"),
    left("GET", "/api/v1/users/me"),
  ];

  const prices = calls.map((tokens, i) => (i === 0 ? 60_000 : (calls[i - 1] ?? 0)) - tokens);
  expect(prices).toEqual([10, 5, 1, 5, 3, 20, 20, 2]);
});

it("refuses every call of the company once the day's tokens are spent, until midnight", () => {
  const pipe = pipedrive();
  pipe.fault("daily-limit", { used: 59_995, limit: 60_000, account: "main" });
  const [main, second] = [pipe.access.token, pipe.grantOf("main").token];

  const last = pipe.call("GET", persons, undefined, main);
  const over = pipe.call("GET", persons, undefined, second);
  const other = pipe.call("GET", persons, undefined, pipe.grantOf("other").token);
  pipe.clock.ms = Date.UTC(2026, 10, 21);
  const tomorrow = pipe.call("GET", persons, undefined, pipe.grantOf("main").token);

  expect([last.status, over.status, other.status, tomorrow.status]).toEqual([200, 429, 200, 200]);
  expect(over.headers["x-daily-ratelimit-token-remaining"]).toBe("0");
  expect(other.headers["x-daily-ratelimit-token-limit"]).toBe("600000");
});

it("may leave the daily headers out", () => {
  const pipe = pipedrive();
  pipe.fault("hide-daily-headers");

  const { headers } = pipe.call("GET", persons);

  expect(headers["x-daily-ratelimit-token-limit"]).toBeUndefined();
  expect(headers["x-ratelimit-limit"]).toBe("160");
});

it("shuts the door with a page for those who go on through twenty 429s", () => {
  const pipe = pipedrive();
  pipe.fault("burst-limit", { limit: 0 });

  const ignored = Array.from({ length: 20 }, () => pipe.call("GET", persons).status);
  const shut = pipe.call("GET", persons);
  pipe.board.faults = [];
  const still = pipe.call("GET", persons);
  pipe.clock.ms += 60_000;
  const open = pipe.call("GET", persons);

  expect(new Set(ignored)).toEqual(new Set([429]));
  expect([shut.status, still.status, open.status]).toEqual([403, 403, 200]);
  expect(shut.headers["content-type"]).toContain("text/html");
  expect(shut.text).toContain("Cloudflare");
});

it("forgives when somebody stops in time", () => {
  const pipe = pipedrive();
  pipe.fault("burst-limit", { limit: 0, times: 1 });
  Array.from({ length: 19 }, () => pipe.call("GET", persons));
  pipe.board.faults = [];
  pipe.call("GET", persons);
  pipe.fault("burst-limit", { limit: 0 });

  const again = Array.from({ length: 20 }, () => pipe.call("GET", persons).status);

  expect(new Set(again)).toEqual(new Set([429]));
});

it.each([
  ["GET", persons, ["deals:full"], 403],
  ["GET", persons, ["contacts:read"], 200],
  ["POST", persons, ["contacts:read"], 403],
  ["GET", "/api/v2/deals", ["deals:read"], 200],
  ["GET", "/api/v1/webhooks", ["deals:full"], 403],
  ["GET", "/api/v1/recents?since_timestamp=2026-01-01+00:00:00", ["deals:full"], 403],
  ["GET", "/api/v1/users/me", ["base"], 200],
])("answers %s %s under %j with %i", (method, path, scopes, status) => {
  const pipe = pipedrive();
  const { token } = pipe.grantOf("main", scopes);

  const got = pipe.call(method, path, method === "POST" ? { name: "A" } : undefined, token);

  expect(got.status).toBe(status);
  expect(status === 403 ? got.body.error : "").toBe(status === 403 ? "Scope and URL mismatch" : "");
});

it("loses a scope while missing-scope lasts", () => {
  const pipe = pipedrive();
  pipe.fault("missing-scope", { scope: "contacts:full" });

  const got = pipe.call("GET", persons);

  expect(got.status).toBe(403);
  expect(got.body).toEqual({
    success: false,
    error: "Scope and URL mismatch",
    errorCode: 403,
    error_info: "Please check developers.pipedrive.com",
  });
});

it("refuses what the user may not do, by object and by field", () => {
  const pipe = pipedrive();
  pipe.create("persons", { name: "Ann", emails: [{ value: "a@x.example" }] });
  const right = (body: object) => pipe.control("PATCH", "pipedrive/schema/persons", { op: "set-permission", ...body });

  right({ level: "field", field: "email", read: false });
  const hidden = pipe.call("GET", `${persons}/1`).body.data;
  right({ level: "object", write: false });
  const write = pipe.call("PATCH", `${persons}/1`, { name: "Bob" });
  right({ level: "object", read: false });
  const read = pipe.call("GET", persons);

  expect("emails" in hidden).toBe(false);
  expect([write.status, read.status]).toEqual([403, 403]);
  expect(write.body.error).toContain("You do not have permission");
});

it("is out of order in Pipedrive's own ways", () => {
  const pipe = pipedrive();
  const under = (fault: string, more: object, ask: () => { status: number; body: unknown }) => {
    pipe.fault(fault, { ...more, times: 1 });
    const { status, body } = ask();
    return [status, body];
  };
  const list = () => pipe.call("GET", persons);

  const closed = under("account-closed", {}, list);
  const full = under("deals-limit", {}, () => pipe.call("POST", "/api/v2/deals", { title: "A" }));
  const down = under("outage", { status: 503 }, list);
  const old = pipe.call("GET", "/api/v1/persons");
  const nothing = pipe.call("GET", "/api/v2/nothing");

  expect(closed).toEqual([402, expect.objectContaining({ success: false })]);
  expect(full).toEqual([
    403,
    {
      success: false,
      error: "Couldn't add the deal. Open deals limit reached.",
      error_info: "Please check developers.pipedrive.com for more information about Pipedrive API.",
      data: null,
      additional_data: null,
      code: "feature_capping_deals_limit",
    },
  ]);
  expect(down).toEqual([503, expect.objectContaining({ success: false })]);
  expect([old.status, nothing.status]).toEqual([410, 404]);
});

it("does the work and loses the reply under drop-answer, and never on a read", () => {
  const pipe = pipedrive();
  pipe.fault("drop-answer");

  const made = pipe.call("POST", persons, { name: "Ann" });
  const list = pipe.call("GET", persons);

  expect([made.drop, list.drop]).toEqual([true, undefined]);
  expect(list.body.data.map((one) => one.name)).toEqual(["Ann"]);
});

it("knows no row locks", () => {
  const pipe = pipedrive();

  expect(() => pipe.fault("lock-row", { type: "persons", id: "1" })).toThrow(/unknown fault/);
});
