import type { Value } from "../crm/schema.ts";
import type { Table } from "../crm/table.ts";
import { type Ask, tableFor, usersOf } from "./ask.ts";
import { keptPoints } from "./contact-points.ts";
import { done, invalidInput, type Outcome, type Refusal, refused, unfit } from "./refusal.ts";
import { syncFields } from "./schemas-person.ts";
import { secondsOf } from "./times.ts";
import { accept, isObject, isWhole } from "./values.ts";

export type Members = Readonly<Record<string, unknown>>;

/** The body as an object. */
export function readBody(text: string): Outcome<Members> {
  try {
    const parsed: unknown = JSON.parse(text === "" ? "{}" : text);
    if (isObject(parsed)) return done(parsed);
  } catch {
    // Told below.
  }
  return refused({ status: 400, error: "Invalid request body: it is no valid JSON object", code: "ERR_INVALID_INPUT" });
}

const syncCodes: ReadonlySet<string> = new Set(syncFields.map(([code]) => code));
/** Taken so that imports may bring them, but the time of writing stays what it is. */
const stamps = ["add_time", "update_time"];

/**
 * The members of a v2 body as the table keeps them. Strict: an unknown member, a wrong type, a user who has left or an
 * unknown stage is refused; whether referenced records exist is for the table to say.
 */
export function fieldsOf(ask: Ask, type: string, members: Members): Outcome<Record<string, Value>> {
  const fields: Record<string, Value> = {};
  for (const [name, raw] of Object.entries(members)) {
    const refusal =
      name === "custom_fields" ? takeCustom(ask, type, raw, fields) : takeMember(ask, type, name, raw, fields);
    if (refusal !== null) return refused(refusal);
  }
  return done(fields);
}

/** As `fieldsOf`, for one member; puts what it kept into `fields`. */
export function takeMember(
  ask: Ask,
  type: string,
  name: string,
  raw: unknown,
  fields: Record<string, Value>,
): Refusal | null {
  const table = tableFor(ask, type);
  if (stamps.includes(name)) return isTime(raw) ? null : unfit(name, `"${String(raw)}" is not a valid datetime`);
  if (type === "persons" && (name === "emails" || name === "phones")) return takePoints(name, raw, fields);
  if (type === "persons" && syncCodes.has(name) && !ask.company.contactSync)
    return { status: 403, error: `Contact sync is not enabled for the company: ${name} can not be set` };
  const field = table.schema.fields.get(name);
  if (field === undefined || !field.read || field.custom || isHidden(type, name)) return unfit(name, "is not allowed");
  if (field.readOnly || !field.write) return unfit(name, "is read-only");
  const accepted = accept({ company: ask.company, table, field }, raw);
  if (!accepted.ok) return unfit(name, accepted.rule);
  const wrong = wrongUserOrStage(ask, name, accepted.value);
  if (wrong !== null) return wrong;
  fields[name] = accepted.value;
  return null;
}

/** One custom field by its code. */
export function takeCustomField(
  ask: Ask,
  table: Table,
  code: string,
  raw: unknown,
  fields: Record<string, Value>,
): Refusal | null {
  const field = table.schema.fields.get(code);
  const where = `custom_fields.${code}`;
  if (field === undefined || !field.custom || !field.read) return unfit(where, "custom field does not exist");
  if (!field.write) return unfit(where, "is read-only");
  const accepted = accept({ company: ask.company, table, field }, raw);
  if (!accepted.ok) return unfit(where, accepted.rule);
  const length = typeof accepted.value === "string" && field.length !== null ? accepted.value.length : 0;
  if (field.length !== null && length > field.length)
    return unfit(where, `length must be less than or equal to ${field.length}`);
  fields[code] = accepted.value;
  return null;
}

function takeCustom(ask: Ask, type: string, raw: unknown, fields: Record<string, Value>): Refusal | null {
  if (type === "activities") return unfit("custom_fields", "is not allowed");
  if (!isObject(raw)) return unfit("custom_fields", "must be an object");
  for (const [code, value] of Object.entries(raw)) {
    const refusal = takeCustomField(ask, tableFor(ask, type), code, value, fields);
    if (refusal !== null) return refusal;
  }
  return null;
}

function takePoints(name: "emails" | "phones", raw: unknown, fields: Record<string, Value>): Refusal | null {
  const list = raw === null ? [] : raw;
  if (!Array.isArray(list)) return unfit(name, "must be an array");
  const points: { value: string; primary?: boolean; label?: string }[] = [];
  for (const [i, one] of list.entries()) {
    if (!isObject(one) || typeof one.value !== "string") return unfit(`${name}[${i}].value`, "must be a string");
    const { value, primary, label } = one;
    if (value.length > 255) return unfit(`${name}[${i}].value`, "length must be less than or equal to 255");
    if (primary !== undefined && typeof primary !== "boolean")
      return unfit(`${name}[${i}].primary`, "must be a boolean");
    if (label !== undefined && typeof label !== "string") return unfit(`${name}[${i}].label`, "must be a string");
    points.push({ value, ...(primary !== undefined && { primary }), ...(label !== undefined && { label }) });
  }
  fields[name === "emails" ? "email" : "phone"] = keptPoints(points);
  return null;
}

function wrongUserOrStage(ask: Ask, name: string, value: Value): Refusal | null {
  if (value === null) return null;
  const { stages, pipelines } = ask.company;
  if (name === "owner_id" || name === "user_id") {
    const user = usersOf(ask.crm, ask.company).find((one) => one.id === value);
    if (user === undefined) return invalidInput(name, `user ${value} does not exist`);
    return user.active ? null : invalidInput(name, `user ${value} is not active`);
  }
  if (name === "stage_id" && !stages.some((one) => one.id === value))
    return invalidInput(name, `stage ${value} does not exist`);
  if (name === "pipeline_id" && !pipelines.some((one) => one.id === value))
    return invalidInput(name, `pipeline ${value} does not exist`);
  return null;
}

/** E-mails and phones are written as lists. */
function isHidden(type: string, name: string): boolean {
  return type === "persons" && (name === "email" || name === "phone");
}

function isTime(raw: unknown): boolean {
  return typeof raw === "string" && secondsOf(raw) !== null;
}

/** Whole ids of other records in a body that are lists of objects. */
export function participantsOf(
  raw: unknown,
): readonly { readonly person_id: number; readonly primary: boolean }[] | null {
  if (!Array.isArray(raw)) return null;
  const found: { person_id: number; primary: boolean }[] = [];
  for (const one of raw) {
    if (!isObject(one) || !isWhole(one.person_id)) return null;
    found.push({ person_id: one.person_id, primary: one.primary === true });
  }
  return found;
}
