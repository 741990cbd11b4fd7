import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import type { Service, ServiceRequest } from "./service.ts";

export interface Shell {
  readonly url: string;
  close(): Promise<void>;
}

/** Salesforce's collections may carry more than the usual 1 MB. */
const longestBody = 6 * 1024 * 1024;

/** Takes a connection over that asks for another protocol than HTTP. */
export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** Puts a service behind HTTP on loopback; when the port is taken (or 0) the system chooses one. */
export async function serve(service: Pick<Service, "handle">, port: number, upgrade?: Upgrade): Promise<Shell> {
  const server = createServer((request, response) => {
    respond(service, request, response).catch((cause: unknown) => {
      response.statusCode = 500;
      response.end(JSON.stringify({ error: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) }));
    });
  });
  server.keepAliveTimeout = 30_000;
  if (upgrade !== undefined) server.on("upgrade", upgrade);
  const listen = (wanted: number) =>
    new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(wanted, "127.0.0.1", () => {
        server.off("error", reject);
        resolve();
      });
    });
  await listen(port).catch((cause: unknown) => {
    if (cause instanceof Error && "code" in cause && cause.code === "EADDRINUSE") return listen(0);
    throw cause;
  });
  const { port: given } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${given}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function respond(
  service: Pick<Service, "handle">,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request);
  if (body === null) {
    response.writeHead(413, { connection: "close" }).end();
    return;
  }
  const answer = service.handle(toServiceRequest(request, body));
  if (answer.delayMs !== undefined && answer.delayMs > 0) await new Promise((r) => setTimeout(r, answer.delayMs));
  if (answer.drop === true) {
    request.socket.destroy();
    return;
  }
  const bytes = Buffer.from(answer.body, "utf8");
  response.writeHead(answer.status, { ...answer.headers, "content-length": String(bytes.length) });
  response.end(request.method === "HEAD" ? undefined : bytes);
}

/** The request as services see it; repeated headers are joined with a comma. */
export function toServiceRequest(request: IncomingMessage, body: string): ServiceRequest {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  const host = headers.host ?? "127.0.0.1";
  return { method: request.method ?? "GET", path: request.url ?? "/", headers, body, origin: `http://${host}` };
}

/** The whole body as text; null when it is too long. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > longestBody) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
