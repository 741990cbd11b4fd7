import type { Account } from "../crm/accounts.ts";
import { lookup, type Row, type Table } from "../crm/table.ts";
import { type ObjectType, tableFor } from "./object-types.ts";
import { isoOf } from "./values.ts";

/** One record as the API shows it (`SimplePublicObject`). */
export interface Shown {
  readonly id: string;
  readonly properties: Readonly<Record<string, string | null>>;
  readonly propertiesWithHistory?: Readonly<Record<string, readonly object[]>>;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly archived: boolean;
  readonly archivedAt?: string;
  readonly url: string;
  readonly associations?: Readonly<Record<string, { readonly results: readonly object[] }>>;
}

/** Which properties an answer shows; an empty list = the type's usual ones. */
export interface Wanted {
  readonly properties: readonly string[];
  readonly history?: readonly string[];
}

/** A property of a record: text or null; undefined = the type has no such property, or the user may not see it. */
export function propertyOf(table: Table, type: ObjectType, row: Row, name: string): string | null | undefined {
  if (name === "hs_object_id") return row.id;
  if (name === "createdate") return isoOf(row.createdAt);
  if (name === type.modified) return isoOf(row.modifiedAt);
  const field = table.schema.fields.get(name);
  if (field === undefined || !field.read) return undefined;
  const value = row.fields[name];
  return value === undefined || value === null ? null : String(value);
}

/** Times and the id are always shown; what the type does not know is left out, as HubSpot does. */
export function show(account: Account, type: ObjectType, row: Row, wanted: Wanted): Shown {
  const table = tableFor(account, type);
  const asked = wanted.properties.length === 0 ? type.shown : wanted.properties;
  const names = [...new Set(["createdate", "hs_object_id", type.modified, ...asked])].sort();
  const properties: Record<string, string | null> = {};
  for (const name of names) {
    const value = propertyOf(table, type, row, name);
    if (value !== undefined) properties[name] = value;
  }
  return {
    id: row.id,
    properties,
    ...(wanted.history !== undefined &&
      wanted.history.length > 0 && { propertiesWithHistory: historyOf(table, type, row, wanted.history) }),
    createdAt: isoOf(row.createdAt),
    updatedAt: isoOf(row.modifiedAt),
    archived: row.deleted,
    ...(row.deleted && { archivedAt: isoOf(row.modifiedAt) }),
    url: `https://app.hubspot.com/contacts/${account.id}/record/${type.id}/${row.id}`,
  };
}

/** Only the present value is known: earlier ones are not kept. */
function historyOf(table: Table, type: ObjectType, row: Row, names: readonly string[]) {
  const known = names.filter((name) => typeof propertyOf(table, type, row, name) === "string");
  return Object.fromEntries(
    known.map((name) => [
      name,
      [{ value: propertyOf(table, type, row, name), timestamp: isoOf(row.modifiedAt), sourceType: "INTEGRATION" }],
    ]),
  );
}

/** The record that an id means now: the survivor when it was merged away. */
export function survivorOf(table: Table, id: string): Row | undefined {
  let row = table.latest.get(id);
  while (row !== undefined && row.mergedInto !== null) row = table.latest.get(row.mergedInto);
  return row;
}

/** The live record that `idProperty` = id names; without idProperty the id is HubSpot's own. */
export function liveRow(table: Table, id: string, idProperty: string | null): Row | null {
  if (idProperty === null || idProperty === "hs_object_id") {
    const row = survivorOf(table, id);
    return row === undefined || row.deleted ? null : row;
  }
  return lookup(table, idProperty, id)[0] ?? holderOfOldEmail(table, idProperty, id);
}

/** A merge leaves the loser's e-mail with the survivor as an additional one: it still identifies, and still conflicts. */
export function holderOfOldEmail(table: Table, property: string, value: string): Row | null {
  if (property !== "email") return null;
  const wanted = value.toLowerCase();
  for (const row of table.latest.values()) {
    const others = row.fields.hs_additional_emails;
    if (!row.deleted && typeof others === "string" && others.split(";").includes(wanted)) return row;
  }
  return null;
}

/** Whether records may be found by this property: the id, or a property of unique values. */
export function isUniqueProperty(table: Table, name: string): boolean {
  return name === "hs_object_id" || table.schema.fields.get(name)?.unique === true;
}
