import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Bot, BotPorts } from "../../bots/bot.ts";
import type { ChatRequest } from "../../bots/slack/client.ts";
import { createSlackBot } from "../../bots/slack/index.ts";
import { signedHeaders } from "../../src/sandbox/slack/delivery.ts";
import { type Artefact, inEveryForm } from "./canaries.ts";

interface Parts {
  readonly env: Readonly<Record<"SLACK_BOT_TOKEN" | "SLACK_SIGNING_SECRET" | "SLACK_APP_TOKEN", string>>;
  readonly log: BotPorts["log"];
}

interface Sent {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** What was sent, in every coding: the token alone, and all of it. */
export function repeated({ headers = {}, body }: Sent): { token: string; words: string } {
  const told = inEveryForm(JSON.stringify([headers, typeof body === "string" ? body : null]));
  const token = Object.values(headers)
    .map((value) => inEveryForm(value.replace(/^Bearer /, "")))
    .join(" ");
  return { token, words: `${token} ${told}` };
}

/** The chat's own ways to refuse, and those of whatever stands before it; another one for each `turn`. */
export function failing(turn: number, words: string, own: readonly (() => Response)[]): Response | Promise<Response> {
  const ways: readonly (() => Response | Promise<Response>)[] = [
    ...own,
    () => new Response(words, { status: 401 }),
    () => new Response(`<html>${words}</html>`, { status: 200 }),
    () => new Response(words, { status: 429, headers: { "retry-after": "1" } }),
    () => new Response(words, { status: 503 }),
    () => Promise.reject(new TypeError(`fetch failed: ${words}`, { cause: new Error(words) })),
  ];
  const way = ways[turn % ways.length];
  if (way === undefined) throw new Error("no such way");
  return way();
}

/** A Slack that refuses in every way and repeats what it was sent: another way at every call. */
function repeatingSlack(): ChatRequest {
  let calls = 0;
  return async (_url, init = {}) => {
    calls += 1;
    const { token, words } = repeated(init);
    const json = (given: object) => new Response(JSON.stringify(given), { headers: { "x-told": token } });
    const metadata = { warnings: [words], messages: [`[ERROR] ${words}`] };
    return failing(calls, words, [
      () => json({ ok: false, error: words }),
      () => json({ ok: false, error: "missing_scope", needed: words, provided: words }),
      () => json({ ok: true, response_metadata: metadata, warning: words }),
    ]);
  };
}

export function repeatingChat({ env, log }: Parts): Bot {
  return createSlackBot({
    token: env.SLACK_BOT_TOKEN,
    appToken: null,
    signingSecret: env.SLACK_SIGNING_SECRET,
    apiUrl: "http://127.0.0.1:4003/api/",
    groups: ["S0GROUP001"],
    request: repeatingSlack(),
    ports: { first: async () => true, now: Date.now, log },
  });
}

/** Everything that the bot does, of its own and when it is called, over HTTP and through a socket. */
export async function callChat({ env, log }: Parts): Promise<readonly Artefact[]> {
  const bot = repeatingChat({ env, log });
  const card = { kind: "t", state: "t", tone: "info", headline: "Hello" } as const;
  const said: unknown[] = [];
  const failed = (cause: unknown) => {
    said.push(String(cause));
    log("error", "a call of the chat failed", { cause });
  };
  await bot
    .start(async () => Promise.reject(new Error(`not answered: ${inEveryForm(env.SLACK_BOT_TOKEN)}`)))
    .catch(failed);
  for (let round = 0; round < 8; round += 1) {
    await bot.post({ channel: "C0CRMSYNC1" }, card, `k${round}`).catch(failed);
    await bot.update({ channel: "C0CRMSYNC1", id: "1.1" }, card).catch(failed);
    await bot.home("U1", card).catch(failed);
    await bot.groupsOf("U1").catch(failed);
    said.push(await bot.examine(["C0CRMSYNC1"]));
  }
  said.push(...(await deliver(bot, env.SLACK_SIGNING_SECRET)));
  await bot.stop();

  const { SLACK_BOT_TOKEN: token, SLACK_APP_TOKEN: appToken } = env;
  const ports = { first: async () => true, now: Date.now, log };
  const apiUrl = "http://127.0.0.1:4003/api/";
  const given = { token, appToken, signingSecret: null, apiUrl, request: repeatingSlack(), ports, socketRetryMs: 5 };
  const socket = createSlackBot(given);
  await socket.start(async () => Promise.reject(new Error("never"))).catch(failed);
  await new Promise((resolve) => setTimeout(resolve, 300));
  said.push(await socket.examine([]));
  await socket.stop();
  return [{ name: "what the chat says", text: said.map((each) => JSON.stringify(each)).join("\n") }];
}

/** Requests of a stranger, and of Slack itself with what nobody can read. */
async function deliver(bot: Bot, secret: string): Promise<readonly unknown[]> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    await bot.routes[0]?.handle(request, Buffer.concat(chunks), response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const now = Math.floor(Date.now() / 1000);
  const form = new URLSearchParams({
    command: "/crmsync",
    text: secret,
    user_id: "U1",
    response_url: "http://127.0.0.1:4003/x",
  });
  const sent = [
    { body: secret, headers: { "x-slack-signature": `v0=${secret}`, "x-slack-request-timestamp": String(now) } },
    { body: "{ broken", headers: signedHeaders(secret, now, "{ broken") },
    { body: String(form), headers: signedHeaders(secret, now, String(form)) },
  ];
  const answers: unknown[] = [];
  for (const { body, headers } of sent) {
    const answer = await fetch(`http://127.0.0.1:${port}/slack/events`, { method: "POST", body, headers });
    answers.push([answer.status, await answer.text(), [...answer.headers]]);
  }
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  return answers;
}
