import { holds } from "./conditions.ts";
import type { Field, Fields, Value } from "./schema.ts";
import { lookup, type Row, type Table } from "./table.ts";

/** Why a write is refused, before a CRM words it its own way. */
export interface Violation {
  readonly kind:
    | "unknown_field"
    | "read_only"
    | "field_permission"
    | "object_permission"
    | "type"
    | "required"
    | "picklist"
    | "too_long"
    | "email"
    | "reference"
    | "unique"
    | "duplicate"
    | "odd"
    | "rule"
    | "range"
    | "locked"
    | "approval"
    | "converted"
    | "deleted"
    | "missing";
  /** null when the record as a whole is meant. */
  readonly field: string | null;
  readonly value: Value;
  /** The longest length allowed, for too_long. */
  readonly limit?: number;
  /** The administrator's words, for rule and duplicate. */
  readonly message?: string;
  /** The name of the rule; of what is odd its code. */
  readonly rule?: string;
  /** Whether the duplicate rule only warns. */
  readonly warns?: boolean;
  /** The record that stands in the way, for unique and duplicate. */
  readonly otherId?: string;
  /** All that a duplicate rule found. */
  readonly otherIds?: readonly string[];
}

export interface Draft {
  readonly op: "create" | "update";
  /** The record that is updated; null for a create. */
  readonly row: Row | null;
  /** Only what is written; values as they came over the wire. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Fields that the CRM itself sets along with the write, whatever writers may do. */
  readonly derived?: Fields;
  readonly allowDuplicates?: boolean;
}

interface Checked {
  /** The values as they will be stored. */
  readonly values: Fields;
  readonly violations: readonly Violation[];
}

/** How one CRM keeps values: Salesforce typed, HubSpot as text only. */
export type Storage = "typed" | "text";

/**
 * Checks in stages, as a CRM does: first whether the fields may be written at all, then their values, then uniqueness,
 * then the administrator's rules; the violations of the first stage that has any are returned.
 */
export function check(tables: ReadonlyMap<string, Table>, table: Table, draft: Draft, storage: Storage): Checked {
  const values: Record<string, Value> = {};
  const refused: Violation[] = table.schema.write ? [] : [violation("object_permission", null, null)];
  for (const [name, raw] of Object.entries(draft.fields)) {
    const field = table.schema.fields.get(name);
    const problem = field === undefined || !field.read ? "unknown_field" : closed(field);
    const value = field === undefined ? null : stored(field, raw, storage);
    if (problem !== null) refused.push(violation(problem, name, shown(raw)));
    else if (value === undefined) refused.push(violation("type", name, shown(raw)));
    else values[name] = value;
  }
  Object.assign(values, draft.derived);
  if (draft.op === "create") Object.assign(values, defaultsFor(table, { ...draft.fields, ...draft.derived }, storage));
  const stages = [
    () => refused,
    () => ofValues(tables, table, draft, values),
    () => ofUniqueness(table, draft, values),
    () => ofRules(table, draft, values),
  ];
  for (const stage of stages) {
    const violations = stage();
    if (violations.length > 0) return { values, violations };
  }
  return { values, violations: [] };
}

export function violation(kind: Violation["kind"], field: string | null, value: Value): Violation {
  return { kind, field, value };
}

/** What a create stores in the fields that it leaves out. */
export function defaultsFor(table: Table, given: Readonly<Record<string, unknown>>, storage: Storage): Fields {
  const found: Record<string, Value> = {};
  for (const field of table.schema.fields.values()) {
    if (field.default === null || given[field.name] !== undefined) continue;
    found[field.name] = stored(field, field.default, storage) ?? null;
  }
  return found;
}

/** The value as stored: "" is empty. undefined = it does not fit the type. */
export function stored(field: Field, raw: unknown, storage: Storage): Value | undefined {
  if (raw === null || raw === undefined || raw === "")
    return field.type === "boolean" && storage === "typed" ? false : null;
  if (typeof raw === "object") return undefined;
  const value = raw as string | number | boolean;
  const typed = ofType(field, value);
  return typed === undefined || storage === "typed" ? typed : String(typed);
}

function ofType(field: Field, value: string | number | boolean): Value | undefined {
  if (field.type === "boolean") {
    if (typeof value === "boolean") return value;
    return value === "true" ? true : value === "false" ? false : undefined;
  }
  if (field.type === "number") return Number.isFinite(Number(value)) && value !== true ? Number(value) : undefined;
  if (field.type === "date") return isDay(String(value)) ? String(value) : undefined;
  if (field.type === "datetime") return Number.isNaN(new Date(String(value)).getTime()) ? undefined : String(value);
  return String(value);
}

function closed(field: Field): Violation["kind"] | null {
  if (field.readOnly) return "read_only";
  return field.write ? null : "field_permission";
}

function ofValues(tables: ReadonlyMap<string, Table>, table: Table, draft: Draft, values: Fields): Violation[] {
  const found: Violation[] = [];
  for (const field of table.schema.fields.values()) {
    const value = values[field.name];
    const untouched = draft.op === "update" && value === undefined;
    const binds = field.required && !(field.custom && table.schema.requiredOnScreen === true);
    if (binds && !untouched && (value === undefined || value === null)) {
      found.push(violation("required", field.name, null));
    }
    if (typeof value === "string") found.push(...ofText(tables, field, value));
    const most = typeof value === "number" && field.length !== null ? 10 ** field.length : null;
    if (typeof value === "number" && most !== null && Math.abs(value) >= most) {
      found.push(violation("range", field.name, value));
    }
  }
  return found;
}

function ofText(tables: ReadonlyMap<string, Table>, field: Field, value: string): Violation[] {
  if (field.length !== null && value.length > field.length) {
    return [{ ...violation("too_long", field.name, value), limit: field.length }];
  }
  const single = field.options !== null && field.several !== true;
  if (single && field.options?.includes(value) === false) return [violation("picklist", field.name, value)];
  if (field.type === "email" && !isEmail(value)) return [violation("email", field.name, value)];
  // Owners are users, which are no records: each CRM asks for them itself.
  if (field.references === null || field.references === "User") return [];
  const target = tables.get(field.references)?.latest.get(value);
  return target === undefined || target.deleted ? [violation("reference", field.name, value)] : [];
}

function ofUniqueness(table: Table, draft: Draft, values: Fields): Violation[] {
  const found: Violation[] = [];
  for (const [name, value] of Object.entries(values)) {
    if (value === null || table.schema.fields.get(name)?.unique !== true) continue;
    const other = lookup(table, name, String(value)).find((row) => row.id !== draft.row?.id);
    if (other !== undefined) found.push({ ...violation("unique", name, value), otherId: other.id });
  }
  return found;
}

function ofRules(table: Table, draft: Draft, values: Fields): Violation[] {
  const after: Fields = { ...draft.row?.fields, ...values };
  const found: Violation[] = [];
  for (const rule of table.schema.rules) {
    const value = after[rule.field] ?? null;
    const words = { message: rule.message, rule: rule.name };
    if (rule.when.op === "duplicate") {
      const warns = rule.blocks !== true;
      if (draft.allowDuplicates === true && warns) continue;
      const others = value === null ? [] : lookup(table, rule.field, String(value));
      const otherIds = others.filter((row) => row.id !== draft.row?.id).map((row) => row.id);
      const [otherId] = otherIds;
      if (otherId !== undefined)
        found.push({ ...violation("duplicate", rule.field, value), ...words, otherId, otherIds, warns });
    } else if (holds(rule.when.op, value, rule.when.value)) {
      found.push({ ...violation("rule", rule.field, value), ...words });
    }
  }
  return found;
}

/** A day as text: yyyy-MM-dd, one that the calendar has. */
function isDay(text: string): boolean {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}

function isEmail(value: string): boolean {
  return /^[^\s@,;]+@[^\s@,;]+\.[^\s@,;.]+$/.test(value);
}

function shown(raw: unknown): Value {
  if (raw === null || raw === undefined) return null;
  return typeof raw === "object" ? JSON.stringify(raw) : (raw as Value);
}
