import { expect, it } from "vitest";
import { type Hub, hubspot } from "./hubspot-portal.ts";

const list = "/crm/v3/objects/contacts";
const search = `${list}/search`;

function statuses(hub: Hub, count: number, method: string, path: string): readonly number[] {
  return Array.from({ length: count }, () => hub.call(method, path, method === "POST" ? {} : undefined).status);
}

it("lets 110 requests through in any ten seconds", () => {
  const hub = hubspot();

  const first = statuses(hub, 110, "GET", list);
  hub.clock.ms += 9999;
  const over = hub.call("GET", list);
  hub.clock.ms += 1;
  const after = hub.call("GET", list);

  expect(new Set(first)).toEqual(new Set([200]));
  expect(over.status).toBe(429);
  expect(over.body).toMatchObject({
    status: "error",
    message: "You have reached your ten_secondly_rolling limit.",
    errorType: "RATE_LIMIT",
    policyName: "TEN_SECONDLY_ROLLING",
  });
  expect(over.headers["retry-after"]).toBeUndefined();
  expect(after.status).toBe(200);
});

it("tells the window in headers, and no daily limit", () => {
  const hub = hubspot();
  hub.call("GET", list);

  const { headers } = hub.call("GET", list);

  expect(headers).toMatchObject({
    "x-hubspot-ratelimit-max": "110",
    "x-hubspot-ratelimit-remaining": "108",
    "x-hubspot-ratelimit-interval-milliseconds": "10000",
  });
  expect(headers["x-hubspot-ratelimit-daily"]).toBeUndefined();
});

it("counts each portal by itself", () => {
  const hub = hubspot();
  statuses(hub, 110, "GET", list);

  const other = hub.call("GET", list, undefined, hub.grantOf("other").token);

  expect(other.status).toBe(200);
});

it("lets five searches a second through, over all types, without headers and beside the window", () => {
  const hub = hubspot();

  const five = [...statuses(hub, 3, "POST", search), ...statuses(hub, 2, "POST", "/crm/v3/objects/companies/search")];
  const over = hub.call("POST", search, {});
  const usual = hub.call("GET", list);
  hub.clock.ms += 1000;
  const later = hub.call("POST", search, {});

  expect(five).toEqual([200, 200, 200, 200, 200]);
  expect(over.body).toMatchObject({
    message: "You have reached your secondly limit.",
    policyName: "SECONDLY",
    errorType: "RATE_LIMIT",
  });
  expect(Object.keys({ ...over.headers, ...later.headers }).filter((name) => name.startsWith("x-hubspot"))).toEqual([]);
  expect(usual.headers["x-hubspot-ratelimit-remaining"]).toBe("109");
  expect(later.status).toBe(200);
});

it("has a daily limit while the fault lasts", () => {
  const hub = hubspot();
  const fault = hub.fault("daily-limit", { used: 249_999, limit: 250_000 });

  const last = hub.call("GET", list);
  const over = hub.call("GET", list);
  hub.board.faults = hub.board.faults.filter((one) => one.id !== fault.id);
  const after = hub.call("GET", list);

  expect(last.headers).toMatchObject({
    "x-hubspot-ratelimit-daily": "250000",
    "x-hubspot-ratelimit-daily-remaining": "0",
  });
  expect(over.body).toMatchObject({
    message: "You have reached your daily limit.",
    policyName: "DAILY",
    errorType: "RATE_LIMIT",
  });
  expect(after.headers["x-hubspot-ratelimit-daily"]).toBeUndefined();
});

it("takes another window from the burst-limit fault, and counts what it refused", () => {
  const hub = hubspot();
  hub.fault("burst-limit", { limit: 2, windowMs: 5000 });

  const got = statuses(hub, 3, "GET", list);

  expect(got).toEqual([200, 200, 429]);
  expect(hub.crm.logs.get("hubspot")?.refused).toBe(1);
});

it("is down in HubSpot's own ways", () => {
  const answers = [423, 477, 500, 502, 503].map((status) => {
    const hub = hubspot();
    hub.fault("outage", { status });
    return hub.call("GET", list);
  });

  expect(answers.map((one) => [one.status, one.headers["content-type"]?.split(";")[0]])).toEqual([
    [423, "application/json"],
    [477, "application/json"],
    [500, "application/json"],
    [502, "text/html"],
    [503, "text/html"],
  ]);
  expect(answers[1]?.headers["retry-after"]).toBe("60");
});

it("is slow, answers pages and rubbish, and commits late when told to", () => {
  const hub = hubspot();
  hub.fault("html-error", { times: 1 });
  const page = hub.call("GET", list);
  hub.fault("garbage", { times: 1 });
  const rubbish = hub.call("GET", list);
  hub.fault("slow", { ms: 700, times: 1 });
  const slow = hub.call("GET", list);
  hub.fault("late-commit", { ms: 3000, times: 1 });
  hub.create("contacts", { email: "a@x.example" });
  const early = hub.call("GET", list).body.results.length;
  hub.clock.ms += 3000;
  const late = hub.call("GET", list).body.results.length;

  expect([page.status, page.headers["content-type"]]).toEqual([502, "text/html; charset=UTF-8"]);
  expect([rubbish.status, rubbish.body]).toEqual([200, null]);
  expect(slow.delayMs).toBe(700);
  expect([early, late]).toEqual([0, 1]);
});

it("tells a daily limit in headers and in the account's usage; without one both are silent", () => {
  const hub = hubspot();
  const usage = "/account-info/v3/api-usage/daily/private-apps";

  const before = hub.call("GET", usage);
  hub.fault("daily-limit", { used: 800, limit: 802 });
  const during = hub.call("GET", usage);
  hub.call("GET", "/crm/v3/objects/deals");
  const refused = hub.call("GET", "/crm/v3/objects/deals");

  expect([before.body.results, before.headers["x-hubspot-ratelimit-daily"]]).toEqual([[], undefined]);
  expect(during.body.results).toMatchObject([
    { usageLimit: 802, currentUsage: 801, resetsAt: "2026-11-21T05:00:00.000Z" },
  ]);
  expect(during.headers).toMatchObject({
    "x-hubspot-ratelimit-daily": "802",
    "x-hubspot-ratelimit-daily-remaining": "1",
  });
  expect(refused).toMatchObject({ status: 429, body: { policyName: "DAILY" } });
});

it("begins the day of a daily limit anew at the portal's midnight", () => {
  const hub = hubspot();
  hub.fault("daily-limit", { used: 10, limit: 10 });
  const list = () => hub.call("GET", "/crm/v3/objects/deals", undefined, hub.grantOf("main").token);

  const used = list().status;
  hub.clock.ms = Date.UTC(2026, 10, 21, 4, 59, 59);
  const before = list().status;
  hub.clock.ms = Date.UTC(2026, 10, 21, 5);
  const after = list();

  expect([used, before, after.status]).toEqual([429, 429, 200]);
  expect(after.headers["x-hubspot-ratelimit-daily-remaining"]).toBe("9");
});
