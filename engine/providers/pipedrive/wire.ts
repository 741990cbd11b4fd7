import type { Value } from "../../record.ts";
import type { Options } from "./schema.ts";
import type { Kind } from "./shapes.ts";
import { isEnd } from "./stages.ts";

/** A value as Pipedrive takes it, or what is wrong with it. */
export type Wire =
  | { readonly value: unknown }
  | {
      readonly reason: "DATA_FORMAT" | "REF_INVALID" | "DATA_PICKLIST_INVALID" | "DATA_REQUIRED_MISSING";
      readonly detail: string;
    };

/** Strict: ids, options and amounts are numbers, switches are true or false, an address is an object. null empties. */
export function wire(kind: Kind, value: Value, options: Options): Wire {
  const empty = value === null || value === "";
  if (kind === "names") return { value: empty ? [] : String(value).split(";") };
  if (kind === "ids") return labels(empty ? [] : String(value).split(";"));
  if (kind === "participant") return participants(value);
  if (empty) return { value: null };
  switch (kind) {
    case "id":
      return numeric(value, "REF_INVALID", "not an id of Pipedrive");
    case "number":
      return numeric(value, "DATA_FORMAT", "not a number");
    case "option":
      return option(String(value), options);
    case "stage":
      return endOf(String(value)) ?? option(String(value), options);
    case "options":
      return several(String(value).split(";"), options);
    case "boolean":
      return { value: value === "true" || (value === "false" ? false : value) };
    case "wrapped":
      return { value: { value: String(value) } };
    default:
      return { value: String(value) };
  }
}

/** The one whom the activity is with; empty = nobody. */
function participants(value: Value): Wire {
  if (value === null || value === "") return { value: [] };
  const person = numeric(value, "REF_INVALID", "not an id of Pipedrive");
  return "reason" in person ? person : { value: [{ person_id: person.value, primary: true }] };
}

export function numeric(value: Value, reason: "DATA_FORMAT" | "REF_INVALID", detail: string): Wire {
  const told = typeof value === "boolean" || String(value).trim() === "" ? Number.NaN : Number(value);
  return Number.isFinite(told) ? { value: told } : { reason, detail };
}

function labels(parts: readonly string[]): Wire {
  const ids = parts.map(Number);
  if (ids.every((id) => Number.isSafeInteger(id))) return { value: ids };
  return { reason: "DATA_PICKLIST_INVALID", detail: "not an id of a label" };
}

/** "Won" is what people read, and means the same. */
function endOf(value: string): Wire | null {
  const lower = value.toLowerCase();
  return isEnd(lower) ? { value: lower } : null;
}

/** An option is a number; who writes its label means that option. */
function option(value: string, options: Options): Wire {
  const known = options?.find((each) => each.value === value) ?? options?.find((each) => each.label === value);
  const id = Number(known?.value ?? value);
  if (Number.isSafeInteger(id) && (options === null || known !== undefined)) return { value: id };
  return { reason: "DATA_PICKLIST_INVALID", detail: "not one of the field's options" };
}

function several(parts: readonly string[], options: Options): Wire {
  const ids: unknown[] = [];
  for (const part of parts) {
    const one = option(part, options);
    if ("reason" in one) return one;
    ids.push(one.value);
  }
  return { value: ids };
}
