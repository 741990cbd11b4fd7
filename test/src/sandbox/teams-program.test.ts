import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { runSandbox } from "../../../src/sandbox/index.ts";

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** A daemon that takes everything and remembers the activities; it refuses them while `refuses` is set. */
async function daemon() {
  const heard: { path: string; type: string; conversation: { id: string } }[] = [];
  const one = { heard, refuses: false, url: "" };
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    if (one.refuses) response.statusCode = 503;
    else if (request.method === "POST") heard.push({ path: request.url ?? "", ...JSON.parse(text) });
    response.end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  one.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  ends.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return one;
}

async function sandbox(port: string) {
  const env = { PATH: process.env.PATH, PORT: port };
  const running = await runSandbox({ port: 0, daemon: null, env, print: () => undefined, signals: false });
  ends.push(() => running.close());
  return async (path: string, body?: unknown) => {
    const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
    const answer = await fetch(`${running.url}/_sandbox${path}`, init);
    return answer.json();
  };
}

it("tells a daemon that joins, once it is ready, that it is in the team's channels", { timeout: 30_000 }, async () => {
  const joined = await daemon();
  joined.refuses = true;
  await sandbox(new URL(joined.url).port);

  joined.refuses = false;

  await expect.poll(() => joined.heard.length, { timeout: 10_000 }).toBe(4);
  expect(joined.heard.map((one) => [one.path, one.type])).toEqual([
    ["/api/messages", "conversationUpdate"],
    ["/api/messages", "installationUpdate"],
    ["/api/messages", "conversationUpdate"],
    ["/api/messages", "installationUpdate"],
  ]);
});

it("lets a program post with the token that it gives out, and read what stands there", {
  timeout: 30_000,
}, async () => {
  const ask = await sandbox("");
  const { services } = await ask("");

  const posted = await fetch(`${services.teams.url}/v3/conversations/19:sales-ops@thread.tacv2/activities`, {
    method: "POST",
    headers: { authorization: `Bearer ${services.teams.token}`, "content-type": "application/json" },
    body: JSON.stringify({ type: "message", text: "hello" }),
  });
  const standing = await ask("/teams/channels/sales-ops/messages");
  const calls = await ask("/calls?service=teams");

  expect(posted.status).toBe(201);
  expect(standing).toMatchObject([{ text: "hello", thread: null, version: 1, card: null, files: [] }]);
  expect(calls.calls).toMatchObject([{ method: "POST", status: 201 }]);
});

it("gives out new credentials that its token endpoint takes", { timeout: 30_000 }, async () => {
  const ask = await sandbox("");
  const { env } = await ask("");

  const granted = await fetch(`${env.TEAMS_LOGIN_URL}/${env.TEAMS_TENANT_ID}/oauth2/v2.0/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: env.TEAMS_APP_ID,
      client_secret: env.TEAMS_APP_PASSWORD,
      scope: "https://api.botframework.com/.default",
    }),
  });

  expect(await granted.json()).toMatchObject({ token_type: "Bearer", access_token: expect.any(String) });
});
