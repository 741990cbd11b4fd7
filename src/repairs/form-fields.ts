import type { FormField } from "../../bots/card.ts";
import { clean } from "../../bots/text.ts";
import type { AskedField, Value } from "../../engine/index.ts";
import { foreign, number } from "../commands/words.ts";
import { MOST_OPTIONS } from "./controls.ts";
import { optionLabel } from "./words.ts";

/** Our own fields of a form bear names that no field of a record can have. */
export const KEEP = "-keep";
export const FIND = "-find";
export const VALUE = "-value";

/** A field's name in a form: what is typed must never be taken for an argument of ours. */
export const inForm = (field: string) => `-f-${field}`;

const LONG = 200;

/** A field of a record as a form asks for it, with what stands there now. */
export function askFor(asked: AskedField, error: string | undefined): FormField {
  const { field, label, type, required, value } = asked;
  const hint = hintFor(asked);
  const options = optionsFor(asked);
  return {
    name: inForm(field),
    label: foreign(label, 100),
    kind: options === null ? kindOf(type, asked.length) : "select",
    ...(value === null || value === "" ? {} : { value: clean(String(value)) }),
    ...(options === null ? {} : { options }),
    ...(required ? { required: true } : {}),
    ...(hint === "" ? {} : { hint }),
    ...(error === undefined ? {} : { error }),
  };
}

function kindOf(type: AskedField["type"], length: number | null): FormField["kind"] {
  switch (type) {
    case "email":
      return "email";
    case "number":
    case "currency":
    case "integer":
      return "number";
    case "date":
      return "date";
    default:
      return type === "string" && length !== null && length > LONG ? "multiline" : "text";
  }
}

/** Short lists are picked from; in long ones the value is typed and looked up. */
function optionsFor({ type, options }: AskedField): FormField["options"] | null {
  if (type === "boolean")
    return [
      { value: "true", label: "Yes" },
      { value: "false", label: "No" },
    ];
  if (options === null || options.length === 0 || options.length > MOST_OPTIONS || type === "multipicklist")
    return null;
  if (options.some((one) => one.value.length > 75 || one.value === "")) return null;
  return options.map(({ value, label }) => ({ value, label: optionLabel(label) || value }));
}

function hintFor({ type, length, options, required }: AskedField): string {
  const parts = [
    type === "datetime" ? "Like 2026-03-31T09:00:00Z." : "",
    type === "multipicklist" ? "Several with a semicolon between them." : "",
    type === "reference" ? "Our id of the record." : "",
    type === "string" && length !== null ? `At most ${number(length)} characters.` : "",
    options !== null && options.length > MOST_OPTIONS ? `One of ${number(options.length)} values.` : "",
    required ? "" : "May stay empty.",
  ];
  return parts.filter((part) => part !== "").join(" ");
}

/** Whether the answer holds from now on. */
export function keepField(what: string): FormField {
  return {
    name: KEEP,
    label: "Keep",
    kind: "select",
    value: "no",
    options: [
      { value: "no", label: "No, only these records" },
      { value: "yes", label: `Yes, ${what}` },
    ],
    hint: "What is kept is listed under map rules and can be undone there.",
  };
}

export type Read =
  | { readonly ok: true; readonly values: Readonly<Record<string, Value>> }
  | { readonly ok: false; readonly problems: Readonly<Record<string, string>> };

/** What was typed, as values of ours; what cannot be is told beside its field. Empty fields are left as they are. */
export function readFields(asked: readonly AskedField[], typed: Readonly<Record<string, string>>): Read {
  const values: Record<string, Value> = {};
  const problems: Record<string, string> = {};
  for (const one of asked) {
    const text = (typed[inForm(one.field)] ?? "").trim();
    const read = text === "" ? emptyOf(one) : readOne(one, text);
    if (typeof read === "object" && read !== null) problems[one.field] = read.problem;
    else if (read !== undefined) values[one.field] = read;
  }
  return Object.keys(problems).length === 0 ? { ok: true, values } : { ok: false, problems };
}

type Wrong = { readonly problem: string };

function emptyOf({ required, value }: AskedField): undefined | null | Wrong {
  if (required) return { problem: "The CRM demands it: fill it in." };
  return value === null || value === "" ? undefined : null;
}

function readOne({ type, length, options }: AskedField, text: string): Value | Wrong {
  switch (type) {
    case "number":
    case "currency":
    case "integer": {
      const read = Number(text);
      if (!Number.isFinite(read)) return { problem: "That is not a number." };
      return type === "integer" && !Number.isInteger(read) ? { problem: "That is not a whole number." } : read;
    }
    case "boolean":
      return BOOLEANS.get(text.toLowerCase()) ?? { problem: "Say yes or no." };
    case "date":
      return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))
        ? text
        : { problem: "Write the day like 2026-03-31." };
    case "datetime":
      return Number.isNaN(Date.parse(text)) ? { problem: "Write it like 2026-03-31T09:00:00Z." } : text;
    case "email":
      return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)
        ? fitting(text, length)
        : { problem: "That is no e-mail address." };
    case "picklist":
      return options === null ? text : oneOf(options, text);
    default:
      return fitting(text, length);
  }
}

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["yes", true],
  ["false", false],
  ["no", false],
]);

function fitting(text: string, length: number | null): string | Wrong {
  if (length === null || text.length <= length) return text;
  return { problem: `At most ${number(length)} characters; this has ${number(text.length)}.` };
}

function oneOf(options: NonNullable<AskedField["options"]>, text: string): string | Wrong {
  const small = text.toLowerCase();
  const found = options.find((one) => one.value === text || one.label === text);
  const alike = found ?? options.find((one) => [one.value, one.label].some((each) => each.toLowerCase() === small));
  return alike?.value ?? { problem: "That is not among the values that the CRM allows." };
}
