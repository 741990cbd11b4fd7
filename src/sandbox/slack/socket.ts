import { isShape, parsed, shapeOf, textOf } from "../chat/shape.ts";
import { type Call, type Method, type Outcome, refuse } from "./call.ts";
import { APP } from "./people.ts";
import { type Link, newId, type State } from "./state.ts";

/** As many sockets as one app may have open. */
const MOST = 10;

/** Methods that the app token alone may call. */
export const socketMethods: Readonly<Record<string, Method>> = { "apps.connections.open": openConnection };

function openConnection({ state, origin }: Call): Outcome {
  if (state.links.size >= MOST) return refuse("too_many_websockets");
  const ticket = newId(state, "K");
  state.tickets.add(ticket);
  return { ok: true, url: `${origin.replace(/^http/, "ws")}/link?ticket=${ticket}&app_id=${APP}` };
}

/** Whether the path leads to a socket; its ticket is used up. */
export function takeTicket(state: State, path: string): boolean {
  const { pathname, searchParams } = new URL(path, "http://127.0.0.1");
  return pathname === "/link" && state.tickets.delete(searchParams.get("ticket") ?? "");
}

export function greet(state: State, link: Link): void {
  state.links.add(link);
  const hello = { type: "hello", num_connections: state.links.size, connection_info: { app_id: APP } };
  link.send(JSON.stringify(hello));
}

/** What the bot says through a socket: acknowledgements, perhaps with an answer for the dialog in which it was asked. */
export function hear(state: State, text: string): void {
  const message = parsed(text);
  if (!isShape(message)) return;
  state.waiting.get(textOf(message.envelope_id))?.(shapeOf(message.payload));
}

/** Tells the bot that its sockets are about to be closed, as Slack does now and then; they stand until they are. */
export function sayGoodbye(state: State, reason: "warning" | "refresh_requested"): void {
  for (const link of state.links) {
    link.leaving = true;
    link.send(JSON.stringify({ type: "disconnect", reason }));
  }
}
