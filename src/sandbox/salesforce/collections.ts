import type { Answer, Caller } from "../crm/crm.ts";
import { type Row, rollback } from "../crm/table.ts";
import { isObject, objectBody, texts } from "./body.ts";
import { answer, failure, notFound, type Refusal, refusal } from "./errors.ts";
import { id18, typeOfId } from "./ids.ts";
import { queryable } from "./query.ts";
import { shown } from "./records.ts";
import { SoqlError } from "./soql-tokens.ts";
import { isExternalId, type Outcome, type RawFields, upsertOne, writeOne } from "./write.ts";

const mostRecords = 200;

/** `POST, PATCH …/composite/sobjects`: one result per record, in the same order. */
export function writeMany(caller: Caller): Answer {
  const body = recordsOf(caller);
  if (!body.ok) return body.answer;
  const op = caller.request.method === "POST" ? "create" : "update";
  const rows = body.records.map((record) => ({ record, type: typeIn(caller, record) }));
  return settled(caller, body.allOrNone, rows, ({ record, type }) => {
    if (type === null) return no(refusal("INVALID_TYPE", "sObject type is missing or not supported"));
    if (op === "create") return writeOne(caller, op, type, null, record);
    const { id, Id = id, ...fields } = record;
    if (typeof Id !== "string") return no(refusal("MISSING_ARGUMENT", "Id not specified in an update call", ["Id"]));
    return writeOne(caller, op, type, Id, fields);
  });
}

/** `PATCH …/composite/sobjects/{type}/{external id field}` */
export function upsertMany(caller: Caller, type: string, by: string): Answer {
  const table = caller.account.tables.get(type);
  if (table === undefined) return notFound();
  if (!isExternalId(table, by)) {
    return failure(404, "NOT_FOUND", `Provided external ID field does not exist or is not accessible: ${by}`);
  }
  const body = recordsOf(caller);
  if (!body.ok) return body.answer;
  const keys = body.records.map((record) => String(record[by] ?? record.id ?? "").toLowerCase());
  const rows = body.records.map((record, i) => ({ record, key: keys[i] ?? "" }));
  const act = ({ record, key }: (typeof rows)[number]) => {
    if (key === "") return no(refusal("MISSING_ARGUMENT", `${by} not specified`, [by]));
    if (keys.filter((other) => other === key).length > 1) {
      return no(refusal("DUPLICATE_VALUE", `Duplicate external id specified: ${record[by]}`, [by]));
    }
    return upsertOne(caller, type, by, String(record[by] ?? record.id), record);
  };
  return settled(caller, body.allOrNone, rows, act, true);
}

/** `DELETE …/composite/sobjects?ids=a,b[&allOrNone=true]` */
export function deleteMany(caller: Caller): Answer {
  const { searchParams } = new URL(caller.request.path, caller.request.origin);
  const ids = (searchParams.get("ids") ?? "").split(",").filter((id) => id !== "");
  if (ids.length > mostRecords) return tooMany();
  return settled(caller, searchParams.get("allOrNone") === "true", ids, (id) => {
    const type = typeOfId(id, caller.account);
    if (type === null || !caller.account.tables.has(type)) return no(refusal("MALFORMED_ID", `malformed id ${id}`));
    return writeOne(caller, "delete", type, id, {});
  });
}

/** `POST …/composite/sobjects/{type} {ids, fields}`: null for what is not there. */
export function readMany(caller: Caller, version: string, type: string): Answer {
  const table = queryable(caller.crm, caller.account).get(type);
  if (table === undefined || !table.schema.read) return notFound();
  const body = objectBody(caller.request.body);
  if (!body.ok) return body.answer;
  const ids = texts(body.value.ids);
  const fields = texts(body.value.fields);
  if (ids === null || fields === null || ids.length > 2000) {
    return failure(400, "JSON_PARSER_ERROR", "ids (at most 2000) and fields must be lists of texts");
  }
  try {
    const render = shown(caller, table, ["Id", ...fields.filter((name) => name.toLowerCase() !== "id")], version);
    const rows = ids.map((id) => living(table.latest.get(id18(id))));
    const json = rows.map((row) => (row === null ? "null" : render(row)));
    const headers = { "content-type": "application/json;charset=UTF-8" };
    return { status: 200, headers, body: `[${json.join(",")}]`, records: rows.filter((row) => row !== null).length };
  } catch (problem) {
    if (problem instanceof SoqlError) return failure(400, problem.code, problem.message);
    throw problem;
  }
}

type Records =
  | { readonly ok: true; readonly records: readonly RawFields[]; readonly allOrNone: boolean }
  | { readonly ok: false; readonly answer: Answer };

function recordsOf(caller: Caller): Records {
  const body = objectBody(caller.request.body);
  if (!body.ok) return body;
  const { records, allOrNone = false } = body.value;
  if (!Array.isArray(records) || !records.every(isObject)) {
    return { ok: false, answer: failure(400, "JSON_PARSER_ERROR", "records must be a list of objects") };
  }
  return records.length > mostRecords
    ? { ok: false, answer: tooMany() }
    : { ok: true, records, allOrNone: allOrNone === true };
}

/** With allOrNone one refusal rolls all records back. */
function settled<T>(
  caller: Caller,
  allOrNone: boolean,
  items: readonly T[],
  act: (item: T) => Outcome,
  tellsCreated = false,
): Answer {
  if (!allOrNone) return results(items.map(act), tellsCreated);
  const marks = [...caller.account.tables.values()].map((table) => ({ table, length: table.order.length }));
  const outcomes = items.map(act);
  if (outcomes.every((outcome) => outcome.ok)) return results(outcomes, tellsCreated);
  for (const { table, length } of marks) rollback(table, length);
  const words = "Record rolled back because not all records were valid and the request was using AllOrNone header";
  const rolledBack = no(refusal("ALL_OR_NONE_OPERATION_ROLLED_BACK", words));
  return results(
    outcomes.map((outcome) => (outcome.ok ? rolledBack : outcome)),
    tellsCreated,
  );
}

function results(outcomes: readonly Outcome[], tellsCreated: boolean): Answer {
  const body = outcomes.map((outcome) => {
    if (!outcome.ok) return { success: false, errors: outcome.refusals.map(told) };
    const { id, created } = outcome;
    return { id, success: true, errors: [], ...(tellsCreated && { created }) };
  });
  return answer(200, body, outcomes.length);
}

function told({ code, message, fields }: Refusal) {
  return { statusCode: code, message, fields };
}

function no(why: Refusal): Outcome {
  return { ok: false, refusals: [why] };
}

function typeIn(caller: Caller, record: RawFields): string | null {
  const type = isObject(record.attributes) ? record.attributes.type : null;
  return typeof type === "string" && caller.account.tables.get(type)?.schema.read === true ? type : null;
}

function living(row: Row | undefined): Row | null {
  return row === undefined || row.deleted ? null : row;
}

function tooMany(): Answer {
  const words = `record limit reached. cannot submit more than ${mostRecords} records into this call`;
  return failure(400, "EXCEEDED_ID_LIMIT", words);
}
