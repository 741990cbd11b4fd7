import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { BotPorts, Route } from "../bot.ts";
import type { Activity } from "./activity.ts";
import { AGAIN } from "./dialog.ts";
import type { Verdict } from "./identity.ts";

/** One activity that was found right, a name for its delivery, and a way to answer it once. */
export interface Delivery {
  readonly activity: Activity;
  /** As it came. */
  readonly body: Record<string, unknown>;
  readonly request: string;
  /** Whether it is known to be new; what is not must do nothing but say so. */
  readonly noted: boolean;
  respond(status: number, answer: unknown): void;
}

export interface RouteParts {
  readonly ports: BotPorts;
  identify(request: IncomingMessage, raw: Buffer): Promise<Verdict>;
  /** Told of each request that was found right. */
  onAccepted(): void;
  deliver(delivery: Delivery): Promise<void>;
}

/** How an activity is acknowledged. */
type Kind = "message" | "action" | "dialog" | "other";

/**
 * What a pressed Action.Execute is answered: Teams shows it for a moment. With no words at all Teams says that the app
 * cannot be reached, and sends the press again (vercel/chat, thread 731).
 */
const TAKEN = { statusCode: 200, type: "application/vnd.microsoft.activity.message", value: "One moment…" } as const;

/**
 * POST /api/messages. Nothing is parsed before the token was found right, and nothing is done twice. A message or a press
 * is acknowledged before it is noted: people look at it, and the database may be busy with a page of a sync. When noting
 * fails then, the person is told in the chat. A dialog is the answer itself, so that it waits.
 */
export function messagesRoute({ ports, identify, onAccepted, deliver }: RouteParts): Route {
  async function handle(incoming: IncomingMessage, raw: Buffer, response: ServerResponse): Promise<void> {
    const verdict = await identify(incoming, raw);
    if (!verdict.ok) {
      ports.log("info", "teams request refused", { why: verdict.why });
      return send(response, verdict.status);
    }
    onAccepted();
    const { activity, body } = verdict;
    const kind = kindOf(activity);
    if (kind === "message") send(response, 200);
    if (kind === "action") send(response, 200, TAKEN);
    const request = nameOf(activity, raw);
    // What nobody did, e.g. an installation, is only kept, and keeping it twice does no harm.
    const first = kind === "other" ? true : await note(request);
    if (first === null && kind === "dialog") return send(response, 503);
    if (first === false) return send(response, 200, AGAIN);
    const respond: Delivery["respond"] = (status, answer) => send(response, status, answer);
    try {
      await deliver({ activity, body, request, noted: first !== null, respond });
    } catch (error) {
      ports.log("warn", "teams request of an unknown shape", { error: String(error) });
    }
    send(response, 200);
  }

  /** null = it could not be told whether it is the first. */
  async function note(key: string): Promise<boolean | null> {
    try {
      return await ports.first(key);
    } catch (error) {
      ports.log("error", "teams request could not be noted", { error: String(error) });
      return null;
    }
  }

  return { method: "POST", path: "/api/messages", handle };
}

function kindOf({ type, name }: Activity): Kind {
  if (type === "message") return "message";
  if (type !== "invoke") return "other";
  if (name === "adaptiveCard/action") return "action";
  return name === "task/fetch" || name === "task/submit" ? "dialog" : "other";
}

/** The same for the same activity delivered again: by its id in its conversation, or by all of it where it has none. */
function nameOf({ type, id, conversation }: Activity, raw: Buffer): string {
  const named = id ? JSON.stringify([conversation.id, id, type]) : raw;
  return `teams:${createHash("sha256").update(named).digest("hex").slice(0, 40)}`;
}

/** Nothing is sent twice: a request that was acknowledged early has had its answer. */
function send(response: ServerResponse, status: number, answer?: unknown): void {
  if (response.headersSent) return;
  if (answer === undefined || answer === null) {
    response.writeHead(status).end();
    return;
  }
  response.writeHead(status, { "content-type": "application/json; charset=utf-8" }).end(JSON.stringify(answer));
}
