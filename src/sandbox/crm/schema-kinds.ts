import { field, type Schema } from "./schema.ts";

/** Two edits of an administrator that only Salesforce knows: picklists that depend on another field, and record types. */

type Given = Readonly<Record<string, unknown>>;

/**
 * `{field, on, offers: {value: [options…]}}`: on the CRM's pages each value of `on` offers only these options of `field`.
 * Programs are not bound by it. null when done, otherwise what is wrong.
 */
export function setDependence({ fields }: Schema, { field: name, on, offers }: Given): string | null {
  const [own, other] = [fields.get(String(name)), fields.get(String(on))];
  if (own?.options == null) return "field must be a picklist";
  if (other === undefined || (other.options === null && other.type !== "boolean"))
    return "on must be a picklist or a boolean";
  if (!isOffers(offers)) return "offers must be an object with a list of texts for each value of on";
  fields.set(own.name, { ...own, depends: { on: other.name, offers } });
  return null;
}

/** `{types: [{id, name, available}]}`: the record types of the object; the user may write those that are available. */
export function setRecordTypes(schema: Schema, { types }: Given): string | null {
  if (!Array.isArray(types) || !types.every(isRecordType)) return "types must be a list of {id, name, available}";
  schema.recordTypes = types;
  schema.fields.set("RecordTypeId", field("RecordTypeId", "reference", { label: "Record Type ID" }));
  return null;
}

function isOffers(told: unknown): told is Readonly<Record<string, readonly string[]>> {
  if (typeof told !== "object" || told === null || Array.isArray(told)) return false;
  return Object.values(told).every((some) => Array.isArray(some) && some.every((one) => typeof one === "string"));
}

function isRecordType(told: unknown): told is NonNullable<Schema["recordTypes"]>[number] {
  if (typeof told !== "object" || told === null) return false;
  const { id, name, available } = told as Given;
  return typeof id === "string" && typeof name === "string" && typeof available === "boolean";
}
