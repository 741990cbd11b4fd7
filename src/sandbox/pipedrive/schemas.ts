import { type Field, type FieldKind, field, type Schema } from "../crm/schema.ts";
import type { Builtin, FieldType } from "./builtin.ts";
import { activityFields, noteFields } from "./schemas-activity.ts";
import { dealFields, leadFields } from "./schemas-deal.ts";
import { organizationFields, personFields, syncFields } from "./schemas-person.ts";

const kinds: Partial<Record<FieldType, FieldKind>> = {
  int: "number",
  double: "number",
  boolean: "boolean",
  phone: "phone",
  date: "date",
  enum: "picklist",
  set: "picklist",
  deal: "reference",
  lead: "reference",
  org: "reference",
  people: "reference",
  user: "number",
  stage: "number",
  visible_to: "number",
};

const targets: Partial<Record<FieldType, string>> = {
  deal: "deals",
  lead: "leads",
  org: "organizations",
  people: "persons",
};

const lengths: Partial<Record<FieldType, number>> = { varchar: 255, varchar_auto: 255, phone: 255, text: 65_000 };

/** How a value of this type is kept. */
export function kindOf(type: FieldType): FieldKind {
  return kinds[type] ?? "string";
}

/** A field of this type; custom ones too. */
export function fieldOf([code, type, given = {}]: Builtin): Field {
  const usual = {
    length: lengths[type] ?? null,
    references: targets[type] ?? null,
    ...(type === "set" && { several: true }),
  };
  return field(code, kindOf(type), { ...usual, ...given });
}

const builtins: Readonly<Record<string, readonly Builtin[]>> = {
  persons: [...personFields, ...syncFields],
  organizations: organizationFields,
  deals: dealFields,
  leads: leadFields,
  activities: activityFields,
  notes: noteFields,
};

/** What the built-in fields of each record type hold, by their code. */
export const builtinTypes: Readonly<Record<string, Readonly<Record<string, FieldType>>>> = Object.fromEntries(
  Object.entries(builtins).map(([name, list]) => [name, Object.fromEntries(list.map(([code, type]) => [code, type]))]),
);

const labels: Readonly<Record<string, string>> = {
  persons: "Person",
  organizations: "Organization",
  deals: "Deal",
  leads: "Lead",
  activities: "Activity",
  notes: "Note",
};

/** The record types of a company, under the words of the API's paths. */
export const typeNames: readonly string[] = Object.keys(builtins);

/** The schema of a record type: what contact sync adds to persons is there only where it is on. */
export function schemaOf(type: string, contactSync: boolean, custom: readonly Field[]): Schema {
  const codes = new Set(syncFields.map(([code]) => code));
  const own = (builtins[type] ?? []).filter(([code]) => contactSync || type !== "persons" || !codes.has(code));
  const fields = [...own.map(fieldOf), ...custom];
  return {
    type,
    label: labels[type] ?? type,
    fields: new Map(fields.map((one) => [one.name, one])),
    rules: [],
    read: true,
    write: true,
    requiredOnScreen: true,
    version: 1,
  };
}

/** "persons" -> "Person", as messages and webhooks name it. */
export function singularOf(type: string): string {
  return labels[type] ?? type;
}
