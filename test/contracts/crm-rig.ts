import { createHash } from "node:crypto";
import {
  type Crm,
  type Cursor,
  type HttpRequest,
  NoAnswer,
  type OAuthApp,
  type Page,
  type Provider,
  type Request,
  type Token,
} from "../../engine/provider.ts";
import { loadProvider } from "../../engine/providers/list.ts";
import type { Fields, ObjectName, RemoteRecord } from "../../engine/record.ts";
import { crmControl } from "../../src/sandbox/crm/control.ts";
import type { Crm as SandboxCrm } from "../../src/sandbox/crm/crm.ts";
import { faultBoard } from "../../src/sandbox/crm/faults.ts";
import { load } from "../../src/sandbox/crm/load.ts";
import { hubspotService } from "../../src/sandbox/hubspot/hubspot.ts";
import { createHubspot } from "../../src/sandbox/hubspot/state.ts";
import { pipedriveService } from "../../src/sandbox/pipedrive/pipedrive.ts";
import { createPipedrive } from "../../src/sandbox/pipedrive/state.ts";
import { salesforceService } from "../../src/sandbox/salesforce/service.ts";
import { createSalesforce } from "../../src/sandbox/salesforce/state.ts";
import type { Service, World } from "../../src/sandbox/service.ts";

export const start = Date.UTC(2026, 10, 21, 10, 0, 0);
const origin = "http://127.0.0.1:4001";
const client = { id: "app-1", secret: "secret-1" };

export interface RigOptions {
  readonly rotate?: boolean;
  readonly searchLagMs?: number;
}

export type RigName = "salesforce" | "hubspot" | "pipedrive";

/**
 * What a CRM has of the things that not all have: it counts its records, says into which a record was merged, checks
 * rules and required fields of its users over the API, checks e-mail addresses, locks records, writes in batches.
 */
type Ability = "counts" | "merges" | "rules" | "emails" | "locks" | "batches";

const all: readonly Ability[] = ["counts", "merges", "rules", "emails", "locks", "batches"];
const abilities: Readonly<Record<RigName, ReadonlySet<Ability>>> = {
  salesforce: new Set(all),
  hubspot: new Set(all),
  pipedrive: new Set(),
};

/** A provider with its real SDK over a simulated CRM: no socket, a clock that stands still until it is moved. */
export type Rig = Awaited<ReturnType<typeof rig>>;

export type Make = ((options?: RigOptions) => Promise<Rig>) & { readonly can: (ability: Ability) => boolean };

export function maker(name: RigName): Make {
  const can = (ability: Ability): boolean => abilities[name].has(ability);
  return Object.assign((options?: RigOptions) => rig(name, options), { can });
}

export async function rig(name: RigName, options: RigOptions = {}) {
  const provider = await loadProvider(name);
  const clock = { now: start };
  let seed = 11;
  const world: World = {
    now: () => clock.now,
    random: () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed / 2_147_483_648;
    },
  };
  const board = faultBoard(world);
  const logs = new Map();
  const { crm, service } = simulated(name, { world, board, logs, clients: [client], records: "empty", ...options });
  const requests: HttpRequest[] = [];
  const request = throttled(provider, clock, requestTo(service, requests));
  const app: OAuthApp = {
    clientId: client.id,
    clientSecret: client.secret,
    redirectUri: "http://127.0.0.1:3000/oauth/callback",
    loginUrl: origin,
    apiUrl: name === "hubspot" ? origin : null,
  };
  const control = (method: string, path: string, body: unknown = null): unknown => {
    const text = body === null ? "" : JSON.stringify(body);
    const asked = { method, path: `/_sandbox/${path}`, headers: {}, body: text, origin };
    const answer = crmControl({ board, logs, crms: [crm] }, asked);
    if (answer === null || answer.status >= 400) throw new Error(`${method} ${path}: ${answer?.body}`);
    return JSON.parse(answer.body);
  };
  const token = await signIn(provider, app, service, request, "main");
  return {
    ...words(provider),
    provider,
    app,
    token,
    clock,
    request,
    requests,
    signIn: (account: "main" | "other") => signIn(provider, app, service, request, account),
    consent: (account: "main" | "other", verifier: string | null) => consent(provider, app, service, account, verifier),
    connect: (given: { token?: Token; request?: Request } = {}): Crm =>
      provider.connect({ app, token, request, fields: allFields(provider), now: world.now, ...given }),
    /** What a person does inside the CRM, in our words. */
    person: personIn(name, provider, control),
    fault: (fault: string, more: object = {}) => control("POST", "faults", { service: name, fault, ...more }),
    schema: (object: ObjectName, edit: object) => control("PATCH", `${name}/schema/${provider.objects[object]}`, edit),
    /** What the sandbox's own interface does, in the CRM's words. */
    control,
    /** Rows as a data load brings them, all with one stamp. */
    loadAs: (type: string, rows: readonly Fields[], agoMs = 3_600_000): readonly string[] => {
      const account = crm.accounts.get("main");
      if (account === undefined) throw new Error("no main account");
      const at = clock.now - agoMs;
      return load(
        crm,
        account,
        type,
        rows.map((fields) => ({ fields, createdAt: at, modifiedAt: at })),
      );
    },
    load: (object: ObjectName, rows: readonly Fields[], agoMs = 3_600_000): readonly string[] => {
      const account = crm.accounts.get("main");
      if (account === undefined) throw new Error("no main account");
      const at = clock.now - agoMs;
      const fields = rows.map((row) => crmWords(provider, object, row)).map((row) => named(name, object, row));
      const loaded = fields.map((one) => ({ fields: one, createdAt: at, modifiedAt: at }));
      return load(crm, account, provider.objects[object] ?? object, loaded);
    },
  };
}

/** All pages from a cursor until nothing is left for now. */
export async function drain(crm: Crm, object: ObjectName, from: Cursor | null, between: () => void = () => {}) {
  const pages: Page[] = [];
  let cursor = from;
  do {
    const page: Page = await crm.changes(object, cursor);
    pages.push(page);
    // A cursor lives in a table as JSON.
    cursor = JSON.parse(JSON.stringify(page.cursor));
    between();
  } while (pages.at(-1)?.more === true || pages.at(-1)?.phase === "backfill");
  return {
    pages,
    cursor,
    records: pages.flatMap((page) => page.records),
    gone: pages.flatMap((page) => page.gone),
    broken: pages.flatMap((page) => page.broken),
  };
}

function simulated(
  name: RigName,
  options: Parameters<typeof createSalesforce>[0] &
    Parameters<typeof createHubspot>[0] &
    Parameters<typeof createPipedrive>[0],
): { crm: SandboxCrm; service: Service } {
  if (name === "salesforce") {
    const crm = createSalesforce(options);
    return { crm, service: salesforceService(crm) };
  }
  if (name === "pipedrive") {
    const crm = createPipedrive(options);
    return { crm, service: pipedriveService(crm) };
  }
  const crm = createHubspot(options);
  return { crm, service: hubspotService(crm) };
}

function requestTo(service: Service, requests: HttpRequest[]): Request {
  return async (asked) => {
    requests.push(asked);
    if (!asked.url.startsWith(`${origin}/`)) throw new NoAnswer(false, "ENOTFOUND");
    const answer = service.handle({
      method: asked.method,
      path: asked.url.slice(origin.length),
      headers: asked.headers,
      body: asked.body ?? "",
      origin,
    });
    if (answer.drop === true) throw new NoAnswer(true, "ECONNRESET");
    return { status: answer.status, headers: answer.headers, body: answer.body };
  };
}

/** Keeps the provider's windows as the engine's throttle does, but moves the clock on instead of waiting. */
function throttled(provider: Provider, clock: { now: number }, request: Request): Request {
  const sent = new Map<string, number[]>();
  return (asked) => {
    for (const { name, max, windowMs, applies } of provider.limits.windows) {
      if (!applies(asked)) continue;
      const times = (sent.get(name) ?? []).filter((at) => at > clock.now - windowMs);
      if (times.length >= max) clock.now = (times.at(-max) ?? clock.now) + windowMs;
      sent.set(name, [...times, clock.now]);
    }
    return request(asked);
  };
}

async function signIn(
  provider: Provider,
  app: OAuthApp,
  service: Service,
  request: Request,
  account: "main" | "other",
) {
  const verifier = provider.pkce ? "a-verifier-of-enough-characters-0123456789-abcdefg" : null;
  return provider.exchange(app, consent(provider, app, service, account, verifier), verifier, request);
}

/** What a person does with a sign-in link: opens it, picks the account, presses Allow. Answers the code. */
function consent(
  provider: Provider,
  app: OAuthApp,
  service: Service,
  account: string,
  verifier: string | null,
): string {
  const challenge = verifier === null ? null : createHash("sha256").update(verifier).digest("base64url");
  const url = provider.authorizeUrl(app, "state-1", challenge);
  const path = url.slice(origin.length);
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const answer = service.handle({ method: "POST", path, headers, body: `account=${account}&press=allow`, origin });
  const back = new URL(answer.headers.location ?? "http://nowhere.invalid/");
  if (back.searchParams.get("state") !== "state-1") throw new Error(`no way back: ${answer.status} ${answer.body}`);
  return back.searchParams.get("code") ?? "";
}

function words(provider: Provider) {
  return {
    /** Our field names -> the CRM's. */
    theirs: (object: ObjectName, fields: Fields): Fields => crmWords(provider, object, fields),
    /** The CRM's field names -> ours. */
    ours: (object: ObjectName, record: RemoteRecord | undefined): Fields => {
      const names = Object.entries(provider.fields[object] ?? {});
      return Object.fromEntries(names.map(([ours, theirs]) => [ours, record?.fields[theirs] ?? null]));
    },
  };
}

function crmWords(provider: Provider, object: ObjectName, fields: Fields): Fields {
  const names = provider.fields[object] ?? {};
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [names[name] ?? name, value]));
}

/** Pipedrive keeps one name of a person and tells its halves. */
function named(rig: RigName, object: ObjectName, row: Fields): Fields {
  if (rig !== "pipedrive" || object !== "contact") return row;
  const halves = [row.first_name, row.last_name].filter((half) => typeof half === "string");
  return { ...row, name: halves.join(" ") };
}

function allFields(provider: Provider): Readonly<Record<ObjectName, readonly string[]>> {
  return Object.fromEntries(Object.entries(provider.fields).map(([object, names]) => [object, Object.values(names)]));
}

function personIn(
  name: RigName,
  provider: Provider,
  control: (method: string, path: string, body?: unknown) => unknown,
) {
  const at = (object: ObjectName, more = "") => `${name}/records/${provider.objects[object]}${more}`;
  return {
    create: (object: ObjectName, fields: Fields): string => {
      const made = control("POST", at(object), { fields: crmWords(provider, object, fields) });
      return typeof made === "object" && made !== null && "id" in made ? String(made.id) : "";
    },
    edit: (object: ObjectName, id: string, fields: Fields) =>
      control("PATCH", at(object, `/${id}`), { fields: crmWords(provider, object, fields) }),
    delete: (object: ObjectName, id: string) => control("DELETE", at(object, `/${id}`)),
    convert: (id: string) => control("POST", at("lead", `/${id}/convert`), {}),
    merge: (object: ObjectName, id: string, into: string) => control("POST", at(object, `/${id}/merge`), { into }),
  };
}
