import type { FieldType, ObjectName, Schema, SchemaField } from "../../record.ts";
import { dependenceOf, recordTypesOf } from "./dependent.ts";
import { isRow } from "./records.ts";
import { ROLES } from "./soql.ts";

const TYPES: Readonly<Record<string, FieldType>> = {
  id: "id",
  string: "string",
  textarea: "string",
  combobox: "string",
  encryptedstring: "string",
  email: "email",
  phone: "phone",
  url: "url",
  double: "number",
  currency: "number",
  percent: "number",
  int: "integer",
  long: "integer",
  boolean: "boolean",
  date: "date",
  datetime: "datetime",
  picklist: "picklist",
  multipicklist: "multipicklist",
  reference: "reference",
};

/**
 * A describe answer as our Schema. Fields that the user may not see are not in it (field-level security), and what
 * may be read but not written has createable and updateable false.
 */
export function toSchema(
  object: ObjectName,
  described: unknown,
  ourName: (sobject: string) => ObjectName | null,
): Schema | null {
  if (!isRow(described) || !Array.isArray(described.fields)) return null;
  const fields = described.fields.filter(isRow).flatMap((field) => {
    const read = toField(field, ourName);
    if (read === null) return [];
    const depends = dependenceOf(field, list(described.fields));
    const types = read.name === "RecordTypeId" ? { options: recordTypesOf(described.recordTypeInfos) } : {};
    return [[read.name, { ...read, ...types, ...(depends && { depends }) }] as const];
  });
  const roles = rolesField(described, ourName);
  if (roles !== null) fields.push([roles.name, roles]);
  return {
    object,
    creatable: described.createable === true,
    updatable: described.updateable === true,
    deletable: described.deletable === true,
    fields: Object.fromEntries(fields),
  };
}

/** The contacts of deals are a relationship; one that the user may not see is not described. */
function rolesField(
  { childRelationships, updateable }: Described,
  ourName: (sobject: string) => ObjectName | null,
): SchemaField | null {
  const target = ourName("Contact");
  if (target === null || !list(childRelationships).some((one) => isRow(one) && one.relationshipName === ROLES))
    return null;
  const writable = updateable === true;
  return {
    name: ROLES,
    label: "Contact Roles",
    type: "references",
    length: null,
    required: false,
    creatable: writable,
    updatable: writable,
    unique: false,
    options: null,
    references: [target],
  };
}

type Described = Readonly<Record<string, unknown>>;

function toField(field: Described, ourName: (sobject: string) => ObjectName | null): SchemaField | null {
  const name = field.name;
  if (typeof name !== "string") return null;
  const length = field.length;
  const type = TYPES[String(field.type)] ?? "other";
  return {
    name,
    label: typeof field.label === "string" ? field.label : name,
    type,
    length: typeof length === "number" && length > 0 ? length : null,
    required: field.nillable === false && field.defaultedOnCreate !== true && field.createable === true,
    creatable: field.createable === true,
    updatable: field.updateable === true,
    // Contact.Email can be looked up too (idLookup), but several contacts may share it.
    unique: field.unique === true && (field.externalId === true || field.idLookup === true),
    options: optionsOf(field, type),
    references: list(field.referenceTo).flatMap((target) => ourName(String(target)) ?? []),
  };
}

/** Values of a picklist that takes no others; an unrestricted one takes anything. */
function optionsOf(field: Described, type: FieldType): SchemaField["options"] {
  if ((type !== "picklist" && type !== "multipicklist") || field.restrictedPicklist === false) return null;
  return list(field.picklistValues)
    .filter(isRow)
    .map((option) => ({
      value: String(option.value),
      label: String(option.label ?? option.value),
      active: option.active !== false,
    }));
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
