import type { Fields, Schema, Value } from "../record.ts";
import { isMisfit } from "./convert.ts";
import type { FieldMap } from "./field-map.ts";
import { inwardConverter } from "./mapping.ts";
import { isFilledThere } from "./remap.ts";

/**
 * Makes the reader of what a remote record holds of fields that go out only where the CRM has nothing, in our form and by
 * our names; undefined = no such field is mapped. A value that has no form of ours stays as it came: that there is one
 * matters, not which. References stay external ids.
 */
export function compileFilled(
  map: readonly FieldMap[],
  schema: Schema | null,
): ((remote: Fields) => Fields) | undefined {
  const steps = map
    .filter(isFilledThere)
    .map((each) => ({ field: each.field, remote: each.remote, convert: inwardConverter(each, schema) }));
  if (steps.length === 0) return undefined;
  return (remote) => {
    const fields: Record<string, Value> = {};
    for (const { field, remote: name, convert } of steps) {
      const told: unknown = remote[name];
      if (told === undefined) continue;
      const value = plain(told);
      const converted = convert(value);
      fields[field] = isMisfit(converted) ? value : converted;
    }
    return fields;
  };
}

/** A list or an address is told whole. */
function plain(told: unknown): Value {
  if (told === null || typeof told === "string" || typeof told === "number" || typeof told === "boolean") return told;
  if (Array.isArray(told)) return told.join(";");
  return JSON.stringify(told) ?? null;
}
