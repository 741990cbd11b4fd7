import type { Answer } from "../crm/crm.ts";
import { strikeFault } from "../crm/faults.ts";
import type { Value } from "../crm/schema.ts";
import type { Row } from "../crm/table.ts";
import { apiWrite, restore } from "../crm/writes.ts";
import { type Ask, refuse, success, tableFor } from "./ask.ts";
import { fieldsOf, type Members, participantsOf, readBody } from "./body.ts";
import { dealDerived, dealRefusal } from "./deal-rules.ts";
import { rowOf } from "./reads.ts";
import { dealsLimit, done, invalidInput, noPermission, notFound, type Outcome, refused, unfit } from "./refusal.ts";
import { singularOf } from "./schemas.ts";
import { activityTypes } from "./schemas-activity.ts";
import { show } from "./shapes.ts";
import { timeOf } from "./times.ts";
import { refusalOf } from "./words.ts";

/** `POST /api/v2/{type}`: nothing has to be unique. */
export function createRecord(ask: Ask, type: string): Answer {
  const body = readBody(ask.request.body);
  if (!body.ok) return refuse(body.refusal);
  if (type === "deals" && strikeFault(ask.crm.board, ask.crm.name, "deals-limit", ask.account.name) !== null)
    return refuse(dealsLimit);
  const written = writeRecord(ask, type, null, body.value);
  return written.ok ? success(show(ask.company, type, written.value), 1, 201) : refuse(written.refusal);
}

/** `PATCH /api/v2/{type}/{id}`. A deal may also be deleted by it, and one that was deleted brought back. */
export function updateRecord(ask: Ask, type: string): Answer {
  const found = rowOf(ask, type);
  const body = readBody(ask.request.body);
  if (!body.ok) return refuse(body.refusal);
  const { is_deleted: wish, ...members } = body.value;
  if (wish === undefined || type !== "deals") {
    if (found === null || found.deleted) return refuse(notFound(singularOf(type)));
    return changed(ask, type, found, body.value);
  }
  if (typeof wish !== "boolean") return refuse(unfit("is_deleted", "must be a boolean"));
  if (wish) return deleteRecord(ask, type);
  if (found === null) return refuse(notFound(singularOf(type)));
  if (!tableFor(ask, type).schema.write) return refuse(noPermission);
  const row = found.deleted ? broughtBack(ask, type, found) : found;
  const isAll = Object.keys(members).length === 0;
  return isAll ? success(show(ask.company, type, row), 1) : changed(ask, type, row, members);
}

function changed(ask: Ask, type: string, row: Row, members: Members): Answer {
  const written = writeRecord(ask, type, row, members);
  return written.ok ? success(show(ask.company, type, written.value), 1) : refuse(written.refusal);
}

function broughtBack(ask: Ask, type: string, row: Row): Row {
  const back = restore(ask.crm, ask.account, ask.userId, type, row.id);
  if (!back.ok) throw new Error(`${type} ${row.id} is deleted and could not be brought back`);
  return back.row;
}

/** `DELETE /api/v2/{type}/{id}`: the record can be read for 30 more days. */
export function deleteRecord(ask: Ask, type: string): Answer {
  const row = rowOf(ask, type);
  if (row === null || row.deleted) return refuse(notFound(singularOf(type)));
  const written = apiWrite(ask.crm, ask.account, ask.userId, { op: "delete", type, id: row.id, fields: {} });
  if (!written.ok) return refuse(refusalOf(written.violations, tableFor(ask, type)));
  return success({ id: Number(row.id) }, 1);
}

/** Creates (row null) or changes one record of v2. */
function writeRecord(ask: Ask, type: string, row: Row | null, members: Members): Outcome<Row> {
  const fields = fieldsOf(ask, type, members);
  if (!fields.ok) return fields;
  const derived = derivedOf(ask, type, row, fields.value);
  if (!derived.ok) return derived;
  const op = row === null ? "create" : "update";
  const change = { op, type, id: row?.id ?? null, fields: fields.value, derived: derived.value } as const;
  const written = apiWrite(ask.crm, ask.account, ask.userId, change);
  if (!written.ok) return refused(refusalOf(written.violations, tableFor(ask, type)));
  return done(written.row);
}

function derivedOf(
  ask: Ask,
  type: string,
  row: Row | null,
  fields: Readonly<Record<string, Value>>,
): Outcome<Record<string, Value>> {
  const now = ask.crm.world.now();
  const owner: Record<string, Value> =
    row === null && fields.owner_id === undefined ? { owner_id: Number(ask.userId) } : {};
  if (type === "deals") {
    const refusal = dealRefusal(row, fields);
    return refusal === null ? done({ ...owner, ...dealDerived(ask.company, row, fields, now) }) : refused(refusal);
  }
  // A name that is written anew is taken apart anew.
  if (type === "persons")
    return done({ ...owner, ...(fields.name !== undefined && { first_name: null, last_name: null }) });
  if (type !== "activities") return done(owner);
  const person = primaryPerson(ask, fields);
  if (!person.ok) return person;
  const kind = fields.type;
  if (kind !== undefined && !activityTypes.some((one) => one.key === kind))
    return refused(invalidInput("type", `activity type ${kind} does not exist`));
  const marked: Record<string, Value> =
    fields.done === true && row?.fields.done !== true ? { marked_as_done_time: timeOf(now) } : {};
  const reopened: Record<string, Value> = fields.done === false ? { marked_as_done_time: null } : {};
  const subject: Record<string, Value> =
    row === null && (fields.subject ?? null) === null
      ? { subject: activityTypes.find((one) => one.key === (kind ?? "call"))?.name ?? "Call" }
      : {};
  return done({ ...owner, ...person.value, ...marked, ...reopened, ...subject });
}

/** The person that an activity is linked to is its primary participant. */
function primaryPerson(ask: Ask, fields: Readonly<Record<string, Value>>): Outcome<Record<string, Value>> {
  if (fields.participants === undefined) return done({});
  const list = fields.participants === null ? [] : participantsOf(JSON.parse(String(fields.participants)));
  if (list === null) return refused(unfit("participants", "must be an array of objects with a numeric person_id"));
  const persons = tableFor(ask, "persons").latest;
  const gone = list.find((one) => persons.get(String(one.person_id))?.deleted !== false);
  if (gone !== undefined) return refused(invalidInput("participants", `Person ${gone.person_id} does not exist`));
  const primary = list.find((one) => one.primary) ?? list[0];
  return done({ person_id: primary === undefined ? null : String(primary.person_id) });
}
