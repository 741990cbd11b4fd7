import type { IncomingMessage, ServerResponse } from "node:http";
import type { BotPorts, Route } from "../bot.ts";
import { verify } from "./verify.ts";

/** What Bolt wants of a transport: the parsed body, a name for the delivery, and a way to acknowledge it once. */
export interface Delivery {
  readonly body: Record<string, unknown>;
  readonly request: string;
  /** Whether it is known to be new; what is not must do nothing but say so. */
  readonly noted: boolean;
  ack(response?: unknown): Promise<void>;
}

export interface RouteParts {
  readonly signingSecret: string;
  readonly ports: BotPorts;
  /** The machine's clock in ms: signatures carry real time. */
  machineNow(): number;
  /** Told of each request whose signature was right. */
  onSigned(): void;
  deliver(delivery: Delivery): Promise<void>;
}

/**
 * POST /slack/events. Nothing is parsed before the signature was found right, and nothing is done twice. A command or a
 * press is acknowledged before it is noted: Slack gives it three seconds, people look at it, and the database may be busy
 * with a page of a sync. When noting fails then, the person is told in the chat.
 */
export function eventsRoute({ signingSecret, ports, machineNow, onSigned, deliver }: RouteParts): Route {
  async function handle(incoming: IncomingMessage, raw: Buffer, response: ServerResponse): Promise<void> {
    const verdict = verify(signingSecret, incoming.headers, raw, machineNow());
    if (!verdict.ok) {
      ports.log("info", "slack request refused", { why: verdict.why });
      return send(response, 401);
    }
    onSigned();
    const body = parseBody(raw, incoming.headers["content-type"] ?? "");
    const early = body !== null && isAnsweredEmpty(body);
    if (early) send(response, 200);
    const first = await note(verdict.key);
    if (first === null && !early) return send(response, 503);
    if (first === false) return send(response, 200);
    if (body === null) return send(response, 400);
    if (body.ssl_check === "1") return send(response, 200);
    if (body.type === "url_verification") return send(response, 200, { challenge: String(body.challenge ?? "") });
    const ack = async (answer?: unknown) => {
      send(response, 200, answer);
    };
    try {
      await deliver({ body, request: verdict.key, noted: first !== null, ack });
    } catch (error) {
      ports.log("warn", "slack request of an unknown shape", { error: String(error) });
    }
    send(response, 200);
  }

  /** null = it could not be told whether it is the first. */
  async function note(key: string): Promise<boolean | null> {
    try {
      return await ports.first(key);
    } catch (error) {
      ports.log("error", "slack request could not be noted", { error: String(error) });
      return null;
    }
  }

  return { method: "POST", path: "/slack/events", handle };
}

/** Whether the acknowledgement says nothing: a sent form's may hold its errors, and an address is verified by its answer. */
function isAnsweredEmpty(body: Record<string, unknown>): boolean {
  return body.type !== "view_submission" && body.type !== "url_verification";
}

/** Forms carry a command's fields or one `payload` of JSON; events are JSON. Null when it is neither. */
function parseBody(raw: Buffer, contentType: string): Record<string, unknown> | null {
  const text = raw.toString("utf8");
  if (!contentType.startsWith("application/x-www-form-urlencoded")) return parseObject(text);
  const form = new URLSearchParams(text);
  const payload = form.get("payload");
  return payload === null ? Object.fromEntries(form) : parseObject(payload);
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

/** Nothing is sent twice: a request that was acknowledged early has had its answer. */
function send(response: ServerResponse, status: number, answer?: unknown): void {
  if (response.headersSent) return;
  if (answer === undefined || answer === "") {
    response.writeHead(status).end();
    return;
  }
  const json = typeof answer !== "string";
  response
    .writeHead(status, { "content-type": json ? "application/json" : "text/plain" })
    .end(json ? JSON.stringify(answer) : answer);
}
