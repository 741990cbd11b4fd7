import type { ReasonCode } from "../reasons.ts";
import type { Schema, SchemaField, Value } from "../record.ts";
import type { SchemaChange } from "./drift.ts";
import { plainValue } from "./plain-value.ts";

/** A refused record, as far as its cause is concerned. */
export interface Refusal {
  readonly reason: ReasonCode;
  /** The CRM's field name; null = not told. */
  readonly field: string | null;
  /** The CRM's code; null = it was not even sent. */
  readonly code: string | null;
  /** What we would send in that field; null = nothing, or no field is told. */
  readonly value: Value;
}

const permissions: ReadonlySet<ReasonCode> = new Set<ReasonCode>(["PERM_OBJECT_WRITE", "PERM_FIELD", "PERM_RECORD"]);

/** Reasons that a change of the CRM's schema can move. */
export const schemaReasons: readonly ReasonCode[] = [
  "DATA_PICKLIST_INVALID",
  "DATA_REQUIRED_MISSING",
  "DATA_TOO_LONG",
  "DATA_FORMAT",
  "DATA_TIMESTAMP",
  "DATA_INTEGRITY",
  "SCHEMA_FIELD_MISSING",
  "SCHEMA_TYPE_CHANGED",
  "PERM_OBJECT_WRITE",
  "PERM_FIELD",
];

/**
 * Whether a change of the schema moves the cause of a refusal (M3): only records that were refused for that field are
 * woken, and of a picklist only those whose value it has gained. Pure.
 */
export function isMovedBy(change: SchemaChange, refusal: Refusal): boolean {
  if (change.what === "right") return change.gained && isFreed(change.field, refusal);
  if (change.field !== refusal.field) return false;
  const { reason, code } = refusal;
  switch (change.what) {
    case "added":
      return reason === "SCHEMA_FIELD_MISSING" || reason === "PERM_FIELD";
    case "removed":
      // What was refused for this field can go without it now; what we left out because it is missing stays so.
      return code !== null || reason !== "SCHEMA_FIELD_MISSING";
    case "retyped":
      return /^(DATA|SCHEMA)_/.test(reason) && reason !== "SCHEMA_FIELD_MISSING";
    case "options":
      return reason === "DATA_PICKLIST_INVALID" && (change.open || fits(change.added, refusal.value));
    case "required":
      return reason === "DATA_REQUIRED_MISSING" && !change.now;
    case "length":
      return reason === "DATA_TOO_LONG" && (change.to === null || lengthOf(refusal.value) <= change.to);
  }
}

function isFreed(field: string | null, refusal: Refusal): boolean {
  if (!permissions.has(refusal.reason)) return false;
  return field === null ? refusal.reason !== "PERM_FIELD" : refusal.reason === "PERM_FIELD" && field === refusal.field;
}

/**
 * Whether the description that we hold explains the refusal, so that trying again is of no use before it changes: the
 * value is not in the list, the text too long, the field missing or closed. Pure.
 */
export function isExplained({ reason, field, code, value }: Refusal, schema: Schema): boolean {
  // What we did not send at all was judged by the schema and the value alone.
  if (code === null) return true;
  if (reason === "PERM_OBJECT_WRITE") return !schema.creatable || !schema.updatable;
  if (field === null) return false;
  const known = schema.fields[field];
  if (known === undefined) return reason === "SCHEMA_FIELD_MISSING";
  switch (reason) {
    case "DATA_PICKLIST_INVALID":
      return known.options !== null && !fits(activeOf(known), value);
    case "DATA_TOO_LONG":
      return known.length !== null && lengthOf(value) > known.length;
    case "DATA_REQUIRED_MISSING":
      return known.required && (value === null || value === "");
    case "PERM_FIELD":
      return !known.updatable || !known.creatable;
    default:
      return false;
  }
}

function activeOf({ options }: SchemaField): readonly string[] {
  return (options ?? []).filter((option) => option.active).map((option) => option.value);
}

/** Whether one of several chosen values (`a;b`) is among these; CRMs differ in how they read case and spaces. */
function fits(values: readonly string[], value: Value): boolean {
  if (value === null) return false;
  const known = new Set(values.map(plainValue));
  return String(value)
    .split(";")
    .some((one) => known.has(plainValue(one)));
}

function lengthOf(value: Value): number {
  return value === null ? 0 : [...String(value)].length;
}
