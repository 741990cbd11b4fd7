import type { Answer } from "../crm/crm.ts";
import type { Field } from "../crm/schema.ts";
import type { Table } from "../crm/table.ts";
import { type Ask, page, pageFrom, refuse, success, tableFor } from "./ask.ts";
import { readBody } from "./body.ts";
import type { FieldType } from "./builtin.ts";
import { fieldCode } from "./company.ts";
import { fieldShape, oldFieldShape } from "./field-shapes.ts";
import { limitOf } from "./list-query.ts";
import { notFound, unfit } from "./refusal.ts";
import { fieldOf, kindOf } from "./schemas.ts";
import { isObject } from "./values.ts";

/** What `POST /api/v2/{type}Fields` may make. */
const makeable: readonly FieldType[] = [
  ..."varchar text double phone date daterange time timerange set enum varchar_auto".split(" "),
  ..."address monetary org people user".split(" "),
] as readonly FieldType[];

/** `GET /api/v2/{type}Fields`: what the user may see, in pages. */
export function listFields(ask: Ask, type: string): Answer {
  const limit = limitOf(ask.query);
  if (limit === null) return refuse(unfit("limit", "must be a number between 1 and 500"));
  const table = tableFor(ask, type);
  const fields = visible(table);
  const start = startOf(ask.query.get("cursor"));
  if (start === null) return refuse(unfit("cursor", "is not valid"));
  const include = includeOf(ask);
  const shown = fields.slice(start, start + limit).map((one) => fieldShape(ask.company, table, one, include));
  const next = start + limit < fields.length ? Buffer.from(`{"start":${start + limit}}`).toString("base64url") : null;
  return page(shown, next, shown.length);
}

/** `GET /api/v2/{type}Fields/{code}`. */
export function readField(ask: Ask, type: string): Answer {
  const table = tableFor(ask, type);
  const field = visible(table).find((one) => one.name === ask.params.id);
  if (field === undefined) return refuse(notFound("Field"));
  return success(fieldShape(ask.company, table, field, includeOf(ask)), 1);
}

/** `POST /api/v2/{type}Fields`: two fields may bear the same name; each gets a code of its own. */
export function createField(ask: Ask, type: string): Answer {
  const body = readBody(ask.request.body);
  if (!body.ok) return refuse(body.refusal);
  const { field_name: label, field_type: wanted, options } = body.value;
  if (typeof label !== "string" || label === "" || label.length > 255)
    return refuse(unfit("field_name", "must be a text of 1 to 255 characters"));
  const fieldType = makeable.find((one) => one === wanted);
  if (fieldType === undefined) return refuse(unfit("field_type", `must be one of [${makeable.join(", ")}]`));
  const needsOptions = fieldType === "enum" || fieldType === "set";
  const labels = Array.isArray(options) ? options.map((one) => (isObject(one) ? one.label : null)) : [];
  if (needsOptions && (labels.length === 0 || labels.some((one) => typeof one !== "string")))
    return refuse(unfit("options", "must be an array of objects with a label"));
  const { schema } = tableFor(ask, type);
  let code = fieldCode(ask.account.id, type, label);
  while (schema.fields.has(code)) code = fieldCode(ask.account.id, type, code);
  const made = fieldOf([
    code,
    fieldType,
    { custom: true, label, ...(needsOptions && { options: labels.map((one) => String(one)) }) },
  ]);
  schema.fields.set(code, made);
  schema.version += 1;
  ask.company.types.set(code, { type: fieldType, kind: kindOf(fieldType) });
  ask.crm.dialect.edited?.(ask.account, tableFor(ask, type));
  return success(fieldShape(ask.company, tableFor(ask, type), made, includeOf(ask)), 1, 201);
}

/** `DELETE /api/v2/{type}Fields/{code}`: only fields of the company's own. */
export function deleteField(ask: Ask, type: string): Answer {
  const table = tableFor(ask, type);
  const field = table.schema.fields.get(ask.params.id ?? "");
  if (field === undefined || !field.custom) return refuse(notFound("Field"));
  const shape = fieldShape(ask.company, table, field, []);
  table.schema.fields.delete(field.name);
  table.schema.version += 1;
  ask.crm.dialect.edited?.(ask.account, table);
  return success(shape, 1);
}

/** `GET /api/v1/{type}Fields`: of v1, counted from `start`; the fields of leads are told nowhere else. */
export function listOldFields(ask: Ask, type: string): Answer {
  const table = tableFor(ask, type);
  const start = Number(ask.query.get("start") ?? 0);
  const limit = Number(ask.query.get("limit") ?? 100);
  const fields = visible(table);
  const page = fields.slice(start, start + limit);
  const shown = page.map((one, i) => oldFieldShape(ask.company, table, one, start + i));
  return pageFrom(shown, start, limit, start + shown.length < fields.length);
}

function visible(table: Table): readonly Field[] {
  return [...table.schema.fields.values()].filter((one) => one.read);
}

function includeOf(ask: Ask): readonly string[] {
  return ask.query.get("include_fields")?.split(",") ?? [];
}

function startOf(cursor: string | null): number | null {
  if (cursor === null || cursor === "") return 0;
  const digits = /^\{"start":(\d+)\}$/.exec(Buffer.from(cursor, "base64url").toString("utf8"))?.[1];
  return digits === undefined ? null : Number(digits);
}
