import { createServer, type Server } from "node:http";
import type { Bot, BotPorts } from "../../bots/bot.ts";
import type { Wire } from "../../src/sandbox/chat/wire.ts";
import { type FaultBoard, faultBoard } from "../../src/sandbox/crm/faults.ts";
import type { Service } from "../../src/sandbox/service.ts";

/** A clock that a test moves, a seed, and the faults of one simulated chat. */
export function chatWorld(service: "slack" | "teams") {
  let clock = Date.UTC(2026, 10, 21, 9, 0);
  let lastRandom = 1;
  const world = {
    now: () => clock,
    random: () => {
      lastRandom = (lastRandom * 48271) % 2147483647;
      return lastRandom / 2147483647;
    },
  };
  const board: FaultBoard = faultBoard(world);
  return {
    world,
    board,
    pass: (ms: number) => {
      clock += ms;
    },
    fault: (name: string, times?: number, parameters: Readonly<Record<string, string | number>> = {}) => {
      board.lastId += 1;
      const id = String(board.lastId);
      const common = { service, account: null, until: null, since: clock, parameters };
      board.faults.push({ id, fault: name, timesLeft: times ?? null, ...common });
    },
  };
}

/** The bot's route over real HTTP, as our shell calls it. */
export async function serveRoutes(bot: () => Bot, path: string): Promise<{ server: Server; url: string }> {
  const server = createServer(async (request, response) => {
    const [route] = bot().routes;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    if (route === undefined || request.url !== route.path) response.writeHead(404).end();
    else await route.handle(request, Buffer.concat(chunks), response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the test server has no port");
  return { server, url: `http://127.0.0.1:${address.port}${path}` };
}

export async function endServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

/** Leaves out what is not given, as optional options ask. */
export function present<T extends object>(given: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

/** A request of a bot, in the words of the simulated services. */
function asServiceRequest(url: string, init: RequestInit, origin: string) {
  const address = new URL(url);
  const headers: Record<string, string> = {};
  new Headers(init.headers).forEach((value, name) => {
    headers[name] = value;
  });
  const body =
    typeof init.body === "string" ? init.body : new TextDecoder().decode(init.body as Uint8Array | undefined);
  return { method: init.method ?? "GET", path: address.pathname + address.search, headers, body, origin };
}

interface Logged {
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** What every bot is given, with what it logged; requests are noted in memory unless `first` is given. */
export function botPorts(now: () => number, first?: BotPorts["first"]): { ports: BotPorts; logged: readonly Logged[] } {
  const logged: Logged[] = [];
  const seen = new Set<string>();
  const ports: BotPorts = {
    first: first ?? (async (key) => seen.size < seen.add(key).size),
    now,
    log: (_level, message, fields) => logged.push({ message, fields }),
  };
  return { ports, logged };
}

/** Carries a bot's requests into the simulated service without a socket, and keeps what was sent. */
export function requestsTo(service: Pick<Service, "handle">, origin: string) {
  const sent: { method: string; url: string; body: string }[] = [];
  const request = async (url: string | URL, init: RequestInit = {}): Promise<Response> => {
    const asked = asServiceRequest(String(url), init, origin);
    sent.push({ method: asked.method, url: String(url), body: asked.body });
    const answer = service.handle(asked);
    if (answer.drop === true) throw new TypeError("fetch failed");
    return new Response(answer.body, { status: answer.status, headers: { ...answer.headers } });
  };
  return { request, sent };
}

/** The simulated chat's way to the bot, which tells when what was sent last was acknowledged. */
export function wireTo(url: string, origin: string) {
  let acknowledged = Promise.withResolvers<void>();
  const wire: Wire = {
    post: async (target, headers, body) => {
      const response = await fetch(target, { method: "POST", headers, body });
      const text = await response.text();
      acknowledged.resolve();
      return { status: response.status, body: text };
    },
    requestUrl: () => url,
    origin: () => origin,
    realNow: Date.now,
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  };
  return {
    wire,
    /** Something else is done from now on. */
    begin: () => {
      acknowledged = Promise.withResolvers<void>();
    },
    acknowledge: () => acknowledged.resolve(),
    acknowledged: () => acknowledged.promise,
  };
}

/** An answer as the contract looks at it. */
export function seenOf(answered: { readonly ackStatus: number; readonly shown: readonly { readonly text: string }[] }) {
  return { ackStatus: answered.ackStatus, texts: answered.shown.map((one) => one.text) };
}
