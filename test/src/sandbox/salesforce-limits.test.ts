import { expect, it } from "vitest";
import { desk, parsed, start } from "./salesforce-desk.ts";

const put = (world: ReturnType<typeof desk>, fault: object) =>
  parsed(world.control("POST", "/faults", { service: "salesforce", ...fault }));

const concurrent = [{ message: "ConcurrentPerOrgLongTxn Limit exceeded.", errorCode: "REQUEST_LIMIT_EXCEEDED" }];

it("refuses what comes while as many requests as the concurrent limit are under way", () => {
  const world = desk();
  put(world, { fault: "concurrent-limit", limit: 2, ms: 400 });

  const first = [1, 2].map(() => world.ask("GET", "/limits"));
  const refused = parsed(world.ask("GET", "/limits"));
  world.clock.now = start + 400;
  const later = world.ask("GET", "/limits");
  const { quota, refused429 } = parsed(world.control("GET", "/calls?service=salesforce")).body;

  expect(first.map((answer) => [answer.status, answer.delayMs])).toEqual([
    [200, 400],
    [200, 400],
  ]);
  expect(refused).toEqual({ status: 403, body: concurrent });
  expect(later.status).toBe(200);
  expect([quota.daily.used, refused429]).toEqual([3, 1]);
});

it("counts a slow answer as under way until it leaves", () => {
  const world = desk();
  put(world, { fault: "concurrent-limit", limit: 1, ms: 100 });
  put(world, { fault: "slow", ms: 900 });

  const first = world.ask("GET", "/limits");
  world.clock.now = start + 999;
  const during = world.ask("GET", "/limits");
  world.clock.now = start + 1000;
  const after = world.ask("GET", "/limits");

  expect([first.delayMs, first.status, during.status, after.status]).toEqual([1000, 200, 403, 200]);
});

it("refuses as often as asked under a limit of none", () => {
  const world = desk();
  put(world, { fault: "concurrent-limit", limit: 0, times: 2 });

  const statuses = [1, 2, 3].map(() => world.ask("GET", "/limits").status);

  expect(statuses).toEqual([403, 403, 200]);
});

it("tells a used-up day from a crowd, whatever else is in force", () => {
  const world = desk();
  put(world, { fault: "concurrent-limit", limit: 0 });
  put(world, { fault: "daily-limit", used: 1000, limit: 1000 });

  const refused = world.ask("GET", "/limits");

  expect(JSON.parse(refused.body)).toEqual([
    { message: "TotalRequests Limit exceeded.", errorCode: "REQUEST_LIMIT_EXCEEDED" },
  ]);
  expect(refused.headers["sforce-limit-info"]).toBe("api-usage=1000/1000");
});
