import type { Agent, ClientRequest, IncomingMessage } from "node:http";
import { type HttpRequest, type HttpResponse, NoAnswer, type Request } from "../engine/index.ts";

// Not imported: an import reads every name that node:http has, and for one of them Node loads its whole fetch.
const http = process.getBuiltinModule("node:http");

/** Shorter than what servers keep an idle connection for: one that they close just then would lose what we send. */
const IDLE_MS = 4_000;
const CONNECT_MS = 10_000;

/** Made at first use: Node loads its encryption for https. */
const agents: { http?: Agent; https?: Agent } = {};

/**
 * One request, one attempt; redirects are not followed, so that a token never travels along one. node:http, because it
 * takes a third of what fetch takes, and tells whether anything was sent. Throws NoAnswer.
 */
export function createRequest(timeoutMs: number): Request {
  return (outgoing) =>
    new Promise((resolve, reject) => {
      let connected = false;
      const fail = (cause: Error) => {
        asked.destroy();
        reject(new NoAnswer(connected, codeOf(cause), cause));
      };
      const asked = open(outgoing, (answer) => {
        read(answer).then(resolve, fail);
      });
      const end = setTimeout(() => fail(timedOut("TIMEOUT")), timeoutMs);
      const unconnected = setTimeout(
        () => connected || fail(timedOut("CONNECT_TIMEOUT")),
        Math.min(CONNECT_MS, timeoutMs),
      );
      asked.on("socket", (socket) => {
        if (!socket.connecting) connected = true;
        else socket.once(outgoing.url.startsWith("https:") ? "secureConnect" : "connect", () => (connected = true));
      });
      asked.on("error", fail);
      asked.on("close", () => {
        clearTimeout(end);
        clearTimeout(unconnected);
      });
      asked.end(outgoing.body);
    });
}

function open({ method, url, headers, body }: HttpRequest, answered: (answer: IncomingMessage) => void): ClientRequest {
  const length = body === null ? {} : { "content-length": Buffer.byteLength(body) };
  const all = { "accept-encoding": "gzip", ...headers, ...length };
  if (url.startsWith("https:")) {
    const https = process.getBuiltinModule("node:https");
    agents.https ??= new https.Agent({ keepAlive: true, timeout: IDLE_MS });
    return https.request(url, { method, headers: all, agent: agents.https }, answered);
  }
  agents.http ??= new http.Agent({ keepAlive: true, timeout: IDLE_MS });
  return http.request(url, { method, headers: all, agent: agents.http }, answered);
}

async function read(answer: IncomingMessage): Promise<HttpResponse> {
  const pieces: Buffer[] = [];
  for await (const piece of answer) pieces.push(piece as Buffer);
  if (!answer.complete) throw timedOut("ABORTED");
  const whole = Buffer.concat(pieces);
  const bytes = answer.headers["content-encoding"] === "gzip" ? await unpacked(whole) : whole;
  const headers = Object.entries(answer.headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(", ") : value] as const],
  );
  return { status: answer.statusCode ?? 0, headers: Object.fromEntries(headers), body: textOf(bytes) };
}

function unpacked(bytes: Buffer): Promise<Buffer> {
  const { gunzip } = process.getBuiltinModule("node:zlib");
  return new Promise((resolve, reject) => gunzip(bytes, (error, plain) => (error ? reject(error) : resolve(plain))));
}

/** A byte order mark is no part of the text. */
function textOf(bytes: Buffer): string {
  const text = bytes.toString("utf8");
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}

function timedOut(code: string): Error {
  return Object.assign(new Error(code.toLowerCase()), { code });
}

function codeOf(cause: Error): string {
  for (let each: unknown = cause; each instanceof Error; each = each.cause)
    if ("code" in each && typeof each.code === "string") return each.code;
  return "NO_ANSWER";
}
