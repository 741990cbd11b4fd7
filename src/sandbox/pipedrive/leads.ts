import type { Answer } from "../crm/crm.ts";
import type { Fields, Value } from "../crm/schema.ts";
import { inIdOrder, type Row } from "../crm/table.ts";
import { apiWrite } from "../crm/writes.ts";
import { type Ask, pageFrom, refuse, success, tableFor } from "./ask.ts";
import { type Members, readBody, takeCustomField, takeMember } from "./body.ts";
import { showLead } from "./lead-shape.ts";
import { notFound, type Refusal, unfit } from "./refusal.ts";
import { secondsOf } from "./times.ts";
import { isObject } from "./values.ts";
import { refusalOf } from "./words.ts";

/** `GET /api/v1/leads`: counted from `start`; archived ones have a list of their own. */
export function listLeads(ask: Ask): Answer {
  return list(ask, false);
}

export function listArchivedLeads(ask: Ask): Answer {
  return list(ask, true);
}

export function readLead(ask: Ask): Answer {
  const row = leadOf(ask);
  return row === null ? refuse(notFound("Lead")) : success(showLead(ask.company, row), 1);
}

/** `POST /api/v1/leads`: a lead is about a person or an organization. */
export function createLead(ask: Ask): Answer {
  return write(ask, null);
}

export function updateLead(ask: Ask): Answer {
  const row = leadOf(ask);
  return row === null ? refuse(notFound("Lead")) : write(ask, row);
}

export function deleteLead(ask: Ask): Answer {
  const row = leadOf(ask);
  if (row === null) return refuse(notFound("Lead"));
  const done = apiWrite(ask.crm, ask.account, ask.userId, { op: "delete", type: "leads", id: row.id, fields: {} });
  return done.ok ? success({ id: row.id }, 1) : refuse(refusalOf(done.violations, tableFor(ask, "leads")));
}

/** The live lead that the path names. */
export function leadOf(ask: Ask): Row | null {
  const row = tableFor(ask, "leads").latest.get(ask.params.id ?? "");
  return row === undefined || row.deleted ? null : row;
}

function write(ask: Ask, row: Row | null): Answer {
  const body = readBody(ask.request.body);
  if (!body.ok) return refuse(body.refusal);
  const fields: Record<string, Value> = {};
  const refusal = take(ask, body.value, fields) ?? lacking(row, fields);
  if (refusal !== null) return refuse(refusal);
  const derived: Fields = row === null && fields.owner_id === undefined ? { owner_id: Number(ask.userId) } : {};
  const change = {
    op: row === null ? "create" : "update",
    type: "leads",
    id: row?.id ?? null,
    fields,
    derived,
  } as const;
  const done = apiWrite(ask.crm, ask.account, ask.userId, change);
  if (!done.ok) return refuse(refusalOf(done.violations, tableFor(ask, "leads")));
  return success(showLead(ask.company, done.row), 1, row === null ? 201 : 200);
}

/** Custom fields stand beside the others here. */
function take(ask: Ask, members: Members, fields: Record<string, Value>): Refusal | null {
  const table = tableFor(ask, "leads");
  for (const [name, raw] of Object.entries(members)) {
    const isCustom = table.schema.fields.get(name)?.custom === true || /^[0-9a-f]{40}$/.test(name);
    const refusal = isCustom
      ? takeCustomField(ask, table, name, raw, fields)
      : (shapeOf(ask, name, raw) ?? takeMember(ask, "leads", name, raw, fields));
    if (refusal !== null) return refusal;
  }
  return null;
}

function shapeOf(ask: Ask, name: string, raw: unknown): Refusal | null {
  if (name === "visible_to")
    return ["1", "3", "5", "7"].includes(String(raw)) && typeof raw === "string"
      ? null
      : unfit(name, "must be one of [1, 3, 5, 7]");
  if (name === "value" && raw !== null)
    return isObject(raw) && typeof raw.amount === "number"
      ? null
      : unfit(name, "must be an object with amount and currency");
  if (name !== "label_ids") return null;
  const known = ask.company.leadLabels.map((one) => one.id);
  const fits = Array.isArray(raw) && raw.every((one) => known.includes(one));
  return fits ? null : unfit(name, "must be an array of ids of lead labels");
}

function lacking(row: Row | null, fields: Readonly<Record<string, Value>>): Refusal | null {
  const after = { ...row?.fields, ...fields };
  const isLinked = (after.person_id ?? null) !== null || (after.organization_id ?? null) !== null;
  return isLinked
    ? null
    : { status: 400, error: "A lead must be linked to a person or an organization", code: "ERR_INVALID_INPUT" };
}

function list(ask: Ask, archived: boolean): Answer {
  const { query } = ask;
  const [start, limit] = [Number(query.get("start") ?? 0), Number(query.get("limit") ?? 100)];
  if (!Number.isInteger(start) || start < 0) return refuse(unfit("start", "must be a number, 0 or more"));
  if (!Number.isInteger(limit) || limit < 1 || limit > 500)
    return refuse(unfit("limit", "must be a number between 1 and 500"));
  const given = query.get("updated_since");
  const since = given === null ? null : secondsOf(given);
  if (given !== null && since === null) return refuse(unfit("updated_since", `"${given}" is not a valid datetime`));
  const order = orderOf(query.get("sort") ?? "add_time ASC");
  if (order === null) return refuse(unfit("sort", "must be a sortable field and ASC or DESC"));
  const same = (name: string, row: Row) =>
    query.get(name) === null || String(row.fields[name] ?? "") === query.get(name);
  const rows = [...inIdOrder(tableFor(ask, "leads"), ask.crm.world.now())]
    .filter((row) => !row.deleted && (row.fields.is_archived === true) === archived)
    .filter((row) => since === null || row.modifiedAt >= since)
    .filter((row) => ["owner_id", "person_id", "organization_id"].every((name) => same(name, row)))
    .sort(order);
  const page = rows.slice(start, start + limit);
  const shown = page.map((row) => showLead(ask.company, row));
  return pageFrom(shown, start, limit, start + page.length < rows.length);
}

const sortable = ["id", "title", "add_time", "update_time"];

function orderOf(sort: string): ((a: Row, b: Row) => number) | null {
  const [name = "", direction = "ASC"] = sort.trim().split(/\s+/);
  if (!sortable.includes(name) || !/^(asc|desc)$/i.test(direction)) return null;
  const sign = direction.toLowerCase() === "desc" ? -1 : 1;
  const key = (row: Row) =>
    name === "add_time"
      ? row.createdAt
      : name === "update_time"
        ? row.modifiedAt
        : name === "id"
          ? row.id
          : String(row.fields.title);
  return (a, b) => {
    const [one, two] = [key(a), key(b)];
    return sign * (one < two ? -1 : one > two ? 1 : 0);
  };
}
