import { createHmac } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "../fakes/sandbox.ts";

/** What reaches the real daemon's port from outside. */
describe("requests from outside", { timeout: 60_000 }, () => {
  let box: Sandbox;
  beforeAll(async () => {
    box = await startSandbox();
  }, 60_000);
  afterAll(() => box?.stop());

  const body =
    "command=%2Fcrmsync&text=resync+all+failed&user_id=U0OPERATOR&channel_id=C1&trigger_id=t1&response_url=http%3A%2F%2F127.0.0.1%3A9%2Fx";
  const audits = () => box.sql<{ n: number }>("select count(*) as n from audit")[0]?.n ?? 0;

  function send(headers: Record<string, string>, text = body): Promise<Response> {
    return fetch(`${box.info.daemon}/slack/events`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
      body: text,
    });
  }

  function signed(
    ageSeconds: number,
    text = body,
    secret = box.info.env.SLACK_SIGNING_SECRET ?? "",
  ): Record<string, string> {
    const stamp = String(Math.floor(Date.now() / 1000) - ageSeconds);
    const signature = createHmac("sha256", secret).update(`v0:${stamp}:${text}`).digest("hex");
    return { "x-slack-request-timestamp": stamp, "x-slack-signature": `v0=${signature}` };
  }

  it.each([
    ["unsigned", () => ({})],
    ["wrongly signed", () => signed(0, body, "ffffffffffffffffffffffffffffffff")],
    ["signed for another body", () => signed(0, `${body}x`)],
    ["six minutes old", () => signed(360)],
    ["six minutes ahead", () => signed(-360)],
  ])("refuses %s requests with 401, tells nothing and does nothing", async (_, headers) => {
    const before = audits();

    const response = await send(headers());

    expect(response.status).toBe(401);
    expect((await response.text()).length).toBeLessThan(60);
    expect(audits()).toBe(before);
  });

  it("acts once on a request that is delivered again", async () => {
    const headers = signed(1);
    const before = audits();

    const answers = [await send(headers), await send(headers), await send({ ...headers, "x-slack-retry-num": "1" })];
    await new Promise((resolve) => setTimeout(resolve, 500));

    expect(answers.map((response) => response.status)).toEqual([200, 200, 200]);
    expect(audits() - before).toBe(1);
  });

  it("refuses a body over 1 MB before it is read", async () => {
    const large = "x".repeat(1_100_000);

    const refused = await send(signed(0, large), large).then(
      (response) => response.status,
      () => "closed",
    );

    expect([413, "closed"]).toContain(refused);
  });

  it("tells a stranger nothing at other addresses", async () => {
    const look = async (path: string, method = "GET") => {
      const response = await fetch(`${box.info.daemon}${path}`, { method });
      return [response.status, await response.text()];
    };

    expect(await look("/healthz")).toEqual([200, "ok\n"]);
    expect(await look("/readyz")).toEqual([200, "ready\n"]);
    expect((await look("/nothing"))[0]).toBe(404);
    expect((await look("/slack/events"))[0]).toBe(405);
    expect((await look("/oauth/start/guess"))[0]).toBe(410);
    expect((await look("/oauth/callback/salesforce?state=guess&code=x"))[0]).toBe(400);
  });
});
