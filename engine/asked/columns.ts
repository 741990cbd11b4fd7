import type { Fields, FieldType, ObjectName, Value } from "../record.ts";
import { converterFor, isMisfit } from "../rules/convert.ts";
import { STANDARD_TYPES } from "../rules/mapping.ts";
import type { Settings } from "../settings.ts";

/** Our field -> what it holds; null = what the CRM's own description says, so any single value. */
export type FieldTypes = Readonly<Record<string, FieldType | null>>;

/** Our standard fields that hold text, whatever a CRM makes of them; the others are told by the mapping. */
const TEXTS: Readonly<Record<ObjectName, readonly string[]>> = {
  account: ["name", "domain", "phone"],
  contact: ["first_name", "last_name", "email", "phone", "title"],
  deal: ["name", "stage"],
  owner: ["name", "email"],
  activity: ["subject", "type", "body"],
  event: ["name", "email", "user_id", "properties"],
  lead: ["first_name", "last_name", "email", "phone", "company", "status"],
};

/** The fields of an object that other programs read and write, in the order of its view; the id stands beside them. */
export function fieldTypes(settings: Settings, object: ObjectName): FieldTypes {
  const fields = Object.entries(settings.objects[object]?.fields ?? {}).filter(([field]) => field !== "id");
  return Object.fromEntries(
    fields.map(([field, own]) => [
      field,
      own.type ?? (own.references === null ? standardType(object, field) : "reference"),
    ]),
  );
}

function standardType(object: ObjectName, field: string): FieldType | null {
  return STANDARD_TYPES[object]?.[field] ?? (TEXTS[object]?.includes(field) ? "string" : null);
}

/** The same for every object. */
export function allFieldTypes(settings: Settings): Readonly<Record<ObjectName, FieldTypes>> {
  return Object.fromEntries(Object.keys(settings.objects).map((object) => [object, fieldTypes(settings, object)]));
}

/** The fields of an object as its types say: all of them, null where there is nothing; what misfits stays as it is. */
export function shaped(fields: Fields, types: FieldTypes): Fields {
  const told: Record<string, Value> = {};
  for (const [field, type] of Object.entries(types)) {
    const value = fields[field] ?? null;
    const converted = converterFor(type)(value);
    told[field] = isMisfit(converted) ? value : converted;
  }
  return told;
}
