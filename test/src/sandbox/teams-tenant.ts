import type { Wire } from "../../../src/sandbox/chat/wire.ts";
import { faultBoard } from "../../../src/sandbox/crm/faults.ts";
import { issueToken } from "../../../src/sandbox/teams/access.ts";
import { createTeams, type TeamsService } from "../../../src/sandbox/teams/teams.ts";

export const ORIGIN = "http://127.0.0.1:4004";
export const CHANNEL = "19:crm-alerts@thread.tacv2";
export const TENANT = "00000000-0000-4000-8000-0000000000aa";
export const APP = "app-1";

export interface Received {
  readonly headers: Readonly<Record<string, string>>;
  readonly activity: Record<string, unknown> & {
    readonly type: string;
    readonly name?: string;
    readonly text?: string;
    readonly value?: unknown;
    readonly replyToId?: string;
    readonly conversation: { readonly id: string };
  };
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers by name
  readonly body: any;
}

/** A tenant without sockets: calls go to the pure handler, and the bot is a function. */
export interface Tenant {
  readonly teams: TeamsService;
  readonly wire: Wire;
  readonly clock: { ms: number };
  /** Requests that reached the bot. */
  readonly received: Received[];
  /** What the bot does with a request; by default it only acknowledges. */
  bot: (request: Received) => Promise<{ status: number; body: string }>;
  call(method: string, path: string, body?: unknown, token?: string): Answer;
  /** A call of the connector about one of its conversations. */
  connector(method: string, conversation: string, path: string, body?: unknown): Answer;
  fault(name: string, times?: number, parameters?: Record<string, string | number>): void;
}

export function tenant(): Tenant {
  const clock = { ms: Date.UTC(2026, 10, 2, 9) };
  let seed = 7;
  const world = {
    now: () => clock.ms,
    random: () => {
      seed = (seed * 16807) % 2147483647;
      return seed / 2147483647;
    },
  };
  const board = faultBoard(world);
  const app = { appId: APP, appPassword: "secret-1", tenantId: TENANT };
  const teams = createTeams({ world, board, logs: new Map(), ...app });
  const good = issueToken(teams.state);
  const call: Tenant["call"] = (method, path, body, token = good) => {
    const isForm = typeof body === "string";
    const answer = teams.handle({
      method,
      path,
      headers: { authorization: `Bearer ${token}`, "content-type": isForm ? "text/plain" : "application/json" },
      body: body === undefined ? "" : isForm ? body : JSON.stringify(body),
      origin: ORIGIN,
    });
    const { status, headers } = answer;
    return { status, headers, body: answer.body === "" ? null : JSON.parse(answer.body) };
  };
  const began = Date.now();
  let passedMs = 0;
  const received: Received[] = [];
  const all: Tenant = {
    teams,
    clock,
    received,
    bot: async () => ({ status: 200, body: "" }),
    call,
    connector: (method, conversation, path, body) =>
      call(method, `/teams/connector/v3/conversations/${encodeURIComponent(conversation)}/${path}`, body),
    fault: (fault, timesLeft, parameters = {}) => {
      board.lastId += 1;
      const common = { service: "teams" as const, account: null, until: null, since: clock.ms, parameters };
      board.faults.push({ id: String(board.lastId), fault, timesLeft: timesLeft ?? null, ...common });
    },
    wire: {
      post: async (_url, headers, body) => {
        const request = { headers, activity: JSON.parse(body) };
        received.push(request);
        return all.bot(request);
      },
      requestUrl: () => "http://127.0.0.1:3000/api/messages",
      origin: () => ORIGIN,
      // Ten times as fast, so that nobody waits for a bot that says nothing more; it stands while the machine does.
      realNow: () => began + passedMs,
      sleep: async (ms) => {
        const until = passedMs + ms;
        await new Promise((resolve) => setTimeout(resolve, ms / 10));
        passedMs = Math.max(passedMs, until);
      },
    },
  };
  return all;
}

/** A message activity with one Adaptive Card. */
export function withCard(card: Record<string, unknown>, more: Record<string, unknown> = {}) {
  const content = { type: "AdaptiveCard", version: "1.5", ...card };
  return {
    type: "message",
    attachments: [{ contentType: "application/vnd.microsoft.card.adaptive", content }],
    ...more,
  };
}

/** What the bot answers to an invoke. */
export function json(body: unknown) {
  return { status: 200, body: JSON.stringify(body) };
}
