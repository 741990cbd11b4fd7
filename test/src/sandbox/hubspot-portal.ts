import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { addFault } from "../../../src/sandbox/crm/fault-request.ts";
import { faultBoard } from "../../../src/sandbox/crm/faults.ts";
import { issue } from "../../../src/sandbox/crm/oauth.ts";
import { hubspotService } from "../../../src/sandbox/hubspot/hubspot.ts";
import { createHubspot, type HubspotOptions } from "../../../src/sandbox/hubspot/state.ts";

export const app = { id: "app-1", secret: "app-secret" } as const;

export const allScopes = [
  "oauth",
  "crm.objects.contacts.read",
  "crm.objects.contacts.write",
  "crm.objects.companies.read",
  "crm.objects.companies.write",
  "crm.objects.deals.read",
  "crm.objects.deals.write",
  "crm.objects.leads.read",
  "crm.objects.leads.write",
  "crm.objects.owners.read",
  "crm.schemas.contacts.write",
] as const;

/** Every member that some answer of HubSpot has; which of them are there depends on the answer. */
export interface Body {
  readonly id: string;
  readonly properties: Readonly<Record<string, string | null>>;
  readonly results: readonly (Body & { readonly to: readonly Linked[]; readonly associations: unknown })[];
  readonly total: number;
  readonly numErrors: number;
  readonly errors: readonly { readonly message: string }[];
  readonly status: string;
  readonly error: string;
  readonly message: string;
  readonly category: string;
  readonly context: unknown;
  readonly correlationId: string;
  readonly access_token: string;
  readonly refresh_token: string;
  readonly portalId: number;
}

interface Linked {
  readonly toObjectId: string;
  readonly associationTypes: readonly { readonly typeId: number }[];
}

export interface Got {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The parsed body; nothing when it is no JSON. */
  readonly body: Body;
  readonly delayMs: number | undefined;
  readonly drop: boolean;
}

/** A simulated HubSpot with a clock that stands still until it is moved, and a signed-in app. */
export function hubspot(given: Partial<Pick<HubspotOptions, "records" | "searchLagMs">> = {}) {
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
  const crm = createHubspot({ world, board, logs: new Map(), clients: [app], records: "empty", ...given });
  const service = hubspotService(crm);
  const grantOf = (account: "main" | "other", scopes: readonly string[] = allScopes) => {
    const userId = crm.accounts.get(account)?.appUser.id ?? "";
    return issue(crm.oauth, { clientId: app.id, account, userId, scopes });
  };
  const access = grantOf("main");
  const send = (method: string, path: string, body: string, headers: Readonly<Record<string, string>>): Got => {
    const answer = service.handle({ method, path, body, headers, origin: "http://127.0.0.1:4001" });
    const { status, headers: told, body: text, delayMs, drop = false } = answer;
    return { status, headers: told, text, body: parsed(text), delayMs, drop };
  };
  const call = (method: string, path: string, body?: unknown, token: string = access.token): Got =>
    send(method, path, body === undefined ? "" : JSON.stringify(body), {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
    });
  const form = (path: string, fields: Readonly<Record<string, string>>): Got =>
    send("POST", path, new URLSearchParams(fields).toString(), { "content-type": "application/x-www-form-urlencoded" });
  const create = (type: string, properties: Readonly<Record<string, unknown>>): string =>
    call("POST", `/crm/v3/objects/${type}`, { properties, associations: [] }).body.id;
  const fault = (fault: string, more: Readonly<Record<string, unknown>> = {}) => {
    const added = addFault(board, { service: "hubspot", fault, ...more });
    if (!added.ok) throw new Error(added.error);
    return added.fault;
  };
  return { clock, world, board, crm, service, access, grantOf, send, call, form, create, fault };
}

export type Hub = ReturnType<typeof hubspot>;

function parsed(text: string): Body {
  try {
    return JSON.parse(text);
  } catch {
    return JSON.parse("null");
  }
}

const document = JSON.parse(
  readFileSync(new URL("../../fixtures/specs/hubspot-crm-v3.json", import.meta.url), "utf8"),
  // The document says that property values are texts; live answers, and the SDK's types, have null for empty ones.
  (key, value) => (key === "additionalProperties" && value?.type === "string" ? { type: ["string", "null"] } : value),
);

const ajv = new Ajv({ strict: false, allErrors: true });
ajv.addFormat("date-time", /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{3})?Z$/);
ajv.addFormat("uuid", /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
ajv.addFormat("int32", true);
ajv.addSchema(document, "hubspot");

/** What the official API document finds wrong with a body; empty = nothing. `schema` is a name of its components. */
export function violations(schema: string, body: unknown): readonly string[] {
  const validate = ajv.getSchema(`hubspot#/components/schemas/${schema}`);
  if (validate === undefined) throw new Error(`the API document has no schema ${schema}`);
  if (validate(body) === true) return [];
  return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}

/** As `violations`, for the answer that the document promises at this path and status; errors have one shape. */
export function violationsAt(method: string, path: string, got: Pick<Got, "status" | "body">): readonly string[] {
  const operation = document.paths[path]?.[method.toLowerCase()];
  if (operation === undefined) throw new Error(`the API document has no ${method} ${path}`);
  const promised = operation.responses[String(got.status)];
  if (promised === undefined)
    return got.status >= 400 ? violations("Error", got.body) : [`status ${got.status} is not promised`];
  const reference = promised.content?.["application/json"]?.schema?.$ref;
  if (reference === undefined) return got.body === null ? [] : ["a body is not promised"];
  return violations(String(reference).split("/").at(-1) ?? "", got.body);
}
