import type { ServiceRequest, ServiceResponse } from "../service.ts";
import type { Account } from "./accounts.ts";
import type { Violation } from "./check.ts";
import { bad, json, notThere, readJson } from "./control-answers.ts";
import type { Crm } from "./crm.ts";
import { addSilently, editSilently, removeSilently } from "./silent.ts";
import type { Row, Table } from "./table.ts";
import { type Change, merge, restore, write } from "./writes.ts";

const words = ["account", "check", "limit", "offset", "silent"];

/** `/_sandbox/{crm}/records/:type[/:id[/merge|convert|restore]]`: what a person does inside the CRM. */
export function controlRecords(
  crm: Crm,
  account: Account,
  table: Table,
  path: readonly string[],
  request: ServiceRequest,
): ServiceResponse {
  const query = new URL(request.path, request.origin).searchParams;
  const [id, verb, more] = path;
  const { type } = table.schema;
  if (more !== undefined) return bad(`nothing is known at ${request.path}`);
  if (id === undefined) {
    if (request.method === "GET") return list(crm, table, query);
    if (request.method === "POST") return change(crm, account, table, query, request, { op: "create", type, id: null });
    return bad(`${request.method} is not known here; known: GET, POST`);
  }
  const row = table.latest.get(id);
  if (verb === "restore" && request.method === "POST") return restored(crm, account, table, id);
  if (row === undefined || row.deleted)
    return notThere(`${type} ${id} is ${row === undefined ? "unknown" : "deleted"}`);
  if (verb === "merge" && request.method === "POST") return merged(crm, account, table, id, request);
  if (verb === "convert" && request.method === "POST") return converted(crm, account, table, row, request);
  if (crm.dialect.approvals && (verb === "lock" || verb === "unlock") && request.method === "POST") {
    const change = { op: "update", type, id, fields: {} } as const;
    const hold = verb === "lock" ? "approval" : null;
    if (row.hold === "converted") return bad(`${type} ${id} is converted: no approval process takes it`);
    write(crm, account, account.person.id, change, { checked: false, stored: true, hold });
    return json(200, { id, locked: verb === "lock" });
  }
  if (verb !== undefined) {
    return bad(`${request.method} ${verb} is not known; known: POST merge, POST convert, POST restore`);
  }
  if (request.method === "GET") return json(200, shown(crm, table, row));
  if (request.method === "PATCH") return change(crm, account, table, query, request, { op: "update", type, id });
  if (request.method === "DELETE" && query.has("silent")) {
    removeSilently(table, row);
    return json(200, { id, deleted: true });
  }
  if (request.method === "DELETE") {
    const done = write(crm, account, account.person.id, { op: "delete", type, id, fields: {} }, checks(query));
    return done.ok ? json(200, { id, deleted: true }) : refused(crm, table, done.violations);
  }
  return bad(`${request.method} is not known here; known: GET, PATCH, DELETE`);
}

function list(crm: Crm, table: Table, query: URLSearchParams): ServiceResponse {
  const limit = Number(query.get("limit") ?? 100);
  const offset = Number(query.get("offset") ?? 0);
  if (!Number.isInteger(limit) || limit < 0 || !Number.isInteger(offset) || offset < 0) {
    return bad("limit and offset must be whole numbers, 0 or more");
  }
  const wanted = [...query].filter(([name]) => !words.includes(name));
  const unknown = wanted.find(([name]) => !table.schema.fields.has(name));
  if (unknown !== undefined) return bad(unknownField(table, unknown[0]));
  const records: object[] = [];
  let total = 0;
  for (const row of table.latest.values()) {
    if (row.deleted || !(wanted.length === 0 || isWanted(crm, table, row, wanted))) continue;
    if (total >= offset && records.length < limit) records.push(shown(crm, table, row));
    total += 1;
  }
  return json(200, { total, records });
}

function isWanted(crm: Crm, table: Table, row: Row, wanted: readonly (readonly [string, string])[]): boolean {
  const fields = crm.dialect.view(row, table);
  return wanted.every(([name, value]) => String(fields[name] ?? "").toLowerCase() === value.toLowerCase());
}

function change(
  crm: Crm,
  account: Account,
  table: Table,
  query: URLSearchParams,
  request: ServiceRequest,
  what: Omit<Change, "fields">,
): ServiceResponse {
  const body = readJson(request.body);
  const fields = body?.fields;
  if (typeof fields !== "object" || fields === null || Array.isArray(fields))
    return bad("the body must be {fields: {name: value}}");
  const before = what.id === null ? null : (table.latest.get(what.id) ?? null);
  const taken = crm.dialect.taken?.(account, table, { ...fields }, before) ?? fields;
  for (const name of Object.keys(taken)) {
    const field = table.schema.fields.get(name);
    if (field === undefined) return bad(unknownField(table, name));
    if (field.readOnly && !field.associated) return bad(`${name} is set by the CRM itself`);
  }
  const given = Object.entries(taken);
  const isLink = ([name]: [string, unknown]) => table.schema.fields.get(name)?.associated === true;
  const derived = Object.fromEntries(given.filter(isLink).map(([name, id]) => [name, id === null ? null : String(id)]));
  const asked: Change = { ...what, fields: Object.fromEntries(given.filter((one) => !isLink(one))), derived };
  const isSilent = query.has("silent");
  const done = write(crm, account, account.person.id, asked, { ...checks(query), stored: !isSilent });
  if (!done.ok) return refused(crm, table, done.violations);
  if (isSilent) return json(200, shown(crm, table, unnoticed(table, before, done.row, query)));
  return json(what.op === "create" ? 201 : 200, shown(crm, table, done.row));
}

/** `silent=1`, or `silent=ID`: with the very stamp of another record. */
function unnoticed(table: Table, before: Row | null, row: Row, query: URLSearchParams): Row {
  const stamp = table.latest.get(query.get("silent") ?? "")?.modifiedAt ?? null;
  if (before) return editSilently(table, before, row.fields, stamp);
  return addSilently(table, row, stamp ?? row.modifiedAt - 3_600_000);
}

function merged(crm: Crm, account: Account, table: Table, id: string, request: ServiceRequest): ServiceResponse {
  const into = readJson(request.body)?.into;
  if (typeof into !== "string" && typeof into !== "number") return bad("the body must be {into: ID}");
  if (String(into) === id) return bad("a record cannot be merged into itself");
  const done = merge(crm, account, account.person.id, table.schema.type, id, String(into));
  if (!done.ok) return notThere(`${table.schema.type} ${into} is unknown or deleted`);
  return json(200, shown(crm, table, done.row));
}

function restored(crm: Crm, account: Account, table: Table, id: string): ServiceResponse {
  const done = restore(crm, account, account.person.id, table.schema.type, id);
  if (!done.ok) return notThere(`${table.schema.type} ${id} is not in the recycle bin`);
  return json(200, shown(crm, table, done.row));
}

function converted(crm: Crm, account: Account, table: Table, row: Row, request: ServiceRequest): ServiceResponse {
  const { convert } = crm.dialect;
  const { type } = table.schema;
  if (convert === null || !["Lead", "leads"].includes(type)) return bad(`only leads are converted, not ${type}`);
  if (row.hold === "converted") return bad(`${type} ${row.id} is converted already`);
  const wish = request.body.trim() === "" ? {} : readJson(request.body);
  if (wish === null) return bad("the body must be a JSON object");
  const done = convert(crm, account, row, wish);
  return typeof done === "string" ? bad(done) : json(200, shown(crm, table, done));
}

function checks(query: URLSearchParams) {
  return { checked: query.get("check") === "1", stored: true };
}

function shown(crm: Crm, table: Table, row: Row) {
  const fields = crm.dialect.view(row, table);
  return { id: row.id, fields, ...(row.hold === "approval" && { locked: true }) };
}

function refused(crm: Crm, table: Table, violations: readonly Violation[]): ServiceResponse {
  const told = violations.map((v) => ({ kind: v.kind, field: v.field, message: crm.dialect.words(v, table) }));
  return json(400, { error: told.map((t) => t.message).join("; "), violations: told });
}

function unknownField(table: Table, name: string): string {
  return `unknown field ${name}; ${table.schema.type} has: ${[...table.schema.fields.keys()].join(", ")}`;
}
