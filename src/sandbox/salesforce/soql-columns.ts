import type { Field, Schema, Value } from "../crm/schema.ts";
import type { Row, Table } from "../crm/table.ts";
import type { Named } from "./soql-parse.ts";
import { place, SoqlError } from "./soql-tokens.ts";
import { reader, relationship } from "./values.ts";

/** The tables that a query of one org can ask. */
export type Tables = ReadonlyMap<string, Table>;

/** A column of a query: on the object itself, or on the record that a reference points to. */
export interface Column {
  readonly name: string;
  readonly field: Field;
  read(row: Row): Value;
  /** The way to the parent: its table, and the reference field; null for an own column. */
  readonly parent: { readonly table: Table; readonly by: Field; readonly as: string } | null;
}

/** Finds a column by name, letter case ignored; throws INVALID_FIELD when it is absent or may not be read. */
export function column(tables: Tables, schema: Schema, named: Named, soql: string): Column {
  const [first = "", second, more] = named.name.split(".");
  if (second === undefined || first === schema.type) {
    const field = fieldOf(schema, second ?? first);
    if (field === null) throw noColumn(schema, named, second ?? first, soql);
    return { name: field.name, field, read: reader(schema, field), parent: null };
  }
  const by = [...schema.fields.values()].find((f) => f.read && relationship(f)?.toLowerCase() === first.toLowerCase());
  const table = by === undefined || by.references === null ? undefined : tables.get(by.references);
  if (by === undefined || table === undefined) {
    const text = `Didn't understand relationship '${first}' in field path. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name.`;
    throw new SoqlError("INVALID_FIELD", `${place(soql, named.at)}\n${text}`);
  }
  const field = more === undefined ? fieldOf(table.schema, second) : null;
  if (field === null) throw noColumn(table.schema, named, second, soql);
  const id = reader(schema, by);
  const value = reader(table.schema, field);
  const as = relationship(by) ?? first;
  const read = (row: Row) => {
    const parent = table.latest.get(String(id(row)));
    return parent === undefined ? null : value(parent);
  };
  return { name: field.name, field, parent: { table, by, as }, read };
}

function fieldOf(schema: Schema, name: string): Field | null {
  const exact = schema.fields.get(name);
  const found = exact ?? [...schema.fields.values()].find((f) => f.name.toLowerCase() === name.toLowerCase());
  return found?.read === true ? found : null;
}

function noColumn(schema: Schema, named: Named, name: string, soql: string): SoqlError {
  const text =
    `No such column '${name}' on entity '${schema.type}'. If you are attempting to use a custom field, be sure to append the ` +
    "'__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.";
  return new SoqlError("INVALID_FIELD", `${place(soql, named.at)}\n${text}`);
}
