import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { afterEach, expect, it } from "vitest";
import { type RunningSandbox, runSandbox } from "../../../src/sandbox/index.ts";

const running: RunningSandbox[] = [];
afterEach(async () => {
  for (const one of running.splice(0)) await one.close();
});

async function start(env: Record<string, string>) {
  const sandbox = await runSandbox({ port: 0, daemon: null, env, print: () => undefined, signals: false });
  running.push(sandbox);
  const described = await (await fetch(`${sandbox.url}/_sandbox`)).json();
  const { url, token } = described.services.pipedrive;
  const call = async (method: string, path: string, body?: unknown) => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const answer = await fetch(`${url}${path}`, {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
    });
    return { status: answer.status, body: await answer.json() };
  };
  return { sandbox, described, url, call };
}

it("runs beside the others, says where it is, and is connected unless SANDBOX_CRMS leaves it out", async () => {
  const { described, url, call } = await start({});
  const two = await start({ SANDBOX_CRMS: "salesforce,hubspot" });

  const me = await call("GET", "/api/v1/users/me");

  expect(me.body.data).toMatchObject({ company_name: "Copper Lane" });
  expect(described.env).toMatchObject({
    PIPEDRIVE_API_URL: url,
    PIPEDRIVE_OAUTH_URL: url,
    PIPEDRIVE_CLIENT_ID: "sandbox-pipedrive",
  });
  expect([described.crms, two.described.crms]).toEqual([
    ["salesforce", "hubspot", "pipedrive"],
    ["salesforce", "hubspot"],
  ]);
  expect(readFileSync(described.config, "utf8")).toContain("provider: pipedrive");
  expect(readFileSync(two.described.config, "utf8")).not.toContain("pipedrive");
});

it("sends its webhooks to whoever asked for them", async () => {
  const { call } = await start({});
  const told = Promise.withResolvers<string>();
  const listener = createServer((request, response) => {
    request.on("data", (chunk: Buffer) => told.resolve(chunk.toString("utf8")));
    response.end();
  });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const address = listener.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const hook = { subscription_url: `http://127.0.0.1:${port}/`, event_action: "create", event_object: "person" };

  await call("POST", "/api/v1/webhooks", hook);
  await call("POST", "/api/v2/persons", { name: "Ann Lee" });
  const payload = JSON.parse(await told.promise);
  listener.close();

  expect(payload).toMatchObject({ meta: { action: "create", entity: "person" }, data: { name: "Ann Lee" } });
});
