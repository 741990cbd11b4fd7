import type { Answer, Caller } from "../crm/crm.ts";
import { lookup, type Row, type Table } from "../crm/table.ts";
import { tableOf } from "../crm/writes.ts";
import { objectBody } from "./body.ts";
import { answer, failure, notFound, refusedAnswer } from "./errors.ts";
import { id18, isId } from "./ids.ts";
import { renderer } from "./render.ts";
import { column } from "./soql-columns.ts";
import { SoqlError } from "./soql-tokens.ts";
import { isExternalId, type Outcome, upsertOne, writeOne } from "./write.ts";

/** `POST …/sobjects/{type}` */
export function create(caller: Caller, type: string): Answer {
  const body = objectBody(caller.request.body);
  if (!body.ok) return body.answer;
  const done = writeOne(caller, "create", type, null, body.value);
  return done.ok ? answer(201, { id: done.id, success: true, errors: [] }, 1) : refusedAnswer(type, done.refusals);
}

/** `GET, PATCH, DELETE …/sobjects/{type}/{id}` */
export function one(caller: Caller, version: string, type: string, id: string): Answer {
  const { method } = caller.request;
  if (method === "GET") return read(caller, version, type, id);
  if (method === "DELETE") return empty(type, writeOne(caller, "delete", type, id, {}));
  if (method !== "PATCH") return notAllowed();
  const body = objectBody(caller.request.body);
  return body.ok ? empty(type, writeOne(caller, "update", type, id, body.value)) : body.answer;
}

/** `GET, PATCH, DELETE …/sobjects/{type}/{external id field}/{value}` */
export function oneByExternalId(caller: Caller, version: string, type: string, by: string, value: string): Answer {
  const table = tableOf(caller.account, type);
  if (!isExternalId(table, by)) {
    const words = `Provided external ID field does not exist or is not accessible: ${by}`;
    return failure(404, "NOT_FOUND", words);
  }
  const { method } = caller.request;
  if (method === "PATCH") return upsert(caller, version, type, by, value);
  const [match, second] = by === "Id" ? [table.latest.get(id18(value))] : lookup(table, by, value);
  if (match === undefined) return notFound();
  if (second !== undefined) return choices(version, type, lookup(table, by, value));
  return one(caller, version, type, match.id);
}

function upsert(caller: Caller, version: string, type: string, by: string, value: string): Answer {
  const body = objectBody(caller.request.body);
  if (!body.ok) return body.answer;
  const done = upsertOne(caller, type, by, value, body.value);
  if (done.many !== undefined)
    return choices(
      version,
      type,
      done.many.map((id) => ({ id })),
    );
  if (!done.ok) return refusedAnswer(type, done.refusals);
  const { id, created } = done;
  return answer(created ? 201 : 200, { id, success: true, errors: [], created }, 1);
}

function read(caller: Caller, version: string, type: string, id: string): Answer {
  const table = tableOf(caller.account, type);
  const row = isId(id) ? table.latest.get(id18(id)) : undefined;
  if (row === undefined) return notFound();
  if (row.deleted) return failure(404, "ENTITY_IS_DELETED", "entity is deleted", []);
  const asked = new URL(caller.request.path, caller.request.origin).searchParams.get("fields");
  const names = asked?.split(",") ?? null;
  try {
    const json = shown(caller, table, names, version)(row);
    return { status: 200, headers: { "content-type": "application/json;charset=UTF-8" }, body: json, records: 1 };
  } catch (problem) {
    if (problem instanceof SoqlError) return failure(400, problem.code, problem.message);
    throw problem;
  }
}

/** Writes rows with the columns of these names; null = all that may be read. Throws SoqlError for unknown ones. */
export function shown(
  caller: Caller,
  table: Table,
  names: readonly string[] | null,
  version: string,
): (row: Row) => string {
  const all = [...table.schema.fields.values()].filter((field) => field.read).map((field) => field.name);
  const columns = (names ?? all).map((name) =>
    column(caller.account.tables, table.schema, { name: name.trim(), at: 0 }, name.trim()),
  );
  return renderer(table, columns, version);
}

function empty(type: string, done: Outcome): Answer {
  return done.ok ? { status: 204, headers: {}, body: "", records: 1 } : refusedAnswer(type, done.refusals);
}

function choices(version: string, type: string, rows: readonly { readonly id: string }[]): Answer {
  return answer(
    300,
    rows.map((row) => `/services/data/${version}/sobjects/${type}/${row.id}`),
  );
}

export function notAllowed(): Answer {
  return failure(405, "METHOD_NOT_ALLOWED", "HTTP Method not allowed. Allowed are HEAD,GET,PATCH,DELETE");
}
