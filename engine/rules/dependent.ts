import type { Write } from "../provider.ts";
import type { Schema } from "../record.ts";
import type { Fault } from "./lint.ts";

/**
 * Values that the CRM's own pages do not offer together with another field's value that is written along. No CRM refuses
 * them for that: Salesforce keeps its dependent picklists on its pages alone, and its API takes every value of the list.
 * So these are remarks, and never count as what would fail. Pure.
 */
export function unoffered({ op, fields }: Pick<Write, "op" | "fields">, schema: Schema): readonly Fault[] {
  if (op === "delete") return [];
  return Object.entries(fields).flatMap(([name, value]) => {
    const field = schema.fields[name];
    const on = field?.depends?.on;
    const held = on === undefined ? undefined : fields[on];
    if (field === undefined || on === undefined || held === undefined || value === null || value === "") return [];
    const offered = held === null || held === "" ? [] : field.depends?.offers[String(held)];
    // A value that the other field does not know is a fault of that one.
    if (offered === undefined) return [];
    const chosen = field.type === "multipicklist" ? String(value).split(";") : [String(value)];
    if (chosen.every((one) => offered.includes(one))) return [];
    const other = schema.fields[on]?.label ?? on;
    const detail = `${field.label} holds a value that the CRM's own pages do not offer with that of ${other}; its API takes it.`;
    return [{ reason: "DATA_PICKLIST_INVALID", field: name, detail, mend: null }];
  });
}
