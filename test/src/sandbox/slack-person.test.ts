import { createHmac } from "node:crypto";
import { expect, it } from "vitest";
import { addFault } from "../../../src/sandbox/crm/fault-request.ts";
import { slackControl } from "../../../src/sandbox/slack/routes.ts";
import { inChannel } from "../../../src/sandbox/slack/state.ts";
import { payloadOf, type Workspace, workspace } from "./slack-workspace.ts";

const ask = (at: Workspace, path: string, body?: unknown) =>
  slackControl(at.slack, at.wire, body === undefined ? "GET" : "POST", path.split("/"), body);

const command = { user: "operator", channel: "crm-sync", text: "status" };
const plain = (text: string) => ({ type: "plain_text", text });
const buttons = {
  type: "actions",
  elements: [
    { type: "button", action_id: "act-1", text: plain("Reconnect"), value: "v" },
    { type: "button", action_id: "act-2", text: plain("Open"), url: "https://crm.test/1" },
    {
      type: "static_select",
      action_id: "act-3",
      placeholder: plain("Fix"),
      options: [{ text: plain("Fill with default"), value: "fill" }],
    },
  ],
};
const form = {
  type: "modal",
  callback_id: "form-1",
  title: plain("Fix"),
  submit: plain("Save"),
  blocks: [
    { type: "input", block_id: "name", label: plain("Name"), element: { type: "plain_text_input", action_id: "n" } },
    {
      type: "input",
      block_id: "way",
      optional: true,
      label: plain("Way"),
      element: { type: "static_select", action_id: "w", options: [{ text: plain("Fast"), value: "f" }] },
    },
  ],
};

/** Posts a card with buttons; answers its id. */
async function card(at: Workspace): Promise<string> {
  const posted = await at.client.chat.postMessage({ channel: "C0CRMSYNC1", text: "Signed out", blocks: [buttons] });
  return String(posted.ts);
}

it("sends a command with Slack's fields and a signature that holds", async () => {
  const at = workspace();
  at.bot = async () => ({ status: 200, body: JSON.stringify({ text: "All well." }) });

  const answer = await ask(at, "command", command);

  const sent = at.received[0];
  const stamp = sent?.headers["x-slack-request-timestamp"];
  const signature = createHmac("sha256", "shh").update(`v0:${stamp}:${sent?.body}`).digest("hex");
  expect(sent?.headers["x-slack-signature"]).toBe(`v0=${signature}`);
  expect(sent && payloadOf(sent)).toMatchObject({
    command: "/crmsync",
    text: "status",
    user_id: "U0OPERATOR",
    channel_id: "C0CRMSYNC1",
    team_id: "T0SANDBOX1",
  });
  expect(answer).toMatchObject({
    ackStatus: 200,
    shown: [{ to: "operator", private: true, text: "All well.", links: [] }],
    view: null,
  });
});

it("shows what comes through the reply address, to one or to all", async () => {
  const at = workspace();
  at.bot = async (request) => {
    const url = String(payloadOf(request).response_url);
    await at.call(url, { text: "Only you: <https://login.test/x|sign in>" });
    await at.call(url, { text: "All of you", response_type: "in_channel" });
    return { status: 200, body: "" };
  };

  const answer = await ask(at, "command", command);

  expect(answer).toMatchObject({
    shown: [
      { to: "operator", private: true, links: ["https://login.test/x"] },
      { to: "crm-sync", private: false, text: "All of you" },
    ],
  });
});

it("lets a reply address be used five times within half an hour", async () => {
  const at = workspace();
  let url = "";
  at.bot = async (request) => {
    url = String(payloadOf(request).response_url);
    return { status: 200, body: JSON.stringify({ text: "ok" }) };
  };
  await ask(at, "command", command);
  for (let n = 0; n < 5; n += 1) await at.call(url, { text: `answer ${n}` });

  const sixth = await at.call(url, { text: "too many" });
  await ask(at, "command", command);
  at.clock.ms += 30 * 60_000 + 1;
  const late = await at.call(url, { text: "too late" });

  expect([sixth.status, await sixth.json()]).toEqual([404, { ok: false, error: "used_url" }]);
  expect([late.status, await late.json()]).toEqual([404, { ok: false, error: "expired_url" }]);
});

it("presses a button by its label and sees the message replaced", async () => {
  const at = workspace();
  const message = await card(at);
  at.bot = async (request) => {
    await at.call(String(payloadOf(request).response_url), { text: "Back again", replace_original: true });
    return { status: 200, body: "" };
  };

  const answer = await ask(at, "press", { user: "viewer", channel: "crm-sync", message, action: "reconnect" });

  const sent = at.received[0];
  expect(sent && payloadOf(sent)).toMatchObject({
    type: "block_actions",
    user: { id: "U0VIEWER01" },
    container: { message_ts: message, is_ephemeral: false },
    message: { ts: message },
    actions: [{ type: "button", action_id: "act-1", value: "v" }],
  });
  expect(answer).toMatchObject({ shown: [{ id: message, text: "Back again", private: false }] });
  expect(inChannel(at.slack.state, "C0CRMSYNC1")).toMatchObject([{ id: message, version: 2, blocks: [] }]);
});

it("picks an option by its label", async () => {
  const at = workspace();
  const message = await card(at);
  at.bot = async (request) => {
    await at.call(String(payloadOf(request).response_url), { text: "Filled" });
    return { status: 200, body: "" };
  };

  await ask(at, "press", { user: "operator", message, action: "act-3", value: "Fill with default" });

  const sent = at.received[0];
  expect(sent && payloadOf(sent)).toMatchObject({
    actions: [{ type: "static_select", action_id: "act-3", selected_option: { value: "fill" } }],
  });
});

it("opens a form once, within three seconds, and sends what was typed", async () => {
  const at = workspace();
  const opened: unknown[] = [];
  at.bot = async (request) => {
    const payload = payloadOf(request);
    if (payload.type === "view_submission") return { status: 200, body: "" };
    const open = () =>
      at.client.views.open({ trigger_id: String(payload.trigger_id), view: JSON.parse(JSON.stringify(form)) });
    opened.push((await open()).ok);
    opened.push(await open().catch((cause) => cause.data.error));
    at.clock.ms += 3001;
    return { status: 200, body: "" };
  };

  const answer = (await ask(at, "command", command)) as { view: { id: string } };
  const typed = { user: "operator", view: answer.view.id, values: { Name: "Acme", Way: "Fast" } };
  at.bot = async () => ({
    status: 200,
    body: JSON.stringify({ response_action: "errors", errors: { name: "Taken" } }),
  });
  const refused = await ask(at, "submit", typed);

  expect(opened).toEqual([true, "exchanged_trigger_id"]);
  expect(answer.view).toMatchObject({
    title: "Fix",
    fields: [
      { label: "Name", kind: "text", options: [], value: "" },
      { label: "Way", kind: "select", options: [{ label: "Fast", value: "f" }] },
    ],
    buttons: [{ label: "Save", kind: "submit" }, { kind: "close" }],
  });
  expect(payloadOf(at.received[1] ?? { headers: {}, body: "" })).toMatchObject({
    type: "view_submission",
    view: {
      callback_id: "form-1",
      state: { values: { name: { n: { value: "Acme" } }, way: { w: { selected_option: { value: "f" } } } } },
    },
  });
  expect(refused).toMatchObject({ view: { fields: [{ error: "Taken" }, { error: null }] } });
});

it("refuses a trigger that is older than three seconds", async () => {
  const at = workspace();
  let error = "";
  at.bot = async (request) => {
    at.clock.ms += 3001;
    const trigger_id = String(payloadOf(request).trigger_id);
    const late = at.client.views.open({ trigger_id, view: JSON.parse(JSON.stringify(form)) });
    error = await late.catch((cause) => cause.data.error);
    return { status: 200, body: JSON.stringify({ text: "too late" }) };
  };

  await ask(at, "command", command);

  expect(error).toBe("expired_trigger_id");
});

it("delivers everything twice under the fault `repeat`", async () => {
  const at = workspace();
  addFault(at.slack.options.board, { service: "slack", fault: "repeat" });
  at.bot = async () => ({ status: 200, body: JSON.stringify({ text: "once" }) });

  await ask(at, "command", command);

  const [first, again] = at.received;
  expect(at.received.length).toBe(2);
  expect(again?.body).toBe(first?.body);
  expect(again?.headers["x-slack-signature"]).toBe(first?.headers["x-slack-signature"]);
  expect(again?.headers["x-slack-retry-num"]).toBe("1");
});

it("answers at once when the bot refuses or is away", async () => {
  const at = workspace();
  at.bot = async () => ({ status: 401, body: "" });
  const refused = await ask(at, "command", command);
  at.bot = async () => {
    throw new Error("connection refused");
  };
  const away = await ask(at, "command", command);

  expect([refused, away]).toMatchObject([
    { ackStatus: 401, shown: [] },
    { ackStatus: 0, shown: [] },
  ]);
});

it.each([
  ["chat-down", 503, "upstream connect error"],
  ["chat-429", 429, "ratelimited"],
  ["invalid-blocks", 200, "invalid_blocks"],
])("has the fault %s", async (fault, status, words) => {
  const at = workspace();
  addFault(at.slack.options.board, { service: "slack", fault, times: 1 });
  const post = () =>
    at.slack.handle({
      method: "POST",
      path: "/api/chat.postMessage",
      headers: { authorization: "Bearer xoxb-good", "content-type": "application/json" },
      body: JSON.stringify({ channel: "crm-sync", text: "t", blocks: [{ type: "divider" }] }),
      origin: "http://127.0.0.1:4003",
    });

  const struck = post();
  const after = post();

  expect([struck.status, struck.body.includes(words)]).toEqual([status, true]);
  expect(JSON.parse(after.body)).toMatchObject({ ok: true });
});

it.each([
  ["command", { ...command, user: "nobody" }, 'unknown user "nobody"; known: stranger, viewer, operator, admin'],
  ["command", { ...command, channel: "lobby" }, 'unknown channel "lobby"; known: crm-sync, general'],
  ["command", { user: "viewer" }, "missing channel, text; known: user, channel, text"],
  ["command", { ...command, txt: "x" }, "unknown txt; known: user, channel, text"],
  ["press", { user: "viewer", message: "9.9", action: "a" }, 'viewer sees no message or view "9.9"'],
  ["submit", { user: "viewer", view: "V9", values: {} }, 'viewer has no form "V9" open; open: none'],
])("says what is known when %s is asked with %j", async (path, body, error) => {
  const at = workspace();

  const refused = ask(at, path, body);

  await expect(refused).rejects.toThrow(error);
});

it("names the actions of a message when another one is pressed", async () => {
  const at = workspace();
  const message = await card(at);

  const refused = ask(at, "press", { user: "viewer", message, action: "Explode" });

  await expect(refused).rejects.toThrow(
    'unknown action "Explode"; known: Reconnect (act-1), Open (act-2), Fix (act-3)',
  );
});

it("lets people join and leave user groups, and tells the bot who is in them", async () => {
  const at = workspace();

  await ask(at, "groups", { group: "crm-operators", user: "viewer", do: "join" });
  await ask(at, "groups", { group: "S0OPERATOR", user: "operator", do: "leave" });

  const { users } = await at.client.usergroups.users.list({ usergroup: "S0OPERATOR" });
  expect(users).toEqual(["U0VIEWER01"]);
  expect(await ask(at, "groups")).toContainEqual({ id: "S0OPERATOR", handle: "crm-operators", users });
  await expect(ask(at, "groups", { group: "nobody", user: "viewer", do: "join" })).rejects.toThrow(
    /known: crm-viewers, crm-operators, crm-admins/,
  );
});
