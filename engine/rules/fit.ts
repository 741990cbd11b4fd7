import type { Fields, FieldType, SchemaField, Value } from "../record.ts";
import { converterFor, isMisfit, partsOf } from "./convert.ts";
import { hasTimeOfDay } from "./dates.ts";
import type { FieldMap, Unfit } from "./field-map.ts";
import { amountFit } from "./money.ts";
import { type Translate, translateOut, translatePlain } from "./translate.ts";

/** Our value in the CRM's form, or why it has none; `record` is the whole record, for what stands beside the value. */
export type Fit = (value: Value, record: Fields) => Value | Unfit;

/**
 * Makes the way of one field to its CRM, once for all records: its type (the CRM's, else the mapping's), the table of
 * its words, the values that a picklist takes, the length. Nothing is lost in silence: what would lose something is
 * refused, and made to fit only where the mapping says `cut`.
 */
export function fitFor(map: FieldMap, field: SchemaField | undefined): Fit {
  const convert = converterFor(field?.type ?? map.type, map.zone ?? null);
  const translate = wordsOut(map);
  const narrow = narrowing(map, field?.type ?? null);
  const amount = map.type === "currency" ? amountFit(map) : null;
  const options = field ? takenBy(field) : null;
  const most = field && TEXTS.has(field.type) ? field.length : null;
  const changed = isOtherKind(map.type, field?.type ?? null);
  // Any number is some millisecond.
  const neverFits = KINDS[map.type ?? "other"] === "a number" && KINDS[field?.type ?? "other"] === "a day or time";

  return (given, record) => {
    const money = amount === null ? given : amount(given, record);
    if (isMisfit(money)) return money;
    if (changed !== null && neverFits && money !== null && money !== "")
      return { reason: "SCHEMA_TYPE_CHANGED", detail: changed };
    const narrowed = narrow === null ? money : narrow(money);
    if (isMisfit(narrowed)) return narrowed;
    const converted = convert(translate === null ? narrowed : translate(narrowed));
    if (isMisfit(converted)) return changed === null ? converted : { reason: "SCHEMA_TYPE_CHANGED", detail: changed };
    if (typeof converted !== "string") return converted;
    if (options !== null && !partsOf(converted).every((part) => options.all.has(part.toLowerCase())))
      return options.refusal;
    return most === null || converted.length <= most ? converted : tooLong(converted, most, map.cut ?? false);
  };
}

/** The configured words first: what a person decided since was decided about what they make of a value. */
function wordsOut({ translate, words }: FieldMap): Translate | null {
  const first = translate ? translateOut(translate) : null;
  const then = words ? translatePlain(words) : null;
  if (first === null || then === null) return first ?? then;
  return (value) => then(first(value));
}

const TEXTS: ReadonlySet<FieldType> = new Set(["string", "email", "phone", "url"]);

/** More is no help to a reader. */
const LISTED = 8;

interface Taken {
  /** In lower case: whether case counts is the CRM's to judge, and so are values that it no longer offers. */
  readonly all: ReadonlySet<string>;
  readonly refusal: Unfit;
}

function takenBy({ type, options }: SchemaField): Taken | null {
  if (options === null || options.length === 0 || (type !== "picklist" && type !== "multipicklist")) return null;
  const open = options.filter(({ active }) => active).map(told);
  const more = open.length > LISTED ? ` and ${open.length - LISTED} more` : "";
  const detail = `not among the values that the CRM's picklist takes: ${open.slice(0, LISTED).join(", ")}${more}`;
  return {
    all: new Set(options.map(({ value }) => value.toLowerCase())),
    refusal: { reason: "DATA_PICKLIST_INVALID", detail },
  };
}

/** Some CRMs know their options by number: people know them by their labels. */
function told({ value, label }: { readonly value: string; readonly label: string }): string {
  return label === "" || label.toLowerCase() === value.toLowerCase() ? value : `${label} (${value})`;
}

/** Characters are counted as the CRMs do, in units of UTF-16; a pair is never torn. */
function tooLong(text: string, most: number, cut: boolean): string | Unfit {
  if (cut) return text.slice(0, most).replace(/[\uD800-\uDBFF]$/, "");
  return { reason: "DATA_TOO_LONG", detail: `${text.length} characters, and the CRM's field takes ${most}` };
}

/** What the declared type tells and the CRM's has no room for. */
function narrowing(map: FieldMap, type: FieldType | null): ((value: Value) => Value | Unfit) | null {
  const zone = map.zone ?? null;
  const cut = map.cut ?? false;
  if (map.type === "datetime" && type === "date") {
    return (value) => (!cut && hasTimeOfDay(value, zone) ? NO_TIME : value);
  }
  if (map.type === "multipicklist" && type === "picklist") {
    return (value) => {
      const [first = null, ...more] = typeof value === "string" ? partsOf(value) : [value];
      return more.length > 0 && !cut ? ONE_ONLY : first;
    };
  }
  if ((map.type === "number" || map.type === "currency") && type === "integer") {
    return (value) => {
      const number = converterFor("number")(value);
      if (typeof number !== "number" || Number.isInteger(number)) return value;
      return cut ? Math.round(number) : NO_FRACTION;
    };
  }
  return null;
}

const NO_TIME: Unfit = {
  reason: "SCHEMA_TYPE_CHANGED",
  detail: "a time of day, and the CRM's field keeps only the day",
};
const ONE_ONLY: Unfit = { reason: "SCHEMA_TYPE_CHANGED", detail: "several values, and the CRM's field takes one" };
const NO_FRACTION: Unfit = {
  reason: "SCHEMA_TYPE_CHANGED",
  detail: "a number with a fraction, and the CRM's field takes whole numbers",
};

const KINDS: Readonly<Partial<Record<FieldType, string>>> = {
  number: "a number",
  currency: "a number",
  integer: "a number",
  boolean: "a yes or no",
  date: "a day or time",
  datetime: "a day or time",
};

/** How to say that the CRM's field became something that such a value cannot be; null = it is what the mapping says. */
export function isOtherKind(declared: FieldType | null, type: FieldType | null): string | null {
  if (declared === null || type === null) return null;
  const [ours, theirs] = [KINDS[declared] ?? "a text", KINDS[type]];
  if (theirs === undefined || ours === theirs) return null;
  return `the mapping says ${ours}, and the CRM's field is ${theirs} now`;
}
