import { webApi } from "@slack/bolt";
import { expect, it } from "vitest";
import { inChannel, privateTo } from "../../../src/sandbox/slack/state.ts";
import { workspace } from "./slack-workspace.ts";

const text = "Salesforce is signed out.";

it("says who the bot is, and refuses a missing or wrong token", async () => {
  const { client, slack } = workspace();
  const asked = (token?: string) =>
    slack.handle({
      method: "POST",
      path: "/api/auth.test",
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      body: "",
      origin: "http://127.0.0.1:4003",
    });

  const me = await client.auth.test();

  expect(me).toMatchObject({ ok: true, user_id: "U0CRMSYNC1", bot_id: "B0CRMSYNC1", team_id: "T0SANDBOX1" });
  expect(JSON.parse(asked().body)).toEqual({ ok: false, error: "not_authed" });
  expect(JSON.parse(asked("xoxb-wrong").body)).toEqual({ ok: false, error: "invalid_auth" });
});

it("posts, edits and deletes in a channel, keeping the metadata", async () => {
  const { client, slack } = workspace();
  const metadata = { event_type: "crmsync_post", event_payload: { key: "k1" } };

  const posted = await client.chat.postMessage({ channel: "C0CRMSYNC1", text, metadata });
  const ts = String(posted.ts);
  await client.chat.update({ channel: "C0CRMSYNC1", ts, text: "Salesforce is back." });

  const [message] = inChannel(slack.state, "C0CRMSYNC1");
  expect(message).toMatchObject({ id: ts, text: "Salesforce is back.", version: 2, metadata });
  await client.chat.delete({ channel: "C0CRMSYNC1", ts });
  expect(inChannel(slack.state, "C0CRMSYNC1")).toEqual([]);
});

it("shows an ephemeral message and a direct one to their reader alone", async () => {
  const { client, slack } = workspace();

  await client.chat.postEphemeral({ channel: "C0CRMSYNC1", user: "U0OPERATOR", text: "only you" });
  const opened = await client.conversations.open({ users: "U0OPERATOR" });
  await client.chat.postMessage({ channel: String(opened.channel?.id), text: "in private" });

  expect(privateTo(slack.state, "U0OPERATOR").map((one) => one.text)).toEqual(["only you", "in private"]);
  expect(privateTo(slack.state, "U0VIEWER01")).toEqual([]);
  expect(inChannel(slack.state, "C0CRMSYNC1")).toEqual([]);
});

it.each([
  ["chat.postMessage", { channel: "C0NOWHERE1", text }, "channel_not_found"],
  ["chat.postMessage", { channel: "general", text }, "not_in_channel"],
  ["chat.postMessage", { channel: "crm-sync" }, "no_text"],
  ["chat.postMessage", { channel: "crm-sync", text: "x".repeat(40_001) }, "msg_too_long"],
  ["chat.postMessage", { channel: "crm-sync", text, blocks: "{" }, "invalid_blocks_format"],
  ["chat.postMessage", { channel: "crm-sync", text, metadata: { event_type: 1 } }, "invalid_metadata_format"],
  ["chat.update", { channel: "C0CRMSYNC1", ts: "1.1", text }, "message_not_found"],
  ["chat.delete", { channel: "C0CRMSYNC1", ts: "1.1" }, "message_not_found"],
  ["chat.postEphemeral", { channel: "C0CRMSYNC1", user: "U0NOBODY00", text }, "user_not_in_channel"],
  ["conversations.open", { users: "U0NOBODY00" }, "user_not_found"],
  ["conversations.info", { channel: "C0NOWHERE1" }, "channel_not_found"],
  ["users.info", { user: "U0NOBODY00" }, "user_not_found"],
  ["usergroups.users.list", { usergroup: "S0NOBODY00" }, "no_such_subteam"],
  [
    "views.open",
    { trigger_id: "gone", view: { type: "modal", title: { type: "plain_text", text: "A" }, blocks: [] } },
    "invalid_trigger_id",
  ],
  ["files.completeUploadExternal", { files: [{ id: "F1" }] }, "file_not_found"],
  ["chat.shout", {}, "unknown_method"],
])("%s refuses %j with %s", async (method, args, error) => {
  const { client } = workspace();

  const refused = await client.apiCall(method, args).catch((cause: unknown) => cause);

  expect(refused).toMatchObject({ data: { ok: false, error } });
});

it("refuses to edit a message that only one person sees", async () => {
  const { client } = workspace();
  const shown = await client.chat.postEphemeral({ channel: "C0CRMSYNC1", user: "U0VIEWER01", text });

  const refused = client.chat.update({ channel: "C0CRMSYNC1", ts: String(shown.message_ts), text });

  await expect(refused).rejects.toMatchObject({ data: { error: "cant_update_message" } });
});

it("lets three messages through at once and then one a second in each channel", async () => {
  const { client, clock } = workspace();
  const post = () => client.chat.postMessage({ channel: "C0CRMSYNC1", text });
  for (let n = 0; n < 3; n += 1) await post();

  const refused = await post().catch((cause: unknown) => cause);
  clock.ms += 1000;
  const later = await post();

  expect(refused).toMatchObject({ code: "slack_webapi_rate_limited_error", retryAfter: 1 });
  expect(later.ok).toBe(true);
});

it("answers 429 in its own words with Retry-After", () => {
  const { slack } = workspace();
  const post = () =>
    slack.handle({
      method: "POST",
      path: "/api/chat.postMessage",
      headers: { authorization: "Bearer xoxb-good", "content-type": "application/json" },
      body: JSON.stringify({ channel: "crm-sync", text }),
      origin: "http://127.0.0.1:4003",
    });

  const answers = [1, 2, 3, 4].map(post);

  expect(answers.map((one) => one.status)).toEqual([200, 200, 200, 429]);
  expect(answers[3]?.headers["retry-after"]).toBe("1");
  expect(JSON.parse(answers[3]?.body ?? "")).toEqual({ ok: false, error: "ratelimited" });
});

it("takes a file in three steps and shares it in a thread", async () => {
  const { client, slack } = workspace();
  const root = await client.chat.postMessage({ channel: "C0CRMSYNC1", text });

  await client.filesUploadV2({
    channel_id: "C0CRMSYNC1",
    thread_ts: String(root.ts),
    filename: "failed.csv",
    title: "All failed records",
    content: "id,reason\n1,E01\n",
  });

  const shared = inChannel(slack.state, "C0CRMSYNC1")[1];
  expect(shared?.thread).toBe(root.ts);
  expect(shared?.files).toMatchObject([
    { name: "failed.csv", title: "All failed records", content: "id,reason\n1,E01\n" },
  ]);
});

it("accepts a form body as well as JSON", async () => {
  const { slack } = workspace();
  const blocks = JSON.stringify([{ type: "divider" }]);

  const answer = slack.handle({
    method: "POST",
    path: "/api/chat.postMessage",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ token: "xoxb-good", channel: "#crm-sync", text, blocks }).toString(),
    origin: "http://127.0.0.1:4003",
  });

  expect(JSON.parse(answer.body)).toMatchObject({ ok: true, channel: "C0CRMSYNC1" });
});

it("turns away another token even for a client that is otherwise right", async () => {
  const { slack } = workspace();
  const fetch = async (input: string | URL | Request, init?: RequestInit) => {
    const request = new Request(input, init);
    const path = new URL(request.url).pathname;
    const headers = Object.fromEntries(request.headers);
    const answer = slack.handle({
      method: "POST",
      path,
      headers,
      body: await request.text(),
      origin: "http://127.0.0.1",
    });
    return new Response(answer.body, { status: answer.status });
  };
  const client = new webApi.WebClient("xoxb-other", { slackApiUrl: "http://127.0.0.1:4003/api/", fetch });

  const refused = client.auth.test();

  await expect(refused).rejects.toMatchObject({ data: { error: "invalid_auth" } });
});
