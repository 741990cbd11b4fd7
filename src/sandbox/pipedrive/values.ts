import type { Field, Value } from "../crm/schema.ts";
import type { Table } from "../crm/table.ts";
import type { FieldType } from "./builtin.ts";
import { type Company, optionId, optionOf } from "./company.ts";
import { fieldTypeOf, isJson, isReference } from "./field-types.ts";

/** A value as the table keeps it, or the rule that it breaks. */
export type Accepted = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly rule: string };

/** Where a value stands: the company, the record type and the field. */
export interface Place {
  readonly company: Company;
  readonly table: Table;
  readonly field: Field;
}

/** Takes a value that came over the wire. Types are strict: "7" is no number and 1 is not true. null empties. */
export function accept(place: Place, raw: unknown): Accepted {
  if (raw === null || raw === undefined) return { ok: true, value: null };
  const type = fieldTypeOf(place.company, place.table, place.field);
  if (type === "enum") return acceptOption(place, raw);
  if (type === "set") return acceptOptions(place, raw);
  const rule = ruleBroken(type, raw);
  if (rule !== null) return { ok: false, rule };
  if (isJson(type)) return { ok: true, value: JSON.stringify(raw) };
  return { ok: true, value: isReference(type) ? String(raw) : (raw as string | number | boolean) };
}

/** The value as the API shows it. */
export function shownValue({ company, table, field }: Place, kept: Value | undefined, withLabels = false): unknown {
  if (kept === null || kept === undefined) return null;
  const type = fieldTypeOf(company, table, field);
  const option = (label: string) => {
    const id = optionId(company, table.schema.type, field, label);
    return withLabels ? { id, label } : id;
  };
  if (type === "enum") return option(String(kept));
  if (type === "set") return listOf(kept).map(option);
  if (isJson(type)) return typeof kept === "string" ? parsed(kept) : kept;
  if (isReference(type)) return type === "lead" ? kept : Number(kept);
  return kept;
}

/** The labels of a kept list of options. */
function listOf(kept: Value | undefined): readonly string[] {
  const found = typeof kept === "string" ? parsed(kept) : [];
  return Array.isArray(found) ? found.map(String) : [];
}

function acceptOption({ company, table, field }: Place, raw: unknown): Accepted {
  if (!isWhole(raw)) return { ok: false, rule: "must be a number" };
  const label = optionOf(company, table.schema.type, field, raw);
  return label === null ? { ok: false, rule: `option ${raw} does not exist` } : { ok: true, value: label };
}

function acceptOptions({ company, table, field }: Place, raw: unknown): Accepted {
  if (!Array.isArray(raw)) return { ok: false, rule: "must be an array of option ids" };
  if (raw.length === 0 && field.custom) return { ok: false, rule: "must contain at least one option, or be null" };
  const labels: string[] = [];
  for (const id of raw) {
    const label = isWhole(id) ? optionOf(company, table.schema.type, field, id) : null;
    if (label === null) return { ok: false, rule: `option ${JSON.stringify(id)} does not exist` };
    labels.push(label);
  }
  return { ok: true, value: labels.length === 0 ? null : JSON.stringify(labels) };
}

function ruleBroken(type: FieldType, raw: unknown): string | null {
  switch (type) {
    case "int":
    case "deal":
    case "org":
    case "people":
    case "stage":
    case "user":
    case "picture":
      return isWhole(raw) ? null : "must be a number";
    case "visible_to":
      return [1, 3, 5, 7].includes(Number(raw)) && typeof raw === "number" ? null : "must be one of 1, 3, 5, 7";
    case "double":
      return typeof raw === "number" && Number.isFinite(raw) ? null : "must be a number";
    case "boolean":
      return typeof raw === "boolean" ? null : "must be a boolean";
    case "date":
      return isDay(raw) ? null : "must be a valid date in the format YYYY-MM-DD";
    case "time":
      return isTime(raw) ? null : "must be a valid time in the format HH:MM:SS";
    case "address":
      return isObject(raw) && typeof raw.value === "string" ? null : "must be an object with a value";
    case "monetary":
      return isMoney(raw) ? null : "must be an object with a numeric value and a currency";
    case "daterange":
    case "timerange":
      return isRange(raw, type === "daterange" ? isDay : isTime) ? null : "must be an object with value and until";
    case "json":
      return typeof raw === "object" ? null : "must be an array";
    default:
      return typeof raw === "string" ? null : "must be a string";
  }
}

function isMoney(raw: unknown): boolean {
  if (!isObject(raw) || typeof raw.currency !== "string" || !/^[A-Z]{3}$/.test(raw.currency)) return false;
  // Deals' fields say value; the value of a lead says amount.
  const amount = raw.value ?? raw.amount;
  return typeof amount === "number" && Number.isFinite(amount);
}

function isRange(raw: unknown, isEnd: (end: unknown) => boolean): boolean {
  return isObject(raw) && isEnd(raw.value) && (raw.until === undefined || raw.until === null || isEnd(raw.until));
}

/** A day that the calendar has, as yyyy-MM-dd. */
function isDay(raw: unknown): boolean {
  const text = String(raw);
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}

function isTime(raw: unknown): boolean {
  return typeof raw === "string" && /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/.test(raw);
}

export function isWhole(raw: unknown): raw is number {
  return typeof raw === "number" && Number.isSafeInteger(raw);
}

export function isObject(raw: unknown): raw is Readonly<Record<string, unknown>> {
  return typeof raw === "object" && raw !== null && !Array.isArray(raw);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
