import { isShape, parsed, type Shape } from "../chat/shape.ts";
import type { Answer } from "../crm/crm.ts";
import { type FaultBoard, numberOf, strikeFault } from "../crm/faults.ts";
import type { ServiceRequest } from "../service.ts";
import { isLetIn } from "./access.ts";
import { createConversation, remove, send, update } from "./activities.ts";
import { hasCard } from "./content.ts";
import { members, pagedMembers } from "./members.ts";
import { CHANNELS, TEAM } from "./people.ts";
import { answerJson, badSyntax, refuse } from "./refusal.ts";
import { isPlace, placeOf } from "./rooms.ts";
import type { State } from "./state.ts";
import { APP_WIDE, note, READING, SENDING, waitMs } from "./windows.ts";

/** The Bot Connector API; `path` begins with "v3". */
export function connector(state: State, board: FaultBoard, path: string, request: ServiceRequest): Answer {
  if (!isLetIn(state, request)) return refuse(401, "Unauthorized", "Authorization has been denied for this request.");
  const [address = "", query = ""] = path.split("?");
  const parts = address.split("/").map(decoded);
  const trouble = troubled(board) ?? overLimit(state, request.method, parts);
  if (trouble !== null) return trouble;
  const body = request.body === "" ? {} : parsed(request.body);
  if (!isShape(body)) return badSyntax("The body is not a JSON object.");
  return routed(state, board, { method: request.method, parts, query: new URLSearchParams(query), body, request });
}

interface Asked {
  readonly method: string;
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
  readonly body: Shape;
  readonly request: ServiceRequest;
}

function routed(state: State, board: FaultBoard, { method, parts, query, body, request }: Asked): Answer {
  const [, kind, conversation, what, id, more] = parts;
  const unknown = () => refuse(404, "NotFound", `No HTTP resource was found at ${method} ${request.path}.`);
  if (kind === "teams" && method === "GET") return team(conversation, what) ?? unknown();
  if (kind !== "conversations") return unknown();
  if (conversation === undefined || conversation === "") {
    if (method !== "POST") return refuse(405, "MethodNotAllowed", "The requested method is not allowed.");
    return cardRefused(board, body.activity) ?? createConversation(state, body, serviceUrl(request));
  }
  const place = placeOf(state, conversation);
  if (!isPlace(place)) return place;
  if (method === "GET" && what === "members") return members(state, place.room, id ?? null);
  if (method === "GET" && what === "pagedmembers") return pagedMembers(state, place.room, query);
  if (method === "GET" && what === "activities" && more === "members") return members(state, place.room, null);
  if (what !== "activities") return unknown();
  const targeted = query.get("isTargetedActivity") === "true";
  if (targeted && strikeFault(board, "teams", "no-targeted", null) !== null)
    return badSyntax("Targeted messages are not supported in this conversation.");
  const call = { state, place, activity: body, targeted };
  if (method === "POST") return cardRefused(board, body) ?? send(call, id ?? null);
  if (method === "PUT" && id !== undefined) return cardRefused(board, body) ?? update(call, id);
  if (method === "DELETE" && id !== undefined) return remove(call, id);
  return unknown();
}

/** The fault `invalid-blocks`: any card is refused, as one that Teams cannot read. */
function cardRefused(board: FaultBoard, activity: unknown): Answer | null {
  if (!isShape(activity) || !hasCard(activity)) return null;
  if (strikeFault(board, "teams", "invalid-blocks", null) === null) return null;
  return badSyntax("Failed to parse the Adaptive Card: /body/0/type: unknown element");
}

function troubled(board: FaultBoard): Answer | null {
  const slow = strikeFault(board, "teams", "chat-429", null);
  if (slow !== null) return tooMany(numberOf(slow, "retryAfterS", 1));
  if (strikeFault(board, "teams", "chat-412", null) === null) return null;
  return refuse(412, "PreconditionFailed", "Precondition failed, please try again.");
}

function tooMany(retryAfterS: number): Answer {
  return refuse(429, "TooManyRequests", "API calls quota exceeded.", retryAfterS);
}

/** Counts the call in every window that it falls into, unless one of them is full. */
function overLimit(state: State, method: string, [, , conversation = "", what = ""]: readonly string[]): Answer | null {
  const reads = method === "GET";
  const room = conversation.split(";")[0] ?? "";
  const own = `${reads ? "read" : what === "" ? "create" : "send"}:${room}`;
  const wait = Math.max(waitMs(state, own, reads ? READING : SENDING), waitMs(state, "app", APP_WIDE));
  if (wait > 0) return tooMany(wait / 1000);
  note(state, own);
  note(state, "app");
  return null;
}

function team(id: string | undefined, what: string | undefined): Answer | null {
  if (id !== TEAM.id) return null;
  if (what === "conversations")
    return answerJson(200, { conversations: CHANNELS.map((one) => ({ id: one.id, name: one.name })) });
  return what === undefined ? answerJson(200, { ...TEAM, channelCount: CHANNELS.length }) : null;
}

/** Where the bot reaches the connector, as activities name it. */
export function serviceUrl(request: Pick<ServiceRequest, "origin">): string {
  return `${request.origin}/teams/connector/`;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
