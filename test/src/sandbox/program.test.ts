import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { type RunningSandbox, runSandbox } from "../../../src/sandbox/index.ts";

/** A daemon that answers /readyz and nothing else. */
const READY = `
import { createServer } from "node:http";
createServer((_, response) => response.end("ready")).listen(Number(process.env.PORT), "127.0.0.1");
`;

const running: RunningSandbox[] = [];
afterEach(async () => {
  for (const one of running.splice(0)) await one.close();
});

async function start(daemon: string | null, env: Record<string, string> = {}) {
  const lines: string[] = [];
  const file = join(mkdtempSync(join(tmpdir(), "crmsync-test-")), "daemon.ts");
  writeFileSync(file, daemon ?? "");
  const command = daemon === null ? null : [process.execPath, file];
  const print = (line: string) => void lines.push(line);
  const sandbox = await runSandbox({
    port: 0,
    daemon: command,
    env: { ...env, PATH: process.env.PATH },
    print,
    signals: false,
  });
  running.push(sandbox);
  return { sandbox, lines, ask: asker(sandbox.url) };
}

function asker(url: string) {
  return async (path: string, body?: unknown) => {
    const init =
      body === undefined ? {} : { method: "POST", body: typeof body === "string" ? body : JSON.stringify(body) };
    const answer = await fetch(`${url}/_sandbox${path}`, init);
    return { status: answer.status, body: await answer.json() };
  };
}

it("prints one line once the daemon is ready, and stops, kills and starts it", { timeout: 30_000 }, async () => {
  const { sandbox, lines, ask } = await start(READY);
  const first = (await ask("")).body;

  const killed = await ask("/daemon", { do: "kill" });
  const again = await ask("/daemon", { do: "start" });
  const stopped = await ask("/daemon", { do: "stop" });

  expect(lines).toEqual([`crmsync sandbox: ${sandbox.url}`]);
  expect(first).toMatchObject({ state: "running", pid: expect.any(Number) });
  expect([killed.body, stopped.body]).toEqual([
    { state: "killed", pid: null },
    { state: "stopped", pid: null },
  ]);
  expect(again.body.pid).not.toBe(first.pid);
});

it("tells that the daemon ended by itself", { timeout: 30_000 }, async () => {
  const { ask } = await start(`${READY} setTimeout(() => process.exit(7), 1500);`);

  await expect
    .poll(async () => (await ask("")).body, { timeout: 10_000 })
    .toMatchObject({
      state: "died",
      trouble: "exit code 7",
      pid: null,
    });
});

it("fails with the daemon's last words when it does not come up", { timeout: 30_000 }, async () => {
  const started = start(`console.error("crmsync.yml:3:1 unknown key"); process.exit(1);`);

  await expect(started).rejects.toThrow("crmsync.yml:3:1 unknown key");
});

it("gives another daemon all that it needs to join, and lets set variables win", { timeout: 30_000 }, async () => {
  const { sandbox, ask } = await start(null, { SLACK_API_URL: "http://127.0.0.1:9/api/", PORT: "3999" });

  const { env, services, accounts, channels } = (await ask("")).body;

  expect(env).toMatchObject({
    CRMSYNC_SANDBOX: sandbox.url,
    PORT: "3999",
    SLACK_API_URL: "http://127.0.0.1:9/api/",
    HUBSPOT_API_URL: services.hubspot.url,
    SALESFORCE_LOGIN_URL: services.salesforce.url,
    TEAMS_LOGIN_URL: `${services.teams.url}/teams/login`,
    TEAMS_OPENID_METADATA_URL: `${services.teams.url}/teams/openid/.well-known/openidconfiguration`,
  });
  expect(env.CRMSYNC_SECRET.length).toBeGreaterThanOrEqual(32);
  expect(accounts).toEqual({ salesforce: ["main", "other"], hubspot: ["main", "other"], pipedrive: ["main", "other"] });
  expect(channels).toEqual({ slack: ["crm-sync", "general"], teams: ["crm-alerts", "sales-ops"] });
});

it("moves every clock forward together, and never back", { timeout: 30_000 }, async () => {
  const { ask } = await start(null);

  const moved = await ask("/clock", { advanceMs: 60_000 });
  const back = await ask("/clock", { advanceMs: -1 });

  expect(moved.body.offsetMs).toBe(60_000);
  expect(back.status).toBe(400);
  expect((await ask("/clock")).body.offsetMs).toBe(60_000);
});

it.each([
  ["/nowhere", {}, "known: GET /_sandbox"],
  ["/daemon", { do: "dance" }, "this sandbox runs no daemon of its own"],
  ["/clock", { advance: 1 }, "unknown advance; known: advanceMs"],
  ["/consent", {}, "missing url; known: url, account, press"],
  ["/consent", { url: "http://127.0.0.1:9/x", press: "jump" }, 'unknown press "jump"; known: allow, deny'],
  ["/consent", { url: "https://evil.test/" }, "https://evil.test is neither the sandbox nor the daemon"],
  ["/slack/command", "{", "the body must be a JSON object"],
  ["/teams/dance", {}, "known: GET channels/:name/messages"],
  ["/faults", { service: "slack", fault: "revoke-grant" }, "slack knows: "],
])("answers 400 to %s %j and says what is known", { timeout: 30_000 }, async (path, body, error) => {
  const { ask } = await start(null);

  const refused = await ask(path, body);

  expect(refused.status).toBe(400);
  expect(refused.body.error).toContain(error);
});

it("opens a sign-in link as a person would", { timeout: 30_000 }, async () => {
  const { sandbox, ask } = await start(null);
  const { env, services } = (await ask("")).body;
  const back = `${sandbox.url}/back`;
  const query = new URLSearchParams({
    response_type: "code",
    client_id: env.SALESFORCE_CLIENT_ID,
    redirect_uri: back,
    state: "s1",
    scope: "api refresh_token",
  });
  const url = `${services.salesforce.url}/services/oauth2/authorize?${query}`;

  const allowed = await ask("/consent", { url, account: "other" });
  const denied = await ask("/consent", { url, press: "deny" });
  const wrong = await ask("/consent", { url, account: "third" });

  const seen = new URL(allowed.body.url);
  expect([seen.origin + seen.pathname, seen.searchParams.get("state")]).toEqual([back, "s1"]);
  expect(seen.searchParams.get("code")).toMatch(/^aPrx/);
  expect(new URL(denied.body.url).searchParams.get("error")).toBe("access_denied");
  // Beside the administrator of each account somebody with fewer rights.
  expect(wrong.body.error).toMatch(/^unknown account "third"; the page offers: main, main\/\w+, other, other\/\w+$/);
});

it("does not listen to a page of another origin", { timeout: 30_000 }, async () => {
  const { sandbox } = await start(null);

  const refused = await fetch(`${sandbox.url}/_sandbox`, { headers: { origin: "https://evil.test" } });

  expect(refused.status).toBe(403);
});
