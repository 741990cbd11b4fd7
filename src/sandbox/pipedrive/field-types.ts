import type { Field, FieldKind } from "../crm/schema.ts";
import type { Table } from "../crm/table.ts";
import type { FieldType } from "./builtin.ts";
import type { Company } from "./company.ts";
import { builtinTypes } from "./schemas.ts";

/** Kept as JSON text in the table, because the value is a list or an object. */
const asJson: ReadonlySet<FieldType> = new Set(["set", "address", "monetary", "json", "daterange", "timerange"]);

/** Kept as the other record's id. */
const asReference: ReadonlySet<FieldType> = new Set(["deal", "lead", "org", "people"]);

const byKind: Readonly<Record<FieldKind, FieldType>> = {
  id: "int",
  string: "varchar",
  email: "varchar",
  phone: "phone",
  url: "varchar",
  picklist: "enum",
  boolean: "boolean",
  number: "double",
  date: "date",
  datetime: "date",
  reference: "org",
};

const ofReference: Readonly<Record<string, FieldType>> = {
  persons: "people",
  organizations: "org",
  deals: "deal",
  leads: "lead",
};

/** What a field holds: the built-in ones are known by name, others by how they were made. */
export function fieldTypeOf(company: Company, table: Table, field: Field): FieldType {
  const builtin = field.custom ? undefined : builtinTypes[table.schema.type]?.[field.name];
  if (builtin !== undefined) return builtin;
  const made = company.types.get(field.name);
  if (made !== undefined && made.kind === field.type) return made.type;
  if (field.references !== null) return ofReference[field.references] ?? "org";
  const isLong = field.type === "string" && (field.length === null || field.length > 255);
  return isLong ? "text" : byKind[field.type];
}

export function isJson(type: FieldType): boolean {
  return asJson.has(type);
}

export function isReference(type: FieldType): boolean {
  return asReference.has(type);
}
