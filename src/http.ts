import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Route } from "../bots/bot.ts";
import type { Engine, Log } from "../engine/index.ts";
import type { Api } from "./api/index.ts";
import type { Metrics } from "./metrics.ts";
import { finishSignIn, openSignIn } from "./oauth-pages.ts";

export interface HttpOptions {
  readonly engine: Engine;
  /** Of all bots. */
  readonly routes: readonly Route[];
  /** The route of a CRM's webhook at this path; absent = none are taken. */
  webhooks?(path: string): Promise<Route | null>;
  /** The workspace for programs; absent = nobody has a token, and there is nothing at its addresses. */
  api?(): Promise<Api>;
  metrics(): Promise<Metrics>;
  readonly log: Log;
  /** Whether everything has been started. */
  ready(): boolean;
}

// Not imported: an import reads every name that node:http has, and for one of them Node loads its whole fetch.
const { createServer } = process.getBuiltinModule("node:http");

const bodyLimit = 1_000_000;

/** Our one port: health, sign-in pages and what the chats call. Answers give no detail to strangers. */
export function createHttp(options: HttpOptions): Server {
  const server = createServer((request, response) => {
    answer(options, request, response).catch((cause: unknown) => {
      options.log("error", "a request failed", {
        path: pathOf(request),
        cause: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause),
      });
      if (!response.headersSent) plain(response, 500, "It could not be done.");
    });
  });
  server.requestTimeout = 30_000;
  return server;
}

async function answer(options: HttpOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = pathOf(request);
  const route = options.routes.find((each) => each.path === path) ?? (await options.webhooks?.(path));
  if (route) {
    if (request.method !== route.method) return plain(response, 405, "This address takes another method.");
    const body = await readBody(request);
    if (body === null) {
      response.setHeader("connection", "close");
      return plain(response, 413, "The body is too large.");
    }
    return route.handle(request, body, response);
  }
  if (options.api && path.startsWith("/v1/")) return (await options.api())(request, response, () => readBody(request));
  if (request.method !== "GET") return plain(response, 404, "There is nothing here.");
  if (path === "/healthz") return plain(response, 200, "ok");
  if (path === "/readyz") return tellReady(options, response);
  if (path === "/metrics") return tellMetrics(options, request, response);
  const [, first, second, last, more] = path.split("/");
  if (first === "oauth" && last && more === undefined) {
    if (second === "start") return openSignIn(options.engine, last, response);
    if (second === "callback") return finishSignIn(options.engine, request, response);
  }
  return plain(response, 404, "There is nothing here.");
}

/** Ready = work may be expected: started, and the database takes rows. */
function tellReady({ engine, ready }: HttpOptions, response: ServerResponse): void {
  const problem = !ready() ? "starting" : engine.storage() === null ? null : "the database cannot be written";
  plain(response, problem === null ? 200 : 503, problem ?? "ready");
}

/** Names and numbers only. Whoever comes through the proxy in front, as chats and browsers do, is a stranger. */
async function tellMetrics(options: HttpOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.headers["x-forwarded-for"] ?? request.headers.forwarded)
    return plain(response, 404, "There is nothing here.");
  const metrics = await options.metrics();
  const text = await metrics.text();
  response.writeHead(200, { "content-type": metrics.contentType, "x-content-type-options": "nosniff" });
  response.end(text);
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? "/").split("?")[0] ?? "/";
}

/** null = too large; a length that is told is believed before anything is read. */
async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  if (Number(request.headers["content-length"] ?? 0) > bodyLimit) return null;
  const chunks: Buffer[] = [];
  let size = 0;
  // The connection stays: it has the refusal to carry.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += (chunk as Buffer).length;
    if (size > bodyLimit) return null;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

function plain(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" });
  response.end(`${text}\n`);
}
