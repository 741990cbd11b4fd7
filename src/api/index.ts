import type { IncomingMessage, ServerResponse } from "node:http";
import { type Log, StorageTrouble } from "../../engine/index.ts";
import type { EnvConfig } from "../config.ts";
import { eventRoutes } from "./events.ts";
import { createGate } from "./gate.ts";
import { findRoute } from "./match.ts";
import { openApiRoutes } from "./openapi.ts";
import { recordRoutes } from "./records.ts";
import { Refusal } from "./refusal.ts";
import type { ApiAnswer, ApiRoute, Desk } from "./route.ts";
import { runRoutes } from "./runs.ts";
import { statusRoutes } from "./status.ts";

/** Answers a request for an address under /v1; `body` reads what came with it, null = it is too large. */
export type Api = (
  request: IncomingMessage,
  response: ServerResponse,
  body: () => Promise<Buffer | null>,
) => Promise<void>;

export interface ApiOptions extends Desk {
  readonly tokens: EnvConfig["apiTokens"];
  readonly log: Log;
}

/** The workspace over HTTP, for programs that show a token. Nothing is read or looked at before the token is right. */
export function createApi({ tokens, log, ...desk }: ApiOptions): Api {
  const gate = createGate(tokens);
  const own: readonly ApiRoute[] = [
    ...recordRoutes,
    ...eventRoutes(desk.engine.settings),
    ...runRoutes,
    ...statusRoutes,
  ];
  const routes = [...own, ...openApiRoutes(own)];

  async function answer(request: IncomingMessage, body: () => Promise<Buffer | null>): Promise<ApiAnswer> {
    const { authorization } = request.headers;
    gate(authorization, "viewer");
    const { pathname, searchParams: query } = new URL(request.url ?? "/", "http://localhost");
    const found = findRoute(routes, request.method ?? "GET", pathname, desk.engine);
    gate(authorization, found.route.role);
    const told = found.route.request ? parsed(await body()) : undefined;
    const { route, ...place } = found;
    return route.run({ ...place, query, headers: request.headers, body: told }, desk);
  }

  return async (request, response, body) => {
    const { status, body: told, headers } = await answer(request, body).catch((cause: unknown) => refused(cause, log));
    // What was not read of a refused request must not be taken for the next one.
    if (!request.complete) response.setHeader("connection", "close");
    response.writeHead(status, {
      "content-type": "application/json; charset=utf-8",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      ...headers,
    });
    response.end(`${JSON.stringify(told)}\n`);
  };
}

function parsed(body: Buffer | null): unknown {
  if (body === null)
    throw new Refusal("BODY_TOO_LARGE", "The body is over 1 MB. Send less at once; crmsync import takes any size.");
  if (body.length === 0) return undefined;
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    throw new Refusal("BODY_WRONG", "The body is not JSON in UTF-8.");
  }
}

function refused(cause: unknown, log: Log): ApiAnswer {
  if (cause instanceof Refusal) {
    const { code, message, field, status, headers } = cause;
    return { status, body: { error: { code, message, ...(field === null ? {} : { field }) } }, headers };
  }
  if (cause instanceof StorageTrouble) {
    const message = "The database takes no writes now; nothing was written. Try again when /v1/status says storage ok.";
    return { status: 503, body: { error: { code: "STORAGE", message } }, headers: { "retry-after": "5" } };
  }
  log("error", "a request of a program failed", {
    cause: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause),
  });
  return { status: 500, body: { error: { code: "FAILED", message: "It could not be done; our log says why." } } };
}
