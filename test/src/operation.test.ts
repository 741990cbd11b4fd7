import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { createHttp } from "../../src/http.ts";
import { createMetrics } from "../../src/metrics.ts";
import { bed } from "../fakes/bed.ts";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** Our port over a real engine that synced one contact and left one out. */
async function daemon(ready = true) {
  const own = await bed();
  for (const crm of ["salesforce", "hubspot"] as const) await (await own.signIn(crm)).confirm();
  await own.rest();
  own.create("salesforce", "Contact", { LastName: "Lovelace", Email: "ada@x.test" });
  own.create("salesforce", "Contact", { LastName: "Nomail" });
  for (let n = 0; n < 4; n += 1) {
    await own.clock.advance(5_000);
    await own.rest();
  }
  await own.write("insert into contacts (id, last_name, email) values ('c9', 'Late', 'late@x.test')");
  const metrics = createMetrics({ engine: own.engine, now: own.clock.wall, postsWaiting: () => 3 });
  const http = createHttp({
    engine: own.engine,
    routes: [],
    metrics: async () => metrics,
    log: () => {},
    ready: () => ready,
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  closing.push(
    () => own.close(),
    () => new Promise((resolve) => http.close(resolve)),
  );
  const { port } = http.address() as AddressInfo;
  const get = async (path: string, headers: Record<string, string> = {}) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
    return { status: answer.status, type: answer.headers.get("content-type") ?? "", text: await answer.text() };
  };
  return { own, get };
}

it("tells the business in numbers: health, lag, what waits, records by outcome and reason, quota, tokens, posts", async () => {
  const { get } = await daemon();

  const { status, type, text } = await get("/metrics");

  expect(status).toBe(200);
  expect(type).toMatch(/^text\/plain; version=0\.0\.4/);
  const value = (line: string) =>
    Number(
      text
        .split("\n")
        .find((each) => each.startsWith(`${line} `))
        ?.split(" ")
        .at(-1),
    );
  expect(value('crmsync_connection_health{connection="salesforce",state="healthy"}')).toBe(1);
  expect(value('crmsync_connection_health{connection="salesforce",state="paused"}')).toBe(0);
  expect(value('crmsync_lag_seconds{connection="hubspot"}')).toBeGreaterThanOrEqual(0);
  expect(value('crmsync_pending_changes{connection="hubspot"}')).toBe(1);
  expect(value('crmsync_records{connection="salesforce",object="contact",state="synced"}')).toBe(1);
  expect(value('crmsync_records{connection="salesforce",object="contact",state="skipped"}')).toBe(1);
  expect(
    value(
      'crmsync_outcomes{connection="salesforce",object="contact",direction="inbound",outcome="skipped",reason="SKIP_NO_EMAIL"}',
    ),
  ).toBe(1);
  expect(value('crmsync_quota_used{connection="salesforce"}')).toBeGreaterThan(3);
  expect(value('crmsync_quota_limit{connection="salesforce"}')).toBe(200_000);
  expect(value('crmsync_token_expiry_seconds{connection="hubspot"}')).toBeGreaterThan(1_000);
  expect(value("crmsync_posts_waiting")).toBe(3);
  expect(value("crmsync_storage_ok")).toBe(1);
  expect(text).toMatch(/^crmsync_process_nodejs_eventloop_lag/m);
  expect(text).not.toMatch(/ada@x|Lovelace/);
});

it("looks into the database again only after a few seconds", async () => {
  const { own, get } = await daemon();
  const pending = async () =>
    /crmsync_pending_changes\{connection="hubspot"\} (\d+)/.exec((await get("/metrics")).text)?.[1];
  const first = await pending();
  await own.write("insert into contacts (id, last_name, email) values ('c10', 'Later', 'later@x.test')");

  const second = await pending();
  await own.clock.advance(5_000);
  const third = await pending();

  expect([first, second, third]).toEqual(["1", "1", "2"]);
});

it("shows no numbers to whoever comes through the proxy, and nothing at all elsewhere", async () => {
  const { get } = await daemon();

  expect((await get("/metrics", { "x-forwarded-for": "203.0.113.9" })).status).toBe(404);
  expect((await get("/metrics", { forwarded: "for=203.0.113.9" })).status).toBe(404);
  expect(await get("/healthz")).toMatchObject({ status: 200, text: "ok\n" });
  expect(await get("/readyz")).toMatchObject({ status: 200, text: "ready\n" });
  expect(await get("/version")).toMatchObject({ status: 404, text: "There is nothing here.\n" });
});

it("is not ready before everything has started", async () => {
  const { get } = await daemon(false);

  expect(await get("/readyz")).toMatchObject({ status: 503, text: "starting\n" });
  expect((await get("/healthz")).status).toBe(200);
});
