import { createServer } from "node:http";
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import type { Answer, Bot, BotPorts } from "../../bots/bot.ts";
import { createTeamsBot, type TeamsBotOptions } from "../../bots/teams/index.ts";
import { plainCard } from "./cards.ts";

export const APP = "00000000-0000-4000-8000-0000000000bb";
export const TENANT = "00000000-0000-4000-8000-0000000000aa";
export const USER = "00000000-0000-4000-8000-000000000003";
export const SERVICE = "http://127.0.0.1:9/teams/connector/";
export const CHANNEL = "19:crm-alerts@thread.tacv2";

const METADATA = "http://127.0.0.1:9/teams/openid/.well-known/openidconfiguration";
const KEYS = "http://127.0.0.1:9/teams/openid/keys";
const LOGIN = "http://127.0.0.1:9/teams/login";
const TOKEN = `${LOGIN}/${TENANT}/oauth2/v2.0/token`;

/** One call of the bot to the connector. */
export interface Call {
  readonly method: string;
  /** Below the service address, decoded, with its query. */
  readonly path: string;
  readonly token: string | null;
  readonly body: Record<string, unknown>;
}

export interface Signer {
  readonly kid: string;
  readonly jwk: Record<string, unknown>;
  sign(claims?: JWTPayload, header?: Record<string, unknown>): Promise<string>;
}

/** A key pair whose tokens are right in every claim unless told otherwise; `now` is in ms. */
export async function createSigner(kid: string, now: () => number = Date.now): Promise<Signer> {
  const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid, use: "sig" };
  return {
    kid,
    jwk,
    sign: (claims = {}, header = {}) => {
      const at = Math.floor(now() / 1000);
      const right = { iss: "https://api.botframework.com", aud: APP, serviceurl: SERVICE, nbf: at, exp: at + 3600 };
      return new SignJWT({ ...right, ...claims }).setProtectedHeader({ alg: "RS256", kid, ...header }).sign(privateKey);
    },
  };
}

export interface Stage {
  readonly bot: Bot;
  readonly asked: { type: string; caller: Parameters<Answer>[1]; action: Parameters<Answer>[0] }[];
  readonly calls: Call[];
  /** Of everything that left the bot, but for the calls: the addresses. */
  readonly fetched: string[];
  readonly logged: { level: string; message: string; fields: Readonly<Record<string, unknown>> }[];
  readonly kept: Map<string, string>;
  readonly signer: Signer;
  /** What is published; may be changed. */
  readonly published: Record<string, unknown>[];
  /** What the connector, the login and the keys answer instead, once each and in this order. */
  readonly troubles: { on: "connector" | "login" | "keys"; answer: (() => Response) | "drop" }[];
  answer: Answer;
  pass(ms: number): void;
  /** Sends an activity with a good token unless other headers are given. */
  send(activity: unknown, headers?: Record<string, string>): Promise<{ status: number; body: string }>;
  /** As `send`, the body as it is. */
  sendRaw(body: string, headers: Record<string, string>): Promise<{ status: number; body: string }>;
  /** Waits for what goes on after the answer, and starts anew on the same places. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

export async function openStage(options: Partial<TeamsBotOptions> = {}): Promise<Stage> {
  let offset = 0;
  let clock = Date.UTC(2026, 10, 21, 9, 0);
  const machineNow = () => Date.now() + offset;
  const signer = await createSigner("key-1", machineNow);
  const published = [signer.jwk];
  const calls: Call[] = [];
  const fetched: string[] = [];
  const logged: Stage["logged"] = [];
  const kept = new Map<string, string>();
  const asked: Stage["asked"] = [];
  const troubles: Stage["troubles"] = [];
  const seen = new Set<string>();
  let lastId = 0;

  const ports: BotPorts = {
    first: async (key) => seen.size < seen.add(key).size,
    now: () => clock,
    log: (level, message, fields) => logged.push({ level, message, fields }),
  };

  const request: NonNullable<TeamsBotOptions["request"]> = async (url, init = {}) => {
    const address = String(url);
    const on = address.startsWith(SERVICE) ? "connector" : address === TOKEN ? "login" : "keys";
    const body = typeof init.body === "string" ? init.body : "";
    if (on === "connector") {
      const headers = new Headers(init.headers);
      const path = decodeURIComponent(address.slice(SERVICE.length));
      const token = headers.get("authorization");
      calls.push({ method: init.method ?? "GET", path, token, body: body === "" ? {} : JSON.parse(body) });
    } else fetched.push(address);
    const at = troubles.findIndex((each) => each.on === on);
    const [trouble] = at < 0 ? [] : troubles.splice(at, 1);
    if (trouble?.answer === "drop") throw new TypeError("fetch failed");
    if (trouble !== undefined) return trouble.answer();
    if (on === "login") return Response.json({ token_type: "Bearer", expires_in: 3599, access_token: `out-${lastId}` });
    if (address === METADATA) return Response.json({ issuer: "https://api.botframework.com", jwks_uri: KEYS });
    if (address === KEYS) return Response.json({ keys: published });
    lastId += 1;
    if (init.method === "GET") return Response.json([{ id: "29:operator", name: "operator" }]);
    return Response.json({ id: String(lastId) }, { status: init.method === "POST" ? 201 : 200 });
  };

  const create = () =>
    createTeamsBot({
      appId: APP,
      appPassword: "secret",
      tenantId: TENANT,
      metadataUrl: METADATA,
      loginUrl: LOGIN,
      loopback: true,
      allowUnauthenticated: false,
      places: {
        read: async (key) => kept.get(key) ?? null,
        keep: async (key, value) => void kept.set(key, value),
      },
      request,
      ports,
      machineNow,
      ...options,
    });
  let bot = create();
  const stage = { answer: (async () => ({ show: "caller", card: plainCard("Answered") })) as Answer };
  const begin = () =>
    bot.start((action, caller) => {
      asked.push({ type: action.type, action, caller });
      return stage.answer(action, caller);
    });
  await begin();

  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    await bot.routes[0]?.handle(incoming, Buffer.concat(chunks), response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the test server has no port");
  const url = `http://127.0.0.1:${address.port}/api/messages`;

  const sendRaw: Stage["sendRaw"] = async (body, headers) => {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body,
    });
    return { status: response.status, body: await response.text() };
  };

  return Object.assign(stage, {
    get bot() {
      return bot;
    },
    asked,
    calls,
    fetched,
    logged,
    kept,
    signer,
    published,
    troubles,
    pass: (ms: number) => {
      offset += ms;
      clock += ms;
    },
    send: async (activity: unknown, headers?: Record<string, string>) =>
      sendRaw(JSON.stringify(activity), headers ?? { authorization: `Bearer ${await signer.sign()}` }),
    sendRaw,
    settle: async () => {
      await bot.stop();
      bot = create();
      await begin();
    },
    close: async () => {
      await bot.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

let lastActivity = 0;

/** Something that an operator did in the channel, below a message of theirs. */
export function activityOf(more: Record<string, unknown>): Record<string, unknown> {
  lastActivity += 1;
  return {
    id: `act-${lastActivity}`,
    timestamp: "2026-11-21T09:00:00.000Z",
    serviceUrl: SERVICE,
    channelId: "msteams",
    from: { id: "29:operator", name: "operator", aadObjectId: USER },
    recipient: { id: `28:${APP}`, name: "crmsync" },
    conversation: {
      id: `${CHANNEL};messageid=100`,
      conversationType: "channel",
      tenantId: TENANT,
      isGroup: true,
    },
    channelData: { tenant: { id: TENANT }, channel: { id: CHANNEL } },
    locale: "en-US",
    ...more,
  };
}

/** A message that mentions the bot; `text` is escaped as Teams does. */
export function messageOf(text: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  const escaped = text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  const tag = "<at>crmsync</at>";
  const mentioned = { id: `28:${APP}`, name: "crmsync" };
  return activityOf({
    type: "message",
    text: `${tag} ${escaped}`,
    entities: [{ type: "mention", mentioned, text: tag }],
    ...more,
  });
}

/** The chat of the operator with the bot. */
export const PERSONAL = { conversation: { id: "a:operator", conversationType: "personal", tenantId: TENANT } };

export function pressOf(data: Record<string, unknown>, more: Record<string, unknown> = {}): Record<string, unknown> {
  const value = { action: { type: "Action.Execute", verb: "press", data }, trigger: "manual" };
  return activityOf({ type: "invoke", name: "adaptiveCard/action", replyToId: "200", value, ...more });
}

export function taskOf(
  name: "task/fetch" | "task/submit",
  data: Record<string, unknown>,
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  return activityOf({
    type: "invoke",
    name,
    replyToId: "200",
    value: { data, context: { theme: "default" } },
    ...more,
  });
}
