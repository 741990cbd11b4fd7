import type { Field, Fields, Schema, Value } from "../crm/schema.ts";
import type { Row, Table } from "../crm/table.ts";

/** `2026-11-20T10:00:00.000+0000` */
export function stamp(ms: number): string {
  return new Date(ms).toISOString().replace("Z", "+0000");
}

type Derived = (row: Row) => Value;

const derived: Readonly<Record<string, Derived>> = {
  Id: (row) => row.id,
  CreatedDate: (row) => stamp(row.createdAt),
  LastModifiedDate: (row) => stamp(row.modifiedAt),
  SystemModstamp: (row) => stamp(row.modifiedAt),
  CreatedById: (row) => row.createdBy,
  LastModifiedById: (row) => row.modifiedBy,
  OwnerId: (row) => row.fields.OwnerId ?? row.createdBy,
  IsDeleted: (row) => row.deleted,
  MasterRecordId: (row) => row.mergedInto,
};

/** How a column is read from a row; the system's own columns are not stored. */
export function reader(schema: Schema, field: Field): Derived {
  const own = derived[field.name];
  if (own !== undefined) return own;
  if (isPerson(schema) && field.name === "Name") return fullName;
  const { name } = field;
  return field.type === "boolean" ? (row) => row.fields[name] ?? false : (row) => row.fields[name] ?? null;
}

/** All fields of a row, readable or not. */
export function view(row: Row, table: Table): Fields {
  const { schema } = table;
  return Object.fromEntries([...schema.fields.values()].map((field) => [field.name, reader(schema, field)(row)]));
}

/** The name of the relationship behind a reference field: AccountId -> Account, Parent__c -> Parent__r. */
export function relationship(field: Field): string | null {
  if (field.type !== "reference") return null;
  return field.custom ? field.name.replace(/__c$/, "__r") : field.name.replace(/Id$/, "");
}

/** Contacts and leads bear a name that is put together from two fields. */
export function isPerson(schema: Schema): boolean {
  return schema.type === "Contact" || schema.type === "Lead";
}

function fullName(row: Row): Value {
  const parts = [row.fields.FirstName, row.fields.LastName].filter((part) => typeof part === "string");
  return parts.length === 0 ? null : parts.join(" ");
}
