import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Env } from "../../src/config.ts";
import { type Outside, run } from "../../src/run.ts";
import { recordingBot } from "../fakes/recording-bot.ts";

type TeamsOptions = Parameters<Awaited<ReturnType<Outside["teams"]>>["createTeamsBot"]>[0];

const secrets = {
  CRMSYNC_SECRET: "a secret of at least thirty-two characters",
  SALESFORCE_CLIENT_ID: "app",
  SALESFORCE_CLIENT_SECRET: "app-secret",
  SALESFORCE_LOGIN_URL: "http://127.0.0.1:1",
};
const slackEnv = { SLACK_BOT_TOKEN: "xoxb-1", SLACK_SIGNING_SECRET: "slack-secret" };
const teamsEnv = {
  TEAMS_APP_ID: "0a1b2c3d-0000-4000-8000-00000000000a",
  TEAMS_APP_PASSWORD: "teams-secret",
  TEAMS_TENANT_ID: "0a1b2c3d-0000-4000-8000-0000000000ff",
};
const inSlack = "channels: {ops: {platform: slack, channel: C1}}\n";
const inBoth = `${inSlack.slice(0, -2)}, sales: {platform: teams, channel: "19:abc@thread.tacv2"}}\n`;

let out: string[] = [];
beforeEach(() => {
  out = [];
  vi.spyOn(console, "log").mockImplementation((text: string) => void out.push(text));
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

/** The terminal's doctor with these chats configured: which bots were imported, with what, and what it says of them. */
async function doctor(env: Env, channels: string) {
  const folder = mkdtempSync(join(tmpdir(), "crmsync-run-"));
  const file = join(folder, "crmsync.yml");
  writeFileSync(file, `connections: {crm: {provider: salesforce, objects: [contact]}}\n${channels}`);
  const imported: string[] = [];
  const given: TeamsOptions[] = [];
  const outside: Outside = {
    slack: async () => {
      imported.push("slack");
      return { createSlackBot: () => recordingBot(Date.now).bot };
    },
    teams: async () => {
      imported.push("teams");
      return {
        createTeamsBot: (options) => {
          given.push(options);
          return { ...recordingBot(Date.now, "teams").bot, examine: (channels) => examined(options, channels) };
        },
      };
    },
    sandbox: () => Promise.reject(new Error("not asked for")),
  };
  const all = { ...secrets, ...env, CRMSYNC_CONFIG: file, DATABASE_URL: join(folder, "workspace.sqlite") };
  await run(["doctor", "--json"], all, outside);
  const told: { readonly findings: readonly { readonly what: string; readonly detail: string }[] } = JSON.parse(
    out.at(-1) ?? "null",
  ).data;
  const chats = told.findings.filter((each) => each.what.startsWith("Chat"));
  return { imported, given, chats: chats.map((each) => each.what), details: chats.map((each) => each.detail) };
}

/** As a bot that looks up its place, and would write one down. */
async function examined({ places }: TeamsOptions, channels: readonly string[]) {
  await places.keep("conversation", "found");
  const place = await places.read("conversation");
  return ["token", ...channels].map((what) => ({ what, ok: true, detail: `place ${place}`, todo: null }));
}

it("imports the bot that is configured and no other", async () => {
  const slack = await doctor(slackEnv, inSlack);
  const none = await doctor({}, "");

  expect(slack.imported).toEqual(["slack"]);
  expect(slack.chats).toEqual(["Chat token", "Chat channel C1"]);
  expect(none.imported).toEqual([]);
});

it("makes both bots where both are configured, and tells whose each finding is", async () => {
  const { imported, chats } = await doctor({ ...slackEnv, ...teamsEnv }, inBoth);

  expect([...imported].sort()).toEqual(["slack", "teams"]);
  expect(chats).toEqual([
    "Chat on Slack: token",
    "Chat on Slack: channel C1",
    "Chat on Teams: token",
    "Chat on Teams: 19:abc@thread.tacv2",
  ]);
});

it("gives the bot for Teams its settings, and loopback addresses only where Microsoft's part is played there", async () => {
  const real = await doctor(teamsEnv, "");
  const played = await doctor({ ...teamsEnv, TEAMS_LOGIN_URL: "http://127.0.0.1:4004/login" }, "");

  expect(real.given).toMatchObject([
    {
      appId: teamsEnv.TEAMS_APP_ID,
      appPassword: "teams-secret",
      tenantId: teamsEnv.TEAMS_TENANT_ID,
      loginUrl: "https://login.microsoftonline.com",
      allowUnauthenticated: false,
      loopback: false,
    },
  ]);
  expect(played.given).toMatchObject([{ loopback: true, loginUrl: "http://127.0.0.1:4004/login" }]);
});

it("writes nothing down for a bot that is only looked at", async () => {
  const { details } = await doctor(teamsEnv, "");

  expect(details).toEqual(["place null"]);
});
