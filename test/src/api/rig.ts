import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createApi } from "../../../src/api/index.ts";
import { createHttp } from "../../../src/http.ts";
import { type BedOptions, bed } from "../../fakes/bed.ts";

/** Tokens of one program of each role. */
export const tokens = {
  viewer: "viewer-token-of-thirty-two-characters",
  operator: "operator-token-of-thirty-two-characters",
  admin: "admin-token-of-thirty-two-characters",
} as const;

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: an answer is whatever the test looks for in it.
  readonly body: any;
}

/** Our port over a real engine, with a client that has a token of every role. */
export async function apiRig(options: BedOptions = {}) {
  const own = await bed(options);
  const logged: unknown[] = [];
  const log = (...line: unknown[]) => void logged.push(line);
  const list = (Object.keys(tokens) as (keyof typeof tokens)[]).map((role) => ({
    name: `the ${role}`,
    role,
    token: tokens[role],
  }));
  const api = createApi({ engine: own.engine, now: own.clock.wall, tokens: list, log });
  const http = createHttp({
    engine: own.engine,
    routes: [],
    metrics: () => Promise.reject(new Error("not asked for")),
    log,
    ready: () => true,
    api: async () => api,
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  const { port } = http.address() as AddressInfo;

  async function ask(
    method: string,
    path: string,
    body?: unknown,
    more: { token?: string | null; headers?: Record<string, string> } = {},
  ): Promise<Answered> {
    const { token = tokens.operator, headers = {} } = more;
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: { ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...headers },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    const isJson = answer.headers.get("content-type")?.startsWith("application/json") ?? false;
    return { status: answer.status, headers: answer.headers, body: isJson ? JSON.parse(text) : text };
  }

  return {
    ...own,
    ask,
    logged,
    close: async () => {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
      await own.close();
    },
  };
}
