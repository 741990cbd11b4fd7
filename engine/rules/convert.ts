import type { FieldType, Value } from "../record.ts";
import { toDate, toDateTime } from "./dates.ts";
import type { Misfit } from "./field-map.ts";
import { toAmount, toInteger, toNumber } from "./numbers.ts";

/** '' becomes null; text may come back as it is. Our form and the CRM's are the same for every type. */
export type Convert = (value: Value) => Value | Misfit;

export function isMisfit<M extends { readonly detail: string }>(converted: Value | M): converted is M {
  return typeof converted === "object" && converted !== null;
}

/**
 * Numbers and booleans become JS values, dates `2026-03-31`, times `2026-03-31T09:00:00.000Z` (both also from
 * milliseconds since 1970, as HubSpot tells them), several values of a picklist `a;b`; everything else is text. null =
 * the type is not known: left as it is. `zone` is where a time has its day (IANA; null = UTC).
 */
export function converterFor(type: FieldType | null, zone: string | null = null): Convert {
  switch (type) {
    case null:
    case "other":
      return asItIs;
    case "number":
      return toNumber;
    case "currency":
      return toAmount;
    case "integer":
      return toInteger;
    case "boolean":
      return toBoolean;
    case "date":
      return (value) => toDate(value, zone);
    case "datetime":
      return (value) => toDateTime(value, zone);
    case "multipicklist":
      return toSeveral;
    case "references":
      return toMembers;
    default:
      return toText;
  }
}

function asItIs(value: Value): Value | Misfit {
  return typeof value === "string" ? toText(value) : value;
}

/** One look at most texts is enough. */
const SUSPECT = /[\0\uD800-\uDFFF]/;
const NUL: Misfit = { reason: "DATA_ENCODE", detail: "holds a NUL character, which a database does not take" };
const HALF: Misfit = { reason: "DATA_ENCODE", detail: "holds half a character, which cannot be written" };

function toText(value: Value): Value | Misfit {
  if (typeof value !== "string") return value === null ? null : String(value);
  if (value === "") return null;
  if (!SUSPECT.test(value)) return value;
  if (value.includes("\u0000")) return NUL;
  return value.isWellFormed() ? value : HALF;
}

/** Each value once, in the order given; also from a list as JSON writes it. */
function toSeveral(value: Value): Value | Misfit {
  const text = toText(value);
  if (typeof text !== "string") return text;
  const several = partsOf(text);
  return several.length === 0 ? null : several.join(";");
}

/** A set has no order of its own: it is told in that of its ids, or two CRMs would correct one another for ever. */
function toMembers(value: Value): Value | Misfit {
  const several = toSeveral(value);
  return typeof several === "string" ? partsOf(several).toSorted().join(";") : several;
}

/** The values of a multi-picklist: `a;b`. */
export function partsOf(text: string): readonly string[] {
  const listed = text.startsWith("[") ? listIn(text) : null;
  const parts = (listed ?? text.split(";")).map((part) => part.trim()).filter((part) => part !== "");
  return [...new Set(parts)];
}

function listIn(text: string): readonly string[] | null {
  try {
    const read: unknown = JSON.parse(text);
    return Array.isArray(read) && read.every((part) => typeof part === "string") ? read : null;
  } catch {
    return null;
  }
}

/** A Map, because a text like "constructor" must not find anything. */
const BOOLEANS = new Map([
  ["true", true],
  ["yes", true],
  ["1", true],
  ["false", false],
  ["no", false],
  ["0", false],
]);
const NOT_A_BOOLEAN: Misfit = { reason: "DATA_FORMAT", detail: "neither true nor false" };

function toBoolean(value: Value): Value | Misfit {
  if (value === null || value === "" || typeof value === "boolean") return value === "" ? null : value;
  return BOOLEANS.get(String(value).trim().toLowerCase()) ?? NOT_A_BOOLEAN;
}
