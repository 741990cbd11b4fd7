import { describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { serve } from "../../../src/sandbox/shell.ts";
import { acceptLinks } from "../../../src/sandbox/slack/accept.ts";
import { sendEnvelope } from "../../../src/sandbox/slack/envelopes.ts";
import { greet, hear } from "../../../src/sandbox/slack/socket.ts";
import { type Workspace, workspace } from "./slack-workspace.ts";

const OPEN = "http://127.0.0.1:4003/api/apps.connections.open";

async function open(space: Workspace, token: string): Promise<Record<string, unknown>> {
  const { slack } = space;
  const headers = { authorization: `Bearer ${token}` };
  const path = new URL(OPEN).pathname;
  const answer = slack.handle({ method: "POST", path, headers, body: "", origin: "http://127.0.0.1:4003" });
  return JSON.parse(answer.body);
}

/** A bot's end of a socket that keeps what it is sent, and acknowledges when told. */
function join(space: Workspace) {
  const heard: Record<string, unknown>[] = [];
  const { state } = space.slack;
  greet(state, { id: "L1", leaving: false, send: (text) => heard.push(JSON.parse(text)), close: () => {} });
  return { heard, ack: (id: unknown, payload?: unknown) => hear(state, JSON.stringify({ envelope_id: id, payload })) };
}

describe("apps.connections.open", () => {
  it("gives a ticket to the app token alone", async () => {
    const space = workspace();

    const answers = [await open(space, "xapp-good"), await open(space, "xoxb-good"), await open(space, "xapp-bad")];

    expect(answers).toEqual([
      { ok: true, url: expect.stringMatching(/^ws:\/\/127\.0\.0\.1:4003\/link\?ticket=\w+&app_id=A0CRMSYNC1$/) },
      { ok: false, error: "not_allowed_token_type" },
      { ok: false, error: "invalid_auth" },
    ]);
  });

  it("refuses everything else to the app token", async () => {
    const answer = await workspace().slack.handle({
      method: "POST",
      path: "/api/auth.test",
      headers: { authorization: "Bearer xapp-good" },
      body: "",
      origin: "http://127.0.0.1:4003",
    });

    expect(JSON.parse(answer.body)).toEqual({ ok: false, error: "not_allowed_token_type" });
  });
});

describe("the socket", () => {
  it("greets who comes with a ticket, once, and lets nobody else in", async () => {
    const { slack } = workspace();
    const links = acceptLinks(slack.state);
    const shell = await serve(slack, 0, links.upgrade);
    const url = `${shell.url.replace("http", "ws")}/link?ticket=K1`;
    const come = (origin?: string) =>
      new Promise<string>((resolve) => {
        const socket = new WebSocket(url, origin === undefined ? {} : { origin });
        socket.on("message", (said) => resolve(JSON.parse(String(said)).type));
        socket.on("error", (error) => resolve(error.message));
      });
    slack.state.tickets.add("K1");

    const answers = [await come("https://evil.test"), await come(), await come()];

    expect(answers).toEqual(["Unexpected server response: 403", "hello", "Unexpected server response: 403"]);
    expect(slack.state.links.size).toBe(1);
    links.close();
    await shell.close();
  });
});

describe("envelopes", () => {
  const clock = { realNow: () => 0, sleep: () => new Promise<void>((resolve) => setImmediate(resolve)) };

  it.each([
    ["command=%2Fcrmsync&text=status", "slash_commands", { command: "/crmsync", text: "status" }, true],
    ["payload=%7B%22type%22%3A%22block_actions%22%7D", "interactive", { type: "block_actions" }, false],
    ["payload=%7B%22type%22%3A%22view_submission%22%7D", "interactive", { type: "view_submission" }, true],
    ['{"type":"event_callback"}', "events_api", { type: "event_callback" }, false],
  ])("carry %s as %s", async (body, type, payload, accepts) => {
    const space = workspace();
    const { heard, ack } = join(space);

    const sent = sendEnvelope(space.slack.state, clock, body, 0);
    ack(heard[1]?.envelope_id, {});

    expect(await sent).toEqual({ status: 200, ms: 0, body: "" });
    expect(heard[1]).toMatchObject({ type, payload, accepts_response_payload: accepts });
  });

  it("hand an answer back", async () => {
    const space = workspace();
    const { heard, ack } = join(space);

    const sent = sendEnvelope(space.slack.state, clock, "payload=%7B%7D", 0);
    ack(heard[1]?.envelope_id, { response_action: "clear" });

    expect(await sent).toMatchObject({ status: 200, body: '{"response_action":"clear"}' });
  });

  it("come again in another envelope until one is acknowledged, three times at most", async () => {
    const space = workspace();
    const { heard } = join(space);

    const ack = await sendEnvelope(space.slack.state, clock, '{"type":"event_callback"}', 0);

    const [, ...envelopes] = heard;
    expect(ack.status).toBe(0);
    expect(envelopes.map((one) => one.retry_attempt)).toEqual([0, 1, 2]);
    expect(new Set(envelopes.map((one) => one.envelope_id)).size).toBe(3);
    expect(space.slack.state.waiting.size).toBe(0);
  });
});
