import type { Answer } from "../crm/crm.ts";
import { apiWrite } from "../crm/writes.ts";
import { type Ask, answer, noContent, refuse } from "./ask.ts";
import { bodies, readBody } from "./body.ts";
import { type ObjectType, tableFor } from "./object-types.ts";
import { isUniqueProperty, liveRow, show, type Wanted } from "./records.ts";
import { invalid, notFound } from "./refusal.ts";
import { refusalOf } from "./words.ts";
import { writeRecord } from "./write-record.ts";

/** `POST /crm/v3/objects/{type}`: 201. */
export function createRecord(ask: Ask, type: ObjectType): Answer {
  const body = readBody(ask.request.body, bodies.create);
  if (!body.ok) return refuse(ask.crm, body.refusal);
  const written = writeRecord(ask, type, { row: null, ...body.value });
  if (!written.ok) return refuse(ask.crm, written.refusal);
  return answer(201, show(ask.account, type, written.value, afterWrite(type, body.value.properties)), 1);
}

/** `PATCH …/{id}`, also by `idProperty`. */
export function updateRecord(ask: Ask, type: ObjectType): Answer {
  const table = tableFor(ask.account, type);
  const idProperty = ask.query.get("idProperty");
  if (idProperty !== null && !isUniqueProperty(table, idProperty))
    return refuse(ask.crm, invalid(`Unable to perform update/upsert by non-unique ${type.id} property`));
  const body = readBody(ask.request.body, bodies.update);
  if (!body.ok) return refuse(ask.crm, body.refusal);
  const row = liveRow(table, ask.params.id ?? "", idProperty);
  if (row === null) return refuse(ask.crm, notFound());
  const written = writeRecord(ask, type, { row, properties: body.value.properties, associations: [] });
  if (!written.ok) return refuse(ask.crm, written.refusal);
  return answer(200, show(ask.account, type, written.value, afterWrite(type, body.value.properties)), 1);
}

/** `DELETE …/{id}`: 204 also when it is gone or was never there. */
export function archiveRecord(ask: Ask, type: ObjectType): Answer {
  const row = liveRow(tableFor(ask.account, type), ask.params.id ?? "", null);
  if (row === null) return noContent();
  const change = { op: "delete", type: type.name, id: row.id, fields: {} } as const;
  const done = apiWrite(ask.crm, ask.account, ask.userId, change);
  if (done.ok) return noContent(1);
  return refuse(ask.crm, refusalOf(done.violations, type, tableFor(ask.account, type), "update"));
}

/** An answer to a write shows what was written and the usual properties. */
export function afterWrite(type: ObjectType, properties: Readonly<Record<string, unknown>>): Wanted {
  return { properties: [...type.shown, ...Object.keys(properties)] };
}
