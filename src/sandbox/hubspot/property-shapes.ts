import type { Field, FieldKind } from "../crm/schema.ts";
import type { Table } from "../crm/table.ts";
import type { PropertyType } from "./filters.ts";
import type { ObjectType } from "./object-types.ts";
import { isoOf } from "./values.ts";

const shapes: Readonly<Record<FieldKind, { readonly type: PropertyType; readonly fieldType: string }>> = {
  id: { type: "number", fieldType: "number" },
  string: { type: "string", fieldType: "text" },
  email: { type: "string", fieldType: "text" },
  phone: { type: "string", fieldType: "phonenumber" },
  url: { type: "string", fieldType: "text" },
  picklist: { type: "enumeration", fieldType: "select" },
  boolean: { type: "bool", fieldType: "booleancheckbox" },
  number: { type: "number", fieldType: "number" },
  date: { type: "date", fieldType: "date" },
  datetime: { type: "datetime", fieldType: "date" },
  reference: { type: "number", fieldType: "number" },
};

/** What POST /crm/v3/properties may ask for, and how it is kept. */
export const kindsByType: Readonly<Record<string, FieldKind>> = {
  string: "string",
  number: "number",
  bool: "boolean",
  enumeration: "picklist",
  date: "date",
  datetime: "datetime",
  phone_number: "phone",
};

/** The type of a property; null = there is none of this name, or the user may not see it. */
export function propertyTypeOf(table: Table, type: ObjectType, name: string): PropertyType | null {
  if (name === "createdate" || name === type.modified) return "datetime";
  const field = table.schema.fields.get(name);
  return field === undefined || !field.read ? null : shapes[field.type].type;
}

/** A property as the properties API describes it (`Property`). */
export function propertyShape(field: Field, type: ObjectType, createdAt: number) {
  const { type: kind, fieldType } = shapes[field.type];
  const known = field.optionsElsewhere ? [] : (field.options ?? []);
  const options = field.type === "boolean" ? ["true", "false"] : known;
  return {
    updatedAt: isoOf(createdAt),
    createdAt: isoOf(createdAt),
    name: field.name,
    label: field.label,
    type: kind,
    fieldType,
    description: "",
    groupName: groupOf(type),
    options: options.map((value, displayOrder) => ({
      label: labelOf(field, value),
      value,
      displayOrder,
      hidden: false,
    })),
    displayOrder: -1,
    calculated: false,
    externalOptions: field.optionsElsewhere,
    hasUniqueValue: field.unique,
    hidden: false,
    hubspotDefined: !field.custom,
    archived: false,
    ...(field.references !== null && { referencedObjectType: field.references.toUpperCase() }),
    modificationMetadata: {
      archivable: field.custom,
      readOnlyDefinition: !field.custom,
      readOnlyOptions: !field.custom,
      readOnlyValue: field.readOnly || !field.write,
    },
    formField: !field.readOnly,
    dataSensitivity: "non_sensitive",
  };
}

function groupOf(type: ObjectType): string {
  return `${type.singular.toLowerCase()}information`;
}

function labelOf(field: Field, value: string): string {
  if (field.type === "boolean") return value === "true" ? "Yes" : "No";
  return value;
}
