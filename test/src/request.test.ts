import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { NoAnswer } from "../../engine/index.ts";
import { createRequest } from "../../src/request.ts";

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const get = (url: string) => ({ method: "GET", url, headers: {}, body: null });

async function failureOf(work: Promise<unknown>): Promise<Pick<NoAnswer, "sent" | "code">> {
  const cause = await work.then(
    () => new Error("it was answered"),
    (error: unknown) => error,
  );
  if (!(cause instanceof NoAnswer)) throw cause;
  return { sent: cause.sent, code: cause.code };
}

describe("one request", () => {
  it("carries method, headers and body, and answers status, headers and text", async () => {
    const seen: unknown[] = [];
    const url = await serve(async (request, response) => {
      const pieces: Buffer[] = [];
      for await (const piece of request) pieces.push(piece as Buffer);
      seen.push([request.method, request.url, request.headers["x-own"], Buffer.concat(pieces).toString()]);
      response.writeHead(429, { "retry-after": "7", "set-cookie": ["a=1", "b=2"] }).end("\uFEFFZürich ✓");
    });

    const answer = await createRequest(5_000)({
      method: "PATCH",
      url: `${url}/a?b=c`,
      headers: { "x-own": "yes" },
      body: "Grüße",
    });

    expect(seen).toEqual([["PATCH", "/a?b=c", "yes", "Grüße"]]);
    expect(answer).toMatchObject({ status: 429, body: "Zürich ✓" });
    expect(answer.headers).toMatchObject({ "retry-after": "7", "set-cookie": "a=1, b=2" });
  });

  it("takes a packed answer", async () => {
    const url = await serve((request, response) => {
      expect(request.headers["accept-encoding"]).toBe("gzip");
      response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync("a long page of records"));
    });

    const answer = await createRequest(5_000)(get(url));

    expect(answer.body).toBe("a long page of records");
  });

  it("does not follow a redirect: a token never travels along one", async () => {
    const asked: (string | undefined)[] = [];
    const url = await serve((request, response) => {
      asked.push(request.url);
      response.writeHead(302, { location: "/elsewhere" }).end();
    });

    const answer = await createRequest(5_000)({ ...get(url), headers: { authorization: "Bearer secret" } });

    expect([answer.status, answer.headers.location]).toEqual([302, "/elsewhere"]);
    expect(asked).toEqual(["/"]);
  });

  it("keeps its connection for the next one", async () => {
    const ports = new Set<number | undefined>();
    const url = await serve((request, response) => {
      ports.add(request.socket.remotePort);
      response.end("ok");
    });
    const request = createRequest(5_000);

    for (let n = 0; n < 5; n += 1) await request(get(url));

    expect(ports.size).toBe(1);
  });
});

describe("no answer", () => {
  it("was not sent where nobody listens (D5)", async () => {
    const url = await serve(() => {});
    const [server] = servers.splice(0);
    await new Promise((resolve) => server?.close(resolve));

    const failure = await failureOf(createRequest(5_000)(get(url)));

    expect(failure).toEqual({ sent: false, code: "ECONNREFUSED" });
  });

  it("was not sent where there is no such host", async () => {
    const failure = await failureOf(createRequest(5_000)(get("http://no-such-host.invalid/")));

    expect(failure.sent).toBe(false);
  });

  it("may have been done when the connection ends, at once or in the midst of the answer", async () => {
    const url = await serve((request, response) => {
      if (request.url === "/half") response.writeHead(200, { "content-length": "100" }).write("half of it");
      setTimeout(() => request.socket.destroy(), 20);
    });
    const request = createRequest(5_000);

    const failures = [await failureOf(request(get(`${url}/none`))), await failureOf(request(get(`${url}/half`)))];

    expect(failures.map((one) => one.sent)).toEqual([true, true]);
  });

  it("may have been done when it takes too long, and nothing goes on after that (D5)", async () => {
    let open = 0;
    const url = await serve((request) => {
      open += 1;
      request.socket.once("close", () => {
        open -= 1;
      });
    });

    const failure = await failureOf(createRequest(100)(get(url)));
    await sleep(50);

    expect(failure).toEqual({ sent: true, code: "TIMEOUT" });
    expect(open).toBe(0);
  });

  it("is not ours to guess when the packed answer is garbage", async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { "content-encoding": "gzip" }).end("not packed at all");
    });

    const failure = await failureOf(createRequest(5_000)(get(url)));

    expect(failure.sent).toBe(true);
  });
});
