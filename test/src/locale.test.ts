import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Answer, Bot } from "../../bots/bot.ts";
import { cardToText } from "../../bots/text.ts";
import { runCli } from "../../src/cli.ts";
import { readConfig } from "../../src/config.ts";
import { startDaemon } from "../../src/daemon.ts";
import { freePort } from "../fakes/free-port.ts";

let out: string[] = [];
beforeEach(() => {
  out = [];
  vi.spyOn(console, "log").mockImplementation((text: string) => void out.push(text));
});
afterEach(() => vi.restoreAllMocks());

async function configured(yaml: string) {
  const port = await freePort();
  const env = {
    DATABASE_URL: join(mkdtempSync(join(tmpdir(), "crmsync-locale-")), "workspace.sqlite"),
    CRMSYNC_SECRET: "a secret of at least thirty-two characters",
    SALESFORCE_CLIENT_ID: "app",
    SALESFORCE_CLIENT_SECRET: "app-secret",
    SALESFORCE_LOGIN_URL: "http://127.0.0.1:1",
    LOG_LEVEL: "error",
    PORT: String(port),
  };
  const connection = "connections: {crm: {provider: salesforce, objects: [contact]}}\n";
  const read = readConfig({ env, readText: () => yaml + connection, mode: () => 0o600 });
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  return { read, url: `http://127.0.0.1:${port}` };
}

/** A chat that is asked for the status over HTTP and answers with what it would show. */
function chatOverHttp(): Bot {
  let answer: Answer | null = null;
  const caller = { platform: "slack", user: "U1", name: "ann", channel: null, message: null, request: "1" } as const;
  const nowhere = async () => ({ channel: "C1", id: "1" });
  return {
    id: "slack",
    routes: [
      {
        method: "POST",
        path: "/chat",
        handle: async (_request, _body, response) => {
          const reply = await answer?.({ type: "command", text: "status" }, caller);
          response.end(reply ? cardToText(reply.card) : "");
        },
      },
    ],
    start: async (given) => {
      answer = given;
    },
    stop: async () => {},
    post: nowhere,
    update: async () => {},
    attach: async () => {},
    home: async () => {},
    groupsOf: async () => [],
    examine: async () => [],
  };
}

it.each([
  ["locale: de-DE\n", /As of \d\d\.\d\d\.\d{4}, \d\d:\d\d UTC\./],
  ["locale: pt-BR\n", /As of \d\d\/\d\d\/\d{4}, \d\d:\d\d UTC\./],
  ["", /As of \d{4}-\d\d-\d\d \d\d:\d\d UTC\./],
])("the terminal writes as crmsync.yml says: %j", async (yaml, footer) => {
  const { read } = await configured(yaml);

  await runCli(["status"], read);

  expect(out.join("\n")).toMatch(footer);
});

it("a chat is answered in the locale, however its request arrives", async () => {
  const { read, url } = await configured('locale: de-DE\nroles: {viewer: ["*"]}\n');
  const daemon = await startDaemon(read.config, async () => [chatOverHttp()]);
  await daemon.running;

  const said = await (await fetch(`${url}/chat`, { method: "POST" })).text();
  await daemon.stop();

  expect(said).toMatch(/As of \d\d\.\d\d\.\d{4}, \d\d:\d\d UTC\./);
});
