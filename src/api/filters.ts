import type { FieldType, FilterOperator, RecordFilter } from "../../engine/index.ts";
import { nearest } from "../config/nearest.ts";

const operators = ["is", "not", "gt", "gte", "lt", "lte", "contains", "empty"] as const satisfies FilterOperator[];

export type ReadFilter =
  | { readonly ok: true; readonly filter: RecordFilter }
  | { readonly ok: false; readonly field: string; readonly problem: string };

/** "amount[gt]" and "100" -> a condition; the plain name means "is". */
export function readFilter(key: string, text: string, types: Readonly<Record<string, FieldType | null>>): ReadFilter {
  const [, field = "", told = "is"] = /^(.*?)(?:\[([^[\]]*)\])?$/s.exec(key) ?? [];
  const wrong = (problem: string) => ({ ok: false, field, problem }) as const;
  const type = Object.hasOwn(types, field) ? types[field] : undefined;
  if (type === undefined) {
    const near = nearest(field, Object.keys(types));
    return wrong(`no such field. ${near ? `Did you mean ${near}?` : `Known: ${Object.keys(types).join(", ")}.`}`);
  }
  const operator = operators.find((known) => known === told);
  if (operator === undefined) return wrong(`no such comparison. Known: ${operators.join(", ")}.`);
  if (operator === "empty") {
    const value = flag(text);
    return value === null
      ? wrong("empty takes true or false.")
      : { ok: true, filter: { field, type, operator, value } };
  }
  if (operator !== "contains" && (type === "number" || type === "integer")) {
    const value = text.trim() === "" ? Number.NaN : Number(text);
    return Number.isFinite(value) ? { ok: true, filter: { field, type, operator, value } } : wrong("takes a number.");
  }
  if (type === "boolean") {
    const value = flag(text);
    return value === null ? wrong("takes true or false.") : { ok: true, filter: { field, type, operator, value } };
  }
  return { ok: true, filter: { field, type, operator, value: text } };
}

function flag(text: string): boolean | null {
  return text === "true" ? true : text === "false" ? false : null;
}
