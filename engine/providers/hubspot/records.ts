import type { Page } from "../../provider.ts";
import type { Fields, RemoteRecord, Value } from "../../record.ts";
import { ends } from "./activity-types.ts";

export type Broken = Page["broken"][number];
export type Gone = Page["gone"][number];

/** HubSpot's name of the property that tells when a record changed; contacts have their own. */
export function modifiedProperty(type: string): string {
  return type === "contacts" ? "lastmodifieddate" : "hs_lastmodifieddate";
}

/** The contacts of a deal are told as if they were a property of it; what begins with hs_ no user can have made. */
export const CONTACTS = "hs_associated_contacts";

/** Ids of the records that were merged into this one, "11;12". */
export const MERGED = "hs_merged_object_ids";

export function propertiesOf(type: string, fields: readonly string[]): string[] {
  const own = fields.filter((name) => name !== CONTACTS && !ends.some(({ field }) => field === name));
  return [...new Set([...own, modifiedProperty(type), MERGED])];
}

/** One result of a list, search or batch read, or what is wrong with it. Values are text, "" is empty. */
export function readRow(row: unknown, type: string, fields: readonly string[]): RemoteRecord | Broken {
  if (!isRow(row)) return broken("", "a result is not an object");
  const id = idOf(row);
  if (id === null) return broken("", "a result has no id");
  const properties = row.properties;
  if (!isRow(properties)) return broken(id, "a result has no properties");
  const modifiedAt = stampOf(properties[modifiedProperty(type)]) ?? stampOf(row.updatedAt);
  if (modifiedAt === null) return { ...broken(id, "a result has no time of change"), reason: "DATA_TIMESTAMP" };
  const values: Record<string, Value> = {};
  for (const name of fields) {
    const value = properties[name];
    // What is empty comes as null; a property that the type does not have (any more) is left out, and is not empty.
    if (value === undefined) continue;
    if (value === null || value === "") values[name] = null;
    else if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") values[name] = value;
    else return broken(id, `${name} is not a plain value`);
  }
  return { externalId: id, modifiedAt, fields: values };
}

/** The ids that live on in this record: they vanish from every list without being archived. */
export function mergedInto(row: unknown, survivor: RemoteRecord): readonly Gone[] {
  const properties = isRow(row) && isRow(row.properties) ? row.properties : {};
  const ids = textOf(properties, MERGED)
    .split(";")
    .filter((id) => id !== "" && id !== survivor.externalId);
  return ids.map((externalId) => ({ externalId, at: survivor.modifiedAt, mergedInto: survivor.externalId }));
}

export function isBroken(row: RemoteRecord | Broken): row is Broken {
  return "reason" in row;
}

/** Fields as HubSpot takes them: all text, "" clears. */
export function toProperties(fields: Fields): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value === null ? "" : String(value)]));
}

export function idOf(row: Readonly<Record<string, unknown>>): string | null {
  const id = row.id;
  if (typeof id === "number") return String(id);
  return typeof id === "string" && id !== "" ? id : null;
}

/** Milliseconds since 1970 of an ISO text, a text of milliseconds, or the SDK's Date. */
export function stampOf(value: unknown): number | null {
  if (value instanceof Date) return Number.isFinite(value.getTime()) ? value.getTime() : null;
  if (typeof value !== "string" || value === "") return null;
  const ms = /^\d+$/.test(value) ? new Date(Number(value)).getTime() : Date.parse(value);
  return Number.isFinite(ms) ? ms : null;
}

export function isRow(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function textOf(row: Readonly<Record<string, unknown>>, name: string): string {
  const value = row[name];
  return typeof value === "string" ? value : "";
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function broken(externalId: string, detail: string): Broken {
  return { externalId, reason: "DATA_MALFORMED", detail };
}
