import type { ServiceName, ServiceRequest, ServiceResponse } from "../service.ts";
import { type Account, isAccountName } from "./accounts.ts";
import { type CallLogs, callLog, callsSince } from "./calls.ts";
import { bad, json, notThere, readJson } from "./control-answers.ts";
import { controlRecords } from "./control-records.ts";
import { accountNamed, type Crm, counted } from "./crm.ts";
import { addFault } from "./fault-request.ts";
import { activeFaults, type FaultBoard, removeFault } from "./faults.ts";
import { quota } from "./limits.ts";
import { labelOf } from "./schema.ts";
import { editSchema, shownSchema } from "./schema-edit.ts";
import { type Table, table } from "./table.ts";

/** What the control interface of the CRMs works on. */
export interface Controlled {
  readonly board: FaultBoard;
  readonly logs: CallLogs;
  readonly crms: readonly Crm[];
}

/**
 * The part of the sandbox's own interface that is about CRMs, faults and calls. null = not one of its paths; the
 * answers are JSON, a wrong request is 400 `{error}`, an unknown record 404 `{error}`.
 */
export function crmControl(sandbox: Controlled, request: ServiceRequest): ServiceResponse | null {
  const { pathname, searchParams: query } = new URL(request.path, request.origin);
  const [root, first, part, ...rest] = pathname.slice(1).split("/").map(decoded);
  if (root !== "_sandbox" || first === undefined) return null;
  if (first === "faults" && part === undefined) return faults(sandbox, request, query);
  if (first === "calls" && part === undefined) return calls(sandbox, request, query);
  if (part !== "records" && part !== "schema") return null;
  const crm = sandbox.crms.find((c) => c.name === first);
  if (crm === undefined) return bad(`unknown CRM ${first}; known: ${sandbox.crms.map((c) => c.name).join(", ")}`);
  const name = query.get("account") ?? "main";
  if (!isAccountName(name)) return bad(`unknown account ${name}; known: main, other`);
  const account = accountNamed(crm, name);
  const [type = "", ...path] = rest;
  if (part === "schema" && request.method === "PATCH" && path.length === 0) {
    const made = addObject(crm, account, type, readJson(request.body));
    if (made !== null) return made;
  }
  const known = account.tables.get(type);
  if (known === undefined) return bad(`unknown type ${type}; ${first} has: ${[...account.tables.keys()].join(", ")}`);
  if (part === "records") return controlRecords(crm, account, known, path, request);
  if (path.length > 0) return bad(`nothing is known at ${request.path}`);
  if (request.method === "GET") return json(200, shownSchema(known.schema));
  if (request.method !== "PATCH") return bad(`${request.method} is not known here; known: GET, PATCH`);
  const edit = ofAdministrator(crm, account, known, readJson(request.body));
  if (typeof edit === "string") return bad(edit);
  const problem = editSchema(known, edit);
  if (problem === null) crm.dialect.edited?.(account, known);
  return problem === null ? json(200, shownSchema(known.schema)) : bad(problem);
}

/** An administrator makes an object of the customer's own: `{op: "add-object", label?}`; null = the edit is another one. */
function addObject(crm: Crm, account: Account, type: string, body: Body): ServiceResponse | null {
  if (body?.op !== "add-object") return null;
  if (crm.dialect.newObject === undefined) return bad(`${crm.name} has no objects of one's own`);
  if (account.tables.has(type)) return bad(`there is a ${type} already`);
  const made = crm.dialect.newObject(type, typeof body.label === "string" ? body.label : labelOf(type));
  if (typeof made === "string") return bad(made);
  account.tables.set(type, table(made));
  return json(200, shownSchema(made));
}

/**
 * The edit under the API's own names: where the CRM names fields itself, administrators speak of their labels. A text =
 * the CRM has no such edit.
 */
function ofAdministrator(crm: Crm, account: Account, table: Table, body: Body): Body | string {
  const { withoutEdits, fieldCode } = crm.dialect;
  if (withoutEdits?.ops.includes(String(body?.op)) === true) return withoutEdits.why;
  if (body === null || fieldCode === undefined || typeof body.field !== "string") return body;
  const label = body.field;
  const { fields } = table.schema;
  const asked = body.op === "rename-field" ? { ...body, labelOnly: true } : body;
  if (fields.has(label)) return asked;
  if (body.op === "add-field") return { label, ...asked, field: fieldCode(account, table, label) };
  const named = [...fields.values()].find((one) => one.label.toLowerCase() === label.toLowerCase());
  return named === undefined ? asked : { ...asked, field: named.name };
}

type Body = Readonly<Record<string, unknown>> | null;

function faults(sandbox: Controlled, request: ServiceRequest, query: URLSearchParams): ServiceResponse {
  if (request.method === "GET")
    return json(200, { faults: activeFaults(sandbox.board), kinds: kindsOf(sandbox.board) });
  if (request.method === "POST") {
    const added = addFault(sandbox.board, readJson(request.body));
    return added.ok ? json(201, { id: added.fault.id }) : bad(added.error);
  }
  if (request.method !== "DELETE") return bad(`${request.method} is not known here; known: GET, POST, DELETE`);
  const id = query.get("id");
  if (id === null) return bad("say which: DELETE /_sandbox/faults?id=ID");
  return removeFault(sandbox.board, id) ? json(200, { id, deleted: true }) : notThere(`no fault ${id} is active`);
}

function kindsOf(board: FaultBoard) {
  return Object.fromEntries([...board.kinds].map(([service, kinds]) => [service, kinds]));
}

function calls(sandbox: Controlled, request: ServiceRequest, query: URLSearchParams): ServiceResponse {
  if (request.method !== "GET") return bad(`${request.method} is not known here; known: GET`);
  const known = [...sandbox.board.kinds.keys()];
  const service = known.find((name) => name === query.get("service"));
  if (service === undefined) return bad(`unknown service ${query.get("service")}; known: ${known.join(", ")}`);
  const since = Number(query.get("since") ?? 0);
  if (!Number.isFinite(since)) return bad("since must be a number");
  const account = query.get("account") ?? "main";
  if (!isAccountName(account)) return bad(`unknown account ${account}; known: main, other`);
  const log = callLog(sandbox.logs, service);
  return json(200, {
    calls: callsSince(log, since),
    refused429: log.refused,
    quota: quotaOf(sandbox, service, account),
  });
}

function quotaOf(sandbox: Controlled, service: ServiceName, account: "main" | "other") {
  const crm = sandbox.crms.find((c) => c.name === service);
  return crm === undefined ? { burst: null, daily: null } : quota(counted(crm, accountNamed(crm, account)));
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
