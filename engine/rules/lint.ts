import type { Write } from "../provider.ts";
import type { ReasonCode } from "../reasons.ts";
import type { Schema, SchemaField, Value } from "../record.ts";

/** Why a CRM would refuse a write, as far as its own description tells; `field` is the CRM's name. */
export interface Fault {
  readonly reason: ReasonCode;
  /** null = the record as a whole is meant. */
  readonly field: string | null;
  /** Words for people, without the value. */
  readonly detail: string;
  /** What would do: the values that are allowed, the longest length. null = the reason's own words say it. */
  readonly mend: string | null;
}

/**
 * Pure: what the CRM would refuse of a write by its description alone (features.md M7): rights, required fields,
 * picklists, lengths, e-mail addresses. Only what is certain is told, the gravest first; rules and duplicates in the CRM
 * cannot be known from here. What the mapping could not bring into the CRM's form is not in the write any more.
 */
export function lint({ op, fields }: Pick<Write, "op" | "fields">, schema: Schema): readonly Fault[] {
  const closed = closedTo(op, schema);
  if (closed !== null || op === "delete") return closed === null ? [] : [closed];
  const missing = Object.values(schema.fields).filter((field) => lacks(op, fields, field));
  return [
    ...missing.map((field) => ({
      reason: "DATA_REQUIRED_MISSING" as const,
      field: field.name,
      detail: `${field.label} is required and empty.`,
      mend: mendFor("DATA_REQUIRED_MISSING", field),
    })),
    ...Object.entries(fields).flatMap(([name, value]) => {
      const field = schema.fields[name];
      return field === undefined || value === null ? [] : ofValue(field, value);
    }),
  ];
}

function closedTo(op: Write["op"], { object, creatable, updatable, deletable }: Schema): Fault | null {
  const may = op === "create" ? creatable : op === "update" ? updatable : deletable;
  if (may) return null;
  const detail = `The connected user may not ${op} ${object} records.`;
  return { reason: "PERM_OBJECT_WRITE", field: null, detail, mend: null };
}

/** An update speaks of the given fields only. */
function lacks(op: "create" | "update", fields: Write["fields"], field: SchemaField): boolean {
  if (!field.required || !field.creatable) return false;
  const value = fields[field.name];
  return op === "create" ? value === undefined || isEmpty(value) : value !== undefined && isEmpty(value);
}

function isEmpty(value: Value): boolean {
  return value === null || value === "";
}

function ofValue(field: SchemaField, value: Exclude<Value, null>): readonly Fault[] {
  if (field.type === "reference" && field.options !== null) return ofKind(field, String(value));
  // How long an id may be is the CRM's own affair.
  if (typeof value !== "string" || value === "" || field.type === "reference" || field.type === "id") return [];
  const { name, label, length } = field;
  if (length !== null && value.length > length)
    return [
      {
        reason: "DATA_TOO_LONG",
        field: name,
        detail: `${label} has ${value.length} characters; ${length} are allowed.`,
        mend: mendFor("DATA_TOO_LONG", field),
      },
    ];
  if (!isOffered(field, value)) {
    const detail = `${label} holds a value that its picklist does not offer.`;
    return [{ reason: "DATA_PICKLIST_INVALID", field: name, detail, mend: mendFor("DATA_PICKLIST_INVALID", field) }];
  }
  if (field.type !== "email" || couldBeEmail(value)) return [];
  const mend = `Correct ${label}.`;
  return [{ reason: "DATA_FORMAT", field: name, detail: `${label} is not an e-mail address.`, mend }];
}

/** A reference that takes some records only, told as its options: the types of records that the user may use. */
function ofKind(field: SchemaField, value: string): readonly Fault[] {
  const { name, label, options } = field;
  // The short form of an id is its beginning.
  if (value === "" || options?.some((option) => option.active && option.value.startsWith(value))) return [];
  const detail = `${label} is not one that the connected user may use.`;
  const open = (options ?? []).filter((option) => option.active).map((option) => `${option.label} (${option.value})`);
  const mend = open.length === 0 ? null : `${label} takes ${open.slice(0, NAMED).join(", ")}.`;
  return [{ reason: "RULE_RECORD_TYPE", field: name, detail, mend }];
}

/** Hidden values are taken by one CRM and refused by another, so they count as offered. */
function isOffered({ type, options }: SchemaField, value: string): boolean {
  if (options === null) return true;
  const known = new Set(options.map((option) => option.value));
  const chosen = type === "multipicklist" ? value.split(";") : [value];
  return chosen.every((one) => known.has(one) || one === "");
}

/** What would do in this field, as far as its description says; null = the reason's own words say it. */
export function mendFor(reason: ReasonCode, field: SchemaField | undefined): string | null {
  if (field === undefined) return null;
  const { label, length, options } = field;
  if (reason === "DATA_PICKLIST_INVALID" && options !== null) return offer(field);
  if (reason === "DATA_TOO_LONG" && length !== null) return `Shorten ${label} to ${length} characters.`;
  if (reason === "DATA_REQUIRED_MISSING") return `Fill ${label}, or give it a default in crmsync.yml.`;
  return null;
}

const NAMED = 8;

function offer({ label, options }: SchemaField): string {
  const open = (options ?? []).filter((option) => option.active).map((option) => option.value);
  if (open.length === 0) return `The CRM offers no value for ${label}.`;
  const more = open.length > NAMED ? ` and ${open.length - NAMED} more` : "";
  return `${label} takes ${open.slice(0, NAMED).join(", ")}${more}.`;
}

/** Looser than what we take in: no CRM takes an address without a name, an @ and a domain with a dot. */
function couldBeEmail(value: string): boolean {
  const [name = "", domain = "", ...more] = value.trim().split("@");
  if (more.length > 0 || name === "" || /[\s,;]/.test(name + domain)) return false;
  const dot = domain.lastIndexOf(".");
  return dot > 0 && dot < domain.length - 1;
}
