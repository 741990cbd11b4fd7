import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Engine } from "../../engine/index.ts";
import { openEngine } from "../../engine/index.ts";
import type { Log } from "../../engine/ports.ts";
import { type HttpRequest, type HttpResponse, NoAnswer, type Request } from "../../engine/provider.ts";
import { openStore, type Store } from "../../engine/store/open.ts";
import { crmControl } from "../../src/sandbox/crm/control.ts";
import { faultBoard } from "../../src/sandbox/crm/faults.ts";
import { hubspotService } from "../../src/sandbox/hubspot/hubspot.ts";
import { createHubspot } from "../../src/sandbox/hubspot/state.ts";
import { pipedriveService } from "../../src/sandbox/pipedrive/pipedrive.ts";
import { createPipedrive } from "../../src/sandbox/pipedrive/state.ts";
import { sandboxSettings } from "../../src/sandbox/program/settings.ts";
import { salesforceService } from "../../src/sandbox/salesforce/service.ts";
import { createSalesforce } from "../../src/sandbox/salesforce/state.ts";
import type { Service } from "../../src/sandbox/service.ts";
import { createAnswers } from "./answers.ts";
import { bedConfig, type CrmName, origins } from "./bed-config.ts";
import { type HandClock, handClock, realClock, settled } from "./ports.ts";

export type { CrmName };

export interface BedOptions {
  readonly records?: "world" | "empty";
  readonly databaseUrl?: string;
  /** The crmsync.yml; the sandbox's own unless told. */
  readonly yaml?: string;
  readonly rotate?: boolean;
  /** Sees every request on its way to a CRM. */
  readonly onRequest?: (crm: CrmName, asked: HttpRequest) => void;
  /** Stands between the CRM and us: may answer otherwise, or throw. */
  readonly between?: (crm: CrmName, asked: HttpRequest, answer: HttpResponse) => HttpResponse;
  /** Sees what the browser of a sign-in is given: where it goes and comes back to, and the cookie. */
  readonly onSignIn?: (seen: { location: string; back: string; cookie: string }) => void;
  /** Wins over the bed's own variables. */
  readonly env?: Readonly<Record<string, string>>;
  /** Sees everything that is logged. */
  readonly onLog?: Log;
}

/** The real engine and SDKs over all simulated CRMs: no socket, one clock that the test moves. */
export async function bed(options: BedOptions = {}) {
  const server = options.databaseUrl?.startsWith("postgres") ?? false;
  const answers = createAnswers();
  const clock = handClock(Date.UTC(2026, 10, 21, 10, 0, 0), server ? answers.awaited : settled);
  const random = seeded(7);
  const world = { now: clock.wall, random };
  const board = faultBoard(world);
  const logs = new Map();
  const config = bedConfig(options.yaml ?? sandboxSettings(), options.env);
  const clients = Object.values(config.env.apps).map((app) => ({ id: app.clientId, secret: app.clientSecret }));
  const records = options.records ?? "empty";
  const salesforce = createSalesforce({ world, board, logs, clients, records, rotate: options.rotate ?? false });
  const hubspot = createHubspot({ world, board, logs, clients, records });
  const used = config.settings.connections.some(({ provider }) => provider === "pipedrive");
  const pipedrive = createPipedrive({
    world,
    board,
    logs,
    clients,
    records: used ? records : "empty",
    rotate: options.rotate ?? false,
  });
  const services: Record<CrmName, Service> = {
    salesforce: salesforceService(salesforce),
    hubspot: hubspotService(hubspot),
    pipedrive: pipedriveService(pipedrive),
  };
  const crms = [salesforce, hubspot, pipedrive];
  const errors: string[] = [];
  let ids = 0;

  const request: Request = async (asked) => {
    const name = (Object.keys(origins) as CrmName[]).find((each) => asked.url.startsWith(`${origins[each]}/`));
    if (!name) throw new NoAnswer(false, "ENOTFOUND");
    options.onRequest?.(name, asked);
    const answer = ask(services[name], origins[name], asked);
    await clock.sleep(5 + (answer.delayMs ?? 0));
    if (answer.drop) throw new NoAnswer(true, "ECONNRESET");
    const plain = { status: answer.status, headers: answer.headers, body: answer.body };
    return options.between ? options.between(name, asked, plain) : plain;
  };

  const databaseUrl = options.databaseUrl ?? temporaryFile();
  const objects = Object.fromEntries(
    Object.entries(config.settings.objects).map(([object, own]) => [
      object,
      Object.keys(own.fields).filter((field) => field !== "id"),
    ]),
  );
  const lines: string[] = [];
  const log: Log = (level, message, fields) => {
    lines.push(`${level} ${message}`);
    options.onLog?.(level, message, fields);
    if (level === "error") errors.push(`${message} ${JSON.stringify(fields)}`);
  };
  const openRows = async () => answers.counted(await openStore({ url: databaseUrl, objects, clock, log }));
  const open = async (owner: string, store?: Store, settings = config.settings): Promise<Engine> =>
    openEngine({
      settings,
      databaseUrl,
      store: store ?? (await openRows()),
      secret: options.env?.CRMSYNC_SECRET ?? "a secret of at least thirty-two characters",
      owner,
      isDead: () => false,
      ports: {
        clock,
        random,
        bytes: (length) => Uint8Array.from({ length }, () => Math.floor(random() * 256)),
        id: (kind) => {
          ids += 1;
          return `${kind}_${String(ids).padStart(9, "0")}`;
        },
        request,
        log,
      },
    });
  const rows = await openRows();
  const engine = await open("worker-1", rows);
  let stranger: Promise<Store> | undefined;
  const foreign = () => {
    stranger ??= openStore({ url: databaseUrl, objects, clock: realClock, log: () => {} });
    return stranger;
  };

  const control = <T = unknown>(method: string, path: string, body: unknown = null): T => {
    const asked = {
      method,
      path: `/_sandbox/${path}`,
      headers: {},
      body: body === null ? "" : JSON.stringify(body),
      origin: "http://127.0.0.1:4000",
    };
    const answer = crmControl({ board, logs, crms }, asked);
    if (answer === null || answer.status >= 400) throw new Error(`${method} ${path}: ${answer?.body}`);
    return JSON.parse(answer.body || "null") as T;
  };

  return {
    engine,
    open,
    /** The rows of the first engine, through its own handle. */
    rows,
    /** The simulated HubSpot itself. */
    hubspot,
    /** Every line of the log, as "level message". */
    lines,
    clock,
    config,
    control,
    errors,
    fault: (service: CrmName, fault: string, more: object = {}) =>
      control<{ id: string }>("POST", "faults", { service, fault, ...more }),
    heal: (id: string) => control("DELETE", `faults?id=${id}`),
    list: (crm: CrmName, type: string, query = "limit=100000") =>
      control<{ total: number; records: { id: string; fields: Record<string, unknown> }[] }>(
        "GET",
        `${crm}/records/${type}?${query}`,
      ),
    create: (crm: CrmName, type: string, fields: object) =>
      control<{ id: string }>("POST", `${crm}/records/${type}`, { fields }).id,
    edit: (crm: CrmName, type: string, id: string, fields: object) =>
      control("PATCH", `${crm}/records/${type}/${id}`, { fields }),
    schema: (crm: CrmName, type: string, edit: object) => control("PATCH", `${crm}/schema/${type}`, edit),
    /** Calls that wrote records, newest last. */
    writes: (crm: CrmName, since = 0) =>
      control<{ calls: { seq: number; method: string; path: string; status: number; records: number }[] }>(
        "GET",
        `calls?service=${crm}&since=${since}`,
      ).calls.filter(
        (call) =>
          call.method !== "GET" &&
          !/oauth|search|batch\/read|composite\/sobjects\/[A-Z]\w+$|graphql/.test(
            `${call.path}${call.method === "POST" ? "" : "."}`,
          ),
      ),
    calls: (crm: CrmName, since = 0) =>
      control<{
        calls: { seq: number; at: number; method: string; path: string; status: number; records: number }[];
        refused429: number;
      }>("GET", `calls?service=${crm}&since=${since}`),
    /** What a person does: presses the link, signs in at the CRM, comes back and says yes. */
    signIn: async (
      connection: CrmName,
      account: "main" | "other" = "main",
      user = "U1",
      platform = "slack",
      crm: CrmName = connection,
    ) => {
      const id = await engine.signIns.begin(connection, { platform, user, name: user, channel: null });
      const opened = await until(clock, engine.signIns.open(id));
      if (!opened) throw new Error("the link does not work");
      const asked = {
        method: "POST",
        url: opened.location,
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: `account=${account}&press=allow`,
      };
      const back = new URL(ask(services[crm], origins[crm], asked).headers.location ?? "http://nowhere.invalid");
      options.onSignIn?.({ ...opened, back: back.href });
      const finishing = engine.signIns.finish({
        state: back.searchParams.get("state") ?? "",
        code: back.searchParams.get("code"),
        error: back.searchParams.get("error"),
        cookie: opened.cookie,
      });
      const finished = await until(clock, finishing);
      return { id, finished, confirm: () => until(clock, engine.signIns.confirm(id, user)) };
    },
    /** Lets the daemon's loops run for a while: a tick a second, a check after it. */
    run: async (ms: number, round: number = 1000) => {
      for (let left = ms; left > 0; left -= round) {
        const work = engine.tick().then(() => engine.check());
        await clock.advance(round);
        await Promise.race([work, settled()]);
      }
    },
    close: async () => {
      await (await stranger)?.close();
      await engine.close();
    },
    /** Ticks until everything that is due has been done. */
    rest: async (engines: readonly Engine[] = [engine]) => {
      for (const each of engines) {
        await until(clock, each.tick());
        await until(clock, each.check());
      }
    },
    /** Another program's plain SQL on the workspace. */
    write: async (text: string) => (await foreign()).write((sql) => sql.run(text)),
    sql: async <T>(text: string) => (await (await foreign()).read((sql) => sql.all(text))) as readonly T[],
  };
}

export function temporaryFile(): string {
  return join(mkdtempSync(join(tmpdir(), "crmsync-")), "workspace.sqlite");
}

/** Moves the clock on until the promise has ended. */
export async function until<T>(clock: HandClock, work: Promise<T>): Promise<T> {
  let ended = false;
  const mine = work.finally(() => {
    ended = true;
  });
  mine.catch(() => {});
  for (let rounds = 0; !ended && rounds < 200_000; rounds += 1) {
    await clock.breathe();
    if (!ended) await clock.advance(5);
  }
  return mine;
}

function ask(
  service: Service,
  origin: string,
  asked: HttpRequest,
): HttpResponse & { drop?: boolean; delayMs?: number } {
  return service.handle({
    method: asked.method,
    path: asked.url.slice(origin.length),
    headers: asked.headers,
    body: asked.body ?? "",
    origin,
  });
}

export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
