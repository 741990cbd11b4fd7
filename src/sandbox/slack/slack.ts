import { isShape, parsed, type Shape, textOf } from "../chat/shape.ts";
import type { CallLogs } from "../crm/calls.ts";
import type { Answer } from "../crm/crm.ts";
import { type FaultBoard, type FaultKinds, numberOf, registerFaults, strikeFault } from "../crm/faults.ts";
import { commonFaults, type Gate, gated } from "../crm/gate.ts";
import type { Service, ServiceRequest, World } from "../service.ts";
import { type Method, type Outcome, refuse, structured } from "./call.ts";
import { chatMethods } from "./chat.ts";
import { directoryMethods } from "./directory.ts";
import { fileMethods, receiveUpload } from "./files.ts";
import { overLimit } from "./limits.ts";
import { GRANTED } from "./people.ts";
import { receiveReply } from "./reply-address.ts";
import { socketMethods } from "./socket.ts";
import { createState, type State } from "./state.ts";
import { viewMethods } from "./views.ts";

interface SlackOptions {
  readonly world: World;
  readonly board: FaultBoard;
  readonly logs: CallLogs;
  /** The bot token that is accepted. */
  readonly token: string;
  readonly signingSecret: string;
  /** The app token that may open sockets; without one there are none. */
  readonly appToken?: string | null;
}

export interface SlackService extends Service {
  readonly state: State;
  readonly options: SlackOptions;
}

const METHODS: Readonly<Record<string, Method>> = {
  "api.test": () => ({ ok: true }),
  ...chatMethods,
  ...directoryMethods,
  ...viewMethods,
  ...fileMethods,
  ...socketMethods,
};

const FAULTS: FaultKinds = {
  ...commonFaults,
  "chat-429": { takes: { retryAfterS: "number" } },
  "chat-down": {},
  "invalid-blocks": {},
  repeat: {},
};

/** A Slack workspace with one app: Web API under /api/, reply addresses under /commands and /actions, uploads. */
export function createSlack(options: SlackOptions): SlackService {
  const state = createState(options.world);
  const { board, logs } = options;
  registerFaults(board, "slack", FAULTS);
  const gate: Gate = {
    name: "slack",
    board,
    logs,
    accountOf: () => null,
    changes: (request) => request.method === "POST" && !/\/(auth\.test|[a-z.]+\.(info|list))$/.test(request.path),
    outage: (status) => ({ status, headers: { "content-type": "text/plain" }, body: "upstream connect error" }),
    free: () => false,
  };
  const { name, handle } = gated(gate, (request) => route(state, options, request));
  return { name, handle, state, options };
}

function route(state: State, options: SlackOptions, request: ServiceRequest): Answer {
  if (strikeFault(options.board, "slack", "chat-down", null) !== null)
    return { status: 503, headers: { "content-type": "text/plain" }, body: "upstream connect error" };
  const path = request.path.split("?")[0] ?? "";
  const [, first = "", second = "", third = ""] = path.split("/");
  if (first === "api") return answer(call(state, options, second, request));
  // Clients that were given our bare address.
  if (METHODS[first] !== undefined) return answer(call(state, options, first, request));
  if (request.method === "POST" && (first === "commands" || first === "actions")) {
    const { status, outcome } = receiveReply(state, third, request.body);
    return answer({ outcome, status });
  }
  if (request.method === "POST" && first === "upload" && receiveUpload(state, third, type(request), request.body))
    return { status: 200, headers: { "content-type": "text/plain" }, body: "OK" };
  return answer({ outcome: refuse("not_found"), status: 404 });
}

interface Answered {
  readonly outcome: Outcome;
  readonly status?: number;
  readonly retryAfterS?: number;
}

function call(state: State, options: SlackOptions, name: string, request: ServiceRequest): Answered {
  const method = METHODS[name];
  if (method === undefined) return { outcome: { ...refuse("unknown_method"), req_method: name } };
  const args = argumentsOf(request);
  if (args === null) return { outcome: refuse("invalid_json") };
  const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? "")?.[1] ?? textOf(args.token);
  if (token === "") return { outcome: refuse("not_authed") };
  const refusal = tokenFault(options, name, token);
  if (refusal !== null) return { outcome: refuse(refusal) };
  const fault = strikeFault(options.board, "slack", "chat-429", null);
  if (fault !== null)
    return { outcome: refuse("ratelimited"), status: 429, retryAfterS: numberOf(fault, "retryAfterS", 1) };
  const waitMs = overLimit(state, name, textOf(args.channel));
  if (waitMs !== null) return { outcome: refuse("ratelimited"), status: 429, retryAfterS: Math.ceil(waitMs / 1000) };
  if (hasBlocks(args) && strikeFault(options.board, "slack", "invalid-blocks", null) !== null)
    return { outcome: refuse("invalid_blocks", ["[ERROR] unsupported type [json-pointer:/blocks/0/type]"]) };
  return { outcome: method({ state, args, origin: request.origin }) };
}

/** Sockets are opened with the app's token, everything else is done with the bot's. */
function tokenFault(options: SlackOptions, name: string, token: string): string | null {
  const { token: bot, appToken: app = null } = options;
  if (token !== bot && token !== app) return "invalid_auth";
  return token === (name in socketMethods ? app : bot) ? null : "not_allowed_token_type";
}

/** An empty list of blocks takes blocks away; there is nothing in it to be refused. */
function hasBlocks(args: Shape): boolean {
  const blocks = structured(args.blocks);
  return Array.isArray(blocks) ? blocks.length > 0 : args.blocks !== undefined;
}

/** Arguments come as JSON, as a form, or in the query; null when the JSON is broken. */
function argumentsOf(request: ServiceRequest): Shape | null {
  const query = Object.fromEntries(new URLSearchParams(request.path.split("?")[1] ?? ""));
  if (request.body === "") return query;
  if (type(request).includes("application/json")) {
    const body = parsed(request.body);
    return isShape(body) ? { ...query, ...body } : null;
  }
  return { ...query, ...Object.fromEntries(new URLSearchParams(request.body)) };
}

function type(request: ServiceRequest): string {
  return request.headers["content-type"] ?? "";
}

function answer({ outcome, status = 200, retryAfterS }: Answered): Answer {
  const headers: Record<string, string> = {
    "content-type": "application/json; charset=utf-8",
    "x-oauth-scopes": GRANTED.join(","),
  };
  if (retryAfterS !== undefined) headers["retry-after"] = String(Math.max(1, retryAfterS));
  return { status, headers, body: JSON.stringify(outcome), refused: status === 429 };
}
