import { webApi } from "@slack/bolt";
import type { Wire } from "../../../src/sandbox/chat/wire.ts";
import { faultBoard } from "../../../src/sandbox/crm/faults.ts";
import { createSlack, type SlackService } from "../../../src/sandbox/slack/slack.ts";

const ORIGIN = "http://127.0.0.1:4003";

/** A workspace without sockets: the real client calls the pure handler, and the bot is a function. */
export interface Workspace {
  readonly slack: SlackService;
  readonly client: InstanceType<typeof webApi.WebClient>;
  readonly wire: Wire;
  readonly clock: { ms: number };
  /** Requests that reached the bot. */
  readonly received: Received[];
  /** What the bot does with a request; by default it only acknowledges. */
  bot: (request: Received) => Promise<{ status: number; body: string }>;
  /** Calls any address of the simulated Slack as the bot would. */
  call(url: string, body: unknown): Promise<Response>;
}

export interface Received {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function workspace(): Workspace {
  const clock = { ms: Date.UTC(2026, 10, 2, 9) };
  let seed = 7;
  const world = {
    now: () => clock.ms,
    random: () => {
      seed = (seed * 16807) % 2147483647;
      return seed / 2147483647;
    },
  };
  const slack = createSlack({
    world,
    board: faultBoard(world),
    logs: new Map(),
    token: "xoxb-good",
    signingSecret: "shh",
    appToken: "xapp-good",
  });
  const ask = async (input: string | URL | Request, init?: RequestInit) => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    const answer = slack.handle({
      method: request.method,
      path: url.pathname + url.search,
      headers: Object.fromEntries(request.headers),
      body: await request.text(),
      origin: ORIGIN,
    });
    return new Response(answer.body, { status: answer.status, headers: answer.headers });
  };
  const received: Received[] = [];
  const all: Workspace = {
    slack,
    clock,
    received,
    client: new webApi.WebClient("xoxb-good", {
      slackApiUrl: `${ORIGIN}/api/`,
      fetch: ask,
      rejectRateLimitedCalls: true,
      retryConfig: { retries: 0 },
    }),
    bot: async () => ({ status: 200, body: "" }),
    call: (url, body) =>
      ask(url, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
    wire: {
      post: async (_url, headers, body) => {
        received.push({ headers, body });
        return all.bot({ headers, body });
      },
      requestUrl: () => "http://127.0.0.1:3000/slack/events",
      origin: () => ORIGIN,
      realNow: () => Date.now(),
      sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    },
  };
  return all;
}

/** The payload of an interaction, or the fields of a command. */
export function payloadOf(request: Received): Record<string, unknown> {
  const form = new URLSearchParams(request.body);
  const payload = form.get("payload");
  return payload === null ? Object.fromEntries(form) : JSON.parse(payload);
}
