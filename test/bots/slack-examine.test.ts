import { afterEach, describe, expect, it } from "vitest";
import { type Bot, type BotPorts, ChatError } from "../../bots/bot.ts";
import { createSlackBot } from "../../bots/slack/index.ts";
import { BOT_SCOPES } from "../../bots/slack/manifest.ts";
import { plainCard } from "../fakes/cards.ts";
import { openSlackRig, openSocketRig, type SlackRig } from "../fakes/slack-rig.ts";

const NOON = Date.UTC(2026, 10, 21, 12);
const ports: BotPorts = { first: async () => true, now: () => NOON, log: () => {} };

let rig: SlackRig | null = null;
afterEach(async () => {
  await rig?.close();
  rig = null;
});

/** A bot whose Slack answers every method as told. */
function botBefore(answers: Readonly<Record<string, object>>, headers: Record<string, string> = {}): Bot {
  const request = async (url: string | URL) => {
    const body = answers[String(url).split("/api/")[1] ?? ""] ?? { ok: false, error: "unknown_method" };
    const told = { "x-oauth-scopes": BOT_SCOPES.join(","), date: new Date(NOON).toUTCString(), ...headers };
    return Response.json(body, { headers: told });
  };
  const apiUrl = "https://slack.com/api/";
  return createSlackBot({
    token: "t",
    appToken: null,
    signingSecret: "s",
    apiUrl,
    request,
    ports,
    machineNow: () => NOON,
  });
}

const HEALTHY = { "auth.test": { ok: true, user: "crmsync", team: "Acme" } };

describe("examine", () => {
  it("finds nothing wrong in a sound installation", async () => {
    rig = await openSlackRig();
    await rig.bot.start(async () => ({ show: "caller", card: plainCard("Answered") }));
    await rig.type("status");

    const found = await rig.bot.examine(["C0CRMSYNC1"]);

    expect(found.map(({ what, ok, todo }) => ({ what, ok, todo }))).toEqual(
      ["token", "rights", "clock", "transport", "channel C0CRMSYNC1"].map((what) => ({ what, ok: true, todo: null })),
    );
    expect(found.map((one) => one.detail)).toEqual([
      "crmsync in Sandbox",
      "all 7 of manifest.yml",
      "not checked: Slack told no time",
      "HTTP, the last signed request at 2026-11-21 09:01 UTC",
      "the bot is in #crm-sync",
    ]);
  });

  it("says since when the socket stands", async () => {
    rig = await openSocketRig();
    await rig.bot.start(async () => ({ show: "caller", card: plainCard("Answered") }));

    const found = await rig.bot.examine([]);

    expect(found.find((one) => one.what === "transport")).toEqual({
      what: "transport",
      ok: true,
      detail: "Socket Mode, connected since 2026-11-21 09:00 UTC",
      todo: null,
    });
  });

  it("says why there is no socket", async () => {
    rig = await openSocketRig();
    rig.trouble("down", 1_000);
    await rig.bot.start(async () => ({ show: "caller", card: plainCard("Answered") }));

    const found = await rig.bot.examine([]);

    expect(found.find((one) => one.what === "transport")).toMatchObject({
      ok: false,
      detail: expect.stringContaining("not connected since 2026-11-21 09:00 UTC: chat down: http_503"),
      todo: expect.stringContaining("SLACK_APP_TOKEN"),
    });
  });

  it("tells rights that are missing from those that are too many", async () => {
    const scopes = [...BOT_SCOPES.filter((one) => one !== "files:write"), "channels:history"].join(", ");

    const found = await botBefore(HEALTHY, { "x-oauth-scopes": scopes }).examine([]);

    expect(found.find((one) => one.what === "rights")).toEqual({
      what: "rights",
      ok: false,
      detail: "missing: files:write; more than manifest.yml asks for: channels:history",
      todo: "Put manifest.yml into the app's settings and install it again.",
    });
  });

  it.each([
    [0, true, "as Slack's"],
    [-59_000, true, "59 s ahead of Slack's"],
    [61_000, false, "61 s behind Slack's"],
  ])("measures the clock: Slack's is %i ms ahead", async (ahead, ok, detail) => {
    const bot = botBefore(HEALTHY, { date: new Date(NOON + ahead).toUTCString() });

    const found = await bot.examine([]);

    expect(found.find((one) => one.what === "clock")).toMatchObject({ ok, detail });
  });

  it.each([
    ["a member", { ok: true, channel: { name: "crm", is_member: true } }, true, "the bot is in #crm"],
    ["no member", { ok: true, channel: { name: "crm", is_member: false } }, false, "the bot is not in #crm"],
    ["an archived channel", { ok: true, channel: { name: "crm", is_archived: true } }, false, "#crm is archived"],
    ["a hidden channel", { ok: false, error: "channel_not_found" }, false, "not found, or private and without the bot"],
    [
      "a scope too few",
      { ok: false, error: "missing_scope" },
      true,
      "not checked: the app may not look into private channels",
    ],
    ["an outage", { ok: false, error: "internal_error" }, false, "chat down: internal_error"],
  ])("looks at each channel: %s", async (_what, answer, ok, detail) => {
    const bot = botBefore({ ...HEALTHY, "conversations.info": answer });

    const found = await bot.examine(["C1", "C1"]);

    const channels = found.filter((one) => one.what === "channel C1");
    expect(channels).toEqual([expect.objectContaining({ ok, detail })]);
  });

  it.each([
    ["token_revoked", "chat unauthorized: token_revoked", /Install the app again/],
    ["internal_error", "chat down: internal_error", /can be reached/],
  ])("says what to do when Slack refuses the token with %s", async (error, detail, todo) => {
    const found = await botBefore({ "auth.test": { ok: false, error } }).examine([]);

    expect(found[0]).toEqual({ what: "token", ok: false, detail, todo: expect.stringMatching(todo) });
  });

  it("never throws, not even when the network does", async () => {
    const request = async () => {
      throw new ChatError("down", "test");
    };
    const apiUrl = "https://slack.com/api/";
    const bot = createSlackBot({ token: "t", appToken: null, signingSecret: null, apiUrl, request, ports });

    const found = await bot.examine(["C1"]);

    expect(found.filter((one) => !one.ok).map((one) => one.what)).toEqual(["token", "channel C1"]);
  });
});
