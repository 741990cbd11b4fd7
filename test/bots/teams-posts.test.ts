import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { plainCard } from "../fakes/cards.ts";
import {
  APP,
  activityOf,
  CHANNEL,
  messageOf,
  openStage,
  PERSONAL,
  type Stage,
  TENANT,
  USER,
} from "../fakes/teams-stage.ts";

/** Nobody that the bot ever met. */
const STRANGER = "00000000-0000-4000-8000-000000000001";

const INSTALLED = {
  type: "conversationUpdate",
  conversation: { id: CHANNEL, conversationType: "channel", tenantId: TENANT, isGroup: true },
  membersAdded: [{ id: `28:${APP}` }],
  channelData: { tenant: { id: TENANT }, channel: { id: CHANNEL, name: "crm-alerts" }, eventType: "teamMemberAdded" },
};

describe("what is said unasked", () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await openStage();
  });

  afterEach(() => stage.close());

  const calls = () => stage.calls.map((one) => `${one.method} ${one.path}`);
  const install = () => stage.send(activityOf(INSTALLED));
  const answerOnce = (answer: () => Response) => stage.troubles.push({ on: "connector", answer });
  const failing = (status: number, code: string, headers: Record<string, string> = {}) =>
    answerOnce(() => Response.json({ error: { code, message: "no" } }, { status, headers }));

  it("needs a place: without any it is refused", async () => {
    const posted = stage.bot.post({ channel: CHANNEL }, plainCard("A"), "k1");

    await expect(posted).rejects.toMatchObject({ name: "ChatError", kind: "refused", code: "no_place" });
    expect(stage.calls).toEqual([]);
  });

  it("goes to a channel that the bot was put into, after a restart too", async () => {
    await install();
    await stage.settle();

    const ref = await stage.bot.post({ channel: CHANNEL }, plainCard("First words"), "k1");

    expect(ref).toEqual({ channel: CHANNEL, id: "1" });
    expect(stage.calls).toEqual([
      {
        method: "POST",
        path: `v3/conversations/${CHANNEL}/activities`,
        token: "Bearer out-0",
        body: {
          type: "message",
          summary: "First words.",
          attachments: [{ contentType: "application/vnd.microsoft.card.adaptive", content: expect.any(Object) }],
          channelData: { crmsync: { key: "k1" } },
        },
      },
    ]);
  });

  it("keeps what an installation and a first message tell, and writes only what changed", async () => {
    const written: string[] = [];
    await stage.close();
    stage = await openStage({
      places: { read: async () => null, keep: async (key) => void written.push(key) },
    });

    await install();
    await install();
    await stage.send(messageOf("status"));
    await stage.send(messageOf("status"));
    await stage.settle();

    expect(written.sort()).toEqual([`teams:channel:${CHANNEL}`, "teams:service", `teams:user:${USER}`]);
  });

  it("goes to a channel that was never seen at the service of the newest place", async () => {
    await install();

    await stage.bot.post({ channel: "19:other@thread.tacv2" }, plainCard("A"), "k1");

    expect(calls()).toEqual(["POST v3/conversations/19:other@thread.tacv2/activities"]);
  });

  it("never goes to a service that is not Teams', though it was kept", async () => {
    const place = { serviceUrl: "http://203.0.113.9/", tenant: TENANT, bot: "28:x", conversation: CHANNEL, name: null };
    stage.kept.set(`teams:channel:${CHANNEL}`, JSON.stringify(place));

    const posted = stage.bot.post({ channel: CHANNEL }, plainCard("A"), "k1");

    await expect(posted).rejects.toMatchObject({ kind: "refused", code: "foreign_address" });
    expect(stage.calls).toEqual([]);
  });

  it("edits the same message, replies in its thread and keeps the channel's name for both", async () => {
    await install();
    const root = await stage.bot.post({ channel: CHANNEL }, plainCard("Root"), "k1");

    await stage.bot.update(root, plainCard("Root again"));
    const reply = await stage.bot.post({ channel: CHANNEL, thread: root }, plainCard("Reply"), "k2");

    expect(reply.channel).toBe(CHANNEL);
    expect(calls().slice(1)).toEqual([
      `PUT v3/conversations/${CHANNEL}/activities/${root.id}`,
      `POST v3/conversations/${CHANNEL};messageid=${root.id}/activities`,
    ]);
  });

  it("goes to a person in the chat that is known, or in a new one that is kept", async () => {
    await install();

    const first = await stage.bot.post({ user: STRANGER }, plainCard("For you"), "k1");
    const again = await stage.bot.post({ user: STRANGER }, plainCard("For you"), "k2");

    expect(first.channel).toBe("1");
    expect(again.channel).toBe("1");
    expect(stage.calls[0]).toMatchObject({
      path: "v3/conversations",
      body: { isGroup: false, bot: { id: `28:${APP}` }, members: [{ id: STRANGER }], tenantId: TENANT },
    });
    expect(calls()).toHaveLength(3);
  });

  it("shows a home as one message in the person's chat, anew when it was deleted", async () => {
    await stage.send(messageOf("", { ...PERSONAL, text: "" }));
    await stage.settle();
    const before = stage.calls.length;

    await stage.bot.home(USER, plainCard("Home"));
    await stage.bot.home(USER, plainCard("Home again"));
    failing(404, "ActivityNotFoundInConversation");
    await stage.bot.home(USER, plainCard("Home once more"));

    const chat = "v3/conversations/a:operator/activities";
    expect(calls().slice(before)).toEqual([
      `POST ${chat}`,
      expect.stringMatching(/^PUT .*\/activities\/\d+$/),
      expect.stringMatching(/^PUT .*\/activities\/\d+$/),
      `POST ${chat}`,
    ]);
  });

  it.each([
    ["is down", 503, "ServiceUnavailable", {}, { kind: "down", retryAfterMs: null }],
    ["wants us to wait", 429, "TooManyRequests", { "retry-after": "7" }, { kind: "rate_limited", retryAfterMs: 7000 }],
    ["has a hiccup", 502, "BadGateway", {}, { kind: "down", retryAfterMs: null }],
    ["has not the bot", 403, "BotNotInConversationRoster", {}, { kind: "refused" }],
    ["does not know the place", 404, "ConversationNotFound", {}, { kind: "refused" }],
  ])("surfaces at once that Teams %s", async (_name, status, code, headers, error) => {
    await install();
    failing(status, code, headers);

    const posted = stage.bot.post({ channel: CHANNEL }, plainCard("A"), "k1");

    await expect(posted).rejects.toMatchObject({ name: "ChatError", ...error });
    expect(stage.calls).toHaveLength(1);
  });

  it("surfaces that no answer came, or none that can be read", async () => {
    await install();
    stage.troubles.push({ on: "connector", answer: "drop" });
    await expect(stage.bot.post({ channel: CHANNEL }, plainCard("A"), "k1")).rejects.toMatchObject({
      kind: "down",
      code: "no_answer",
    });
    answerOnce(() => new Response("<html>", { status: 200 }));

    const garbled = stage.bot.post({ channel: CHANNEL }, plainCard("A"), "k1");

    await expect(garbled).rejects.toMatchObject({ kind: "down", code: "garbage" });
  });

  it("says when a message is gone", async () => {
    await install();
    failing(404, "ActivityNotFoundInConversation");

    const updated = stage.bot.update({ channel: CHANNEL, id: "9" }, plainCard("A"));

    await expect(updated).rejects.toMatchObject({ kind: "gone" });
  });

  it("shrinks what Teams finds too large, to text in the end", async () => {
    await install();
    const rows = Array.from({ length: 40 }, (_, at) => [`record ${at}`, at]);
    const card = plainCard("Many", { tables: [{ caption: "Rows", columns: ["Name", "Count"], rows }] });
    for (let times = 0; times < 3; times += 1) failing(413, "MessageSizeTooBig");

    const ref = await stage.bot.post({ channel: CHANNEL }, card, "k1");

    const sizes = stage.calls.map((one) => JSON.stringify(one.body.attachments ?? []).length);
    expect(ref.id).toBe("1");
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
    expect(stage.calls.at(-1)?.body).toMatchObject({
      textFormat: "plain",
      text: expect.stringContaining("Many"),
      channelData: { crmsync: { key: "k1" } },
    });
  });

  it("sends a card that Teams refuses as text", async () => {
    await install();
    failing(400, "BadSyntax");

    await stage.bot.post({ channel: CHANNEL }, plainCard("Refused"), "k1");

    expect(stage.calls.map((one) => typeof one.body.text)).toEqual(["undefined", "string"]);
  });

  it("fetches a token once, again before it ends, and again when it is not taken", async () => {
    await install();
    const first = stage.fetched.length;
    await stage.bot.post({ channel: CHANNEL }, plainCard("A"), "k1");
    await stage.bot.post({ channel: CHANNEL }, plainCard("A"), "k2");
    stage.pass(56 * 60_000);
    await stage.bot.post({ channel: CHANNEL }, plainCard("A"), "k3");
    failing(401, "Unauthorized");

    await stage.bot.post({ channel: CHANNEL }, plainCard("A"), "k4");

    expect(stage.fetched.length - first).toBe(2);
    expect(stage.calls.map((one) => one.token)).toEqual([
      "Bearer out-0",
      "Bearer out-0",
      "Bearer out-2",
      "Bearer out-2",
      "Bearer out-3",
    ]);
  });

  it("keeps Teams' windows: what has no room is told, and nothing is sent", async () => {
    await install();
    for (let sent = 0; sent < 7; sent += 1) await stage.bot.post({ channel: CHANNEL }, plainCard("A"), `k${sent}`);

    const eighth = stage.bot.post({ channel: CHANNEL }, plainCard("A"), "k8");

    await expect(eighth).rejects.toMatchObject({ kind: "rate_limited", code: "no_room", retryAfterMs: 1000 });
    expect(stage.calls).toHaveLength(7);
  });

  it("puts a file's content into the thread, all of it, in as many replies as it takes", async () => {
    await install();
    const lines = Array.from({ length: 900 }, (_, at) => `record ${at},{{DATE(x)}},"ä, ö"`);
    const content = new TextEncoder().encode(lines.join("\n"));

    await stage.bot.attach({ channel: CHANNEL, id: "100" }, { name: "list.csv", title: "The list", content });

    const sent = stage.calls.map((one) => JSON.stringify(one.body.attachments));
    const texts = stage.calls.flatMap((one) => runsIn(one.body)).filter((text) => text.startsWith("record"));
    expect(new Set(stage.calls.map((one) => one.path))).toEqual(
      new Set([`v3/conversations/${CHANNEL};messageid=100/activities`]),
    );
    expect(sent.length).toBeGreaterThan(1);
    expect(Math.max(...sent.map((one) => Buffer.byteLength(one)))).toBeLessThanOrEqual(25_600);
    expect(texts.map((text) => text.replaceAll("\u200c", ""))).toEqual(lines);
    expect(stage.calls[0]?.body.channelData).toEqual({
      crmsync: { file: { name: "list.csv", title: "The list", part: 1, parts: sent.length } },
    });
  });
});

describe("examine", () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await openStage();
  });

  afterEach(() => stage.close());

  it("looks at the token, the clock, the way in and the channels", async () => {
    await stage.send(activityOf(INSTALLED));

    const looked = await stage.bot.examine([CHANNEL, "19:other@thread.tacv2"]);

    expect(looked).toEqual([
      { what: "token", ok: true, detail: `app ${APP} in tenant ${TENANT}`, todo: null },
      { what: "clock", ok: true, detail: "not checked: Microsoft told no time", todo: null },
      { what: "transport", ok: true, detail: "HTTP, the last request of Teams at 2026-11-21 09:00 UTC", todo: null },
      { what: `channel ${CHANNEL}`, ok: true, detail: "the bot is in crm-alerts", todo: null },
      {
        what: "channel 19:other@thread.tacv2",
        ok: true,
        detail: "the bot is in 19:other@thread.tacv2, and was not spoken to there yet",
        todo: null,
      },
    ]);
  });

  it.each([
    [403, "BotNotInConversationRoster", "the bot is not in this channel's team"],
    [404, "ConversationNotFound", "not found"],
    [503, "x", "chat down: http_503"],
  ])("tells what is wrong with a channel: %i %s", async (status, code, detail) => {
    await stage.send(activityOf(INSTALLED));
    stage.troubles.push({ on: "connector", answer: () => Response.json({ error: { code } }, { status }) });

    const looked = await stage.bot.examine([CHANNEL]);

    expect(looked.at(-1)).toEqual({ what: `channel ${CHANNEL}`, ok: false, detail, todo: expect.any(String) });
  });

  it("tells a clock that is off, a secret that is refused and a bot that was put nowhere", async () => {
    const date = new Date(Date.now() - 120_000).toUTCString();
    stage.pass(3_600_000);
    stage.troubles.push({
      on: "login",
      answer: () => Response.json({ error: "invalid_client" }, { status: 401, headers: { date } }),
    });

    const looked = await stage.bot.examine([CHANNEL]);

    expect(looked.map((one) => [one.what, one.ok])).toEqual([
      ["token", false],
      ["clock", false],
      ["transport", true],
      [`channel ${CHANNEL}`, false],
    ]);
    expect(looked[0]?.detail).toBe("chat unauthorized: invalid_client");
    expect(looked[3]?.detail).toBe("no team is known yet: the app was not installed");
  });

  it("knows of no groups", async () => {
    expect(await stage.bot.groupsOf(USER)).toEqual([]);
  });
});

function runsIn(body: Record<string, unknown>): readonly string[] {
  const found: string[] = [];
  JSON.stringify(body, (_name, value) => {
    if (typeof value === "object" && value !== null && value.type === "TextRun") found.push(value.text);
    return value;
  });
  return found;
}
