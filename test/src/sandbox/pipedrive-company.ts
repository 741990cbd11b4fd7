import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { crmControl } from "../../../src/sandbox/crm/control.ts";
import { addFault } from "../../../src/sandbox/crm/fault-request.ts";
import { faultBoard } from "../../../src/sandbox/crm/faults.ts";
import { issue } from "../../../src/sandbox/crm/oauth.ts";
import { pipedriveService } from "../../../src/sandbox/pipedrive/pipedrive.ts";
import { allScopes } from "../../../src/sandbox/pipedrive/scopes.ts";
import { createPipedrive, type PipedriveOptions } from "../../../src/sandbox/pipedrive/state.ts";

export const app = { id: "app-1", secret: "app-secret" } as const;
export const origin = "http://127.0.0.1:4005";

/** Every member that some answer has; which of them are there depends on the answer. */
export interface Body {
  readonly success: boolean;
  readonly data: Data;
  readonly additional_data: {
    readonly next_cursor: string | null;
    readonly pagination: { readonly more_items_in_collection: boolean; readonly next_start?: number };
  };
  readonly error: string;
  readonly message: string;
  readonly code: string;
  readonly access_token: string;
  readonly refresh_token: string;
  readonly [name: string]: unknown;
}

export type Item = Readonly<Record<string, unknown>> & { readonly id: number };
export type Data = Item & readonly Item[] & { readonly items: readonly { readonly item: Item }[] };

/** A simulated Pipedrive with a clock that stands still until it is moved, and a signed-in app. */
export function pipedrive(given: Partial<Omit<PipedriveOptions, "world" | "board" | "logs" | "clients">> = {}) {
  const clock = { ms: Date.UTC(2026, 10, 20, 10, 0, 0, 123) };
  let seed = 7;
  const world = {
    now: () => clock.ms,
    random: () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed / 2_147_483_648;
    },
  };
  const board = faultBoard(world);
  const crm = createPipedrive({ world, board, logs: new Map(), clients: [app], records: "empty", ...given });
  const service = pipedriveService(crm);
  const grantOf = (account: "main" | "other", scopes: readonly string[] = allScopes) => {
    const userId = crm.accounts.get(account)?.appUser.id ?? "";
    return issue(crm.oauth, { clientId: app.id, account, userId, scopes });
  };
  const access = grantOf("main");
  const send = (method: string, path: string, body: string, headers: Readonly<Record<string, string>>) => {
    const answer = service.handle({ method, path, body, headers, origin });
    return { ...answer, text: answer.body, body: parsed(answer.body) };
  };
  const call = (method: string, path: string, body?: unknown, token: string = access.token) =>
    send(method, path, body === undefined ? "" : JSON.stringify(body), {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
    });
  const form = (path: string, fields: Readonly<Record<string, string>>, basic = `${app.id}:${app.secret}`) =>
    send("POST", path, new URLSearchParams(fields).toString(), {
      "content-type": "application/x-www-form-urlencoded",
      ...(basic !== "" && { authorization: `Basic ${Buffer.from(basic).toString("base64")}` }),
    });
  const create = (type: string, members: Readonly<Record<string, unknown>>): number =>
    call("POST", `/api/v2/${type}`, members).body.data.id;
  const fault = (name: string, more: Readonly<Record<string, unknown>> = {}) => {
    const added = addFault(board, { service: "pipedrive", fault: name, ...more });
    if (!added.ok) throw new Error(added.error);
    return added.fault;
  };
  const control = (method: string, path: string, body: unknown = null) => {
    const asked = { method, path: `/_sandbox/${path}`, headers: {}, body: JSON.stringify(body), origin };
    const answer = crmControl({ board, logs: crm.logs, crms: [crm] }, asked);
    return { status: answer?.status ?? 0, body: parsed(answer?.body ?? "null") };
  };
  const company = crm.companies.get("main");
  if (company === undefined) throw new Error("no company");
  return { clock, board, crm, company, service, access, grantOf, send, call, form, create, fault, control };
}

export type Pipe = ReturnType<typeof pipedrive>;

function parsed(text: string): Body {
  try {
    return JSON.parse(text);
  } catch {
    return JSON.parse("null");
  }
}

// The document leaves out that empty members of records are null; live answers, and the types of the SDK, have them so.
const nullable = (_: string, value: unknown) => {
  if (typeof value !== "object" || value === null || !("type" in value)) return value;
  const { type } = value;
  if (typeof type !== "string") return value;
  const { nullable: _known, ...rest } = value as Readonly<Record<string, unknown>>;
  return { ...rest, type: [type, "null"], ...(Array.isArray(rest.enum) && { enum: [...rest.enum, null] }) };
};

const document = JSON.parse(readFileSync(new URL("../../fixtures/specs/pipedrive-v2.json", import.meta.url), "utf8"));
const ajv = new Ajv({ strict: false, allErrors: true });
ajv.addFormat("uuid", /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
ajv.addFormat("date", /^\d{4}-\d{2}-\d{2}$/);
ajv.addFormat("date-time", /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/);

/** What the official API document finds wrong with an answer of this path; empty = nothing. */
export function violationsAt(method: string, path: string, body: unknown): readonly string[] {
  const operation = document.paths[path]?.[method.toLowerCase()];
  const schema = operation?.responses["200"]?.content["application/json"]?.schema;
  if (schema === undefined) throw new Error(`the API document has no ${method} ${path}`);
  const validate = ajv.compile(JSON.parse(JSON.stringify(schema), nullable));
  if (validate(body) === true) return [];
  return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}

/** The members that the document names for one record of this path's answer. */
export function membersAt(method: string, path: string): readonly string[] {
  const schema = document.paths[path][method.toLowerCase()].responses["200"].content["application/json"].schema;
  const all = JSON.stringify(schema, (key, value) => (key === "items" && value?.properties?.id ? value : value));
  const data = JSON.parse(all).allOf.flatMap(
    (one: { properties?: { data?: { items?: object } } }) => one.properties?.data ?? [],
  );
  return Object.keys(data[0]?.items?.properties ?? data[0]?.properties ?? {});
}
