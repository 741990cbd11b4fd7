import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { json } from "../crm/control-answers.ts";
import type { ServiceRequest, ServiceResponse } from "../service.ts";
import { toServiceRequest } from "../shell.ts";

/** The control interface and the page on one port of loopback. */
interface Listening {
  readonly url: string;
  close(): Promise<void>;
}

const LONGEST_BODY = 1024 * 1024;

/** Throws when the port is taken; 0 = any free one. */
export async function listen(
  port: number,
  answer: (request: ServiceRequest) => Promise<ServiceResponse>,
): Promise<Listening> {
  const server = createServer((request, response) => {
    respond(request, response, answer).catch((cause: unknown) => {
      const error = cause instanceof Error ? cause.message : String(cause);
      if (!response.headersSent) response.writeHead(500, { "content-type": "application/json" });
      response.end(JSON.stringify({ error }));
    });
  });
  await bind(server, port);
  const address = server.address();
  const given = typeof address === "object" && address !== null ? address.port : port;
  return {
    url: `http://127.0.0.1:${given}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function bind(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve();
    });
  });
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (request: ServiceRequest) => Promise<ServiceResponse>,
): Promise<void> {
  const body = await readBody(request);
  const reply =
    body === null ? json(413, { error: "the body is longer than 1 MB" }) : await checked(request, body, answer);
  response.writeHead(reply.status, { ...reply.headers, "x-content-type-options": "nosniff" });
  response.end(reply.body);
}

/** A page of somebody else's that is open in the same browser must not reach the sandbox. */
async function checked(
  request: IncomingMessage,
  body: string,
  answer: (request: ServiceRequest) => Promise<ServiceResponse>,
): Promise<ServiceResponse> {
  const whole = toServiceRequest(request, body);
  const host = URL.canParse(whole.origin) ? new URL(whole.origin).hostname : "";
  if (!["127.0.0.1", "localhost", "[::1]"].includes(host))
    return json(403, { error: "the sandbox speaks only to this machine" });
  const from = whole.headers.origin;
  if (from !== undefined && from !== whole.origin) return json(403, { error: `not from ${from}` });
  return answer(whole);
}

async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LONGEST_BODY) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
