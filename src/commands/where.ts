import type { FieldType, FilterOperator, RecordFilter } from "../../engine/index.ts";
import { readFilter } from "../api/filters.ts";

/** What may stand between a field and its value, and what the HTTP interface calls it. */
const SIGNS: Readonly<Record<string, FilterOperator>> = {
  "=": "is",
  is: "is",
  "!=": "not",
  "<>": "not",
  ">": "gt",
  ">=": "gte",
  "<": "lt",
  "<=": "lte",
  "~": "contains",
  contains: "contains",
};

const COMPACT = /^([a-z][a-z0-9_]*)(?:\[([a-z]+)\]=|(>=|<=|!=|<>|=|>|<|~))(.*)$/is;

/** A word that is a whole condition: "city=Berlin", "amount[gte]=100", "amount>=100". */
function isCondition(word: string): boolean {
  return COMPACT.test(word);
}

/** The words before "where", and those of the conditions after it. */
export function partWhere(
  words: readonly string[],
): readonly [before: readonly string[], conditions: readonly string[]] {
  const at = words.findIndex((word) => ["where", "whose"].includes(word.toLowerCase()));
  const [before, after] = at < 0 ? [words, []] : [words.slice(0, at), words.slice(at + 1)];
  return [before.filter((word) => !isCondition(word)), [...before.filter(isCondition), ...after]];
}

export type ReadConditions =
  | { readonly ok: true; readonly conditions: readonly RecordFilter[] }
  | { readonly ok: false; readonly problem: string };

/**
 * Reads conditions that all must hold, as people write them ("city is Berlin and amount > 100 and phone is empty") or as
 * the HTTP interface takes them ("amount[gt]=100"). `types` are the fields of the object.
 */
export function readConditions(
  words: readonly string[],
  types: Readonly<Record<string, FieldType | null>>,
): ReadConditions {
  const conditions: RecordFilter[] = [];
  for (const [field, operator, value] of split(words)) {
    if (operator === "") return { ok: false, problem: `It is not said what ${field} shall be: ${field}=VALUE.` };
    const name = field.toLowerCase();
    const read = readFilter(`${Object.hasOwn(types, name) ? name : field}[${operator}]`, value, types);
    if (!read.ok) return { ok: false, problem: `${field}: ${read.problem}` };
    conditions.push(read.filter);
  }
  return { ok: true, conditions };
}

type Part = readonly [field: string, operator: string, value: string];

function split(words: readonly string[]): readonly Part[] {
  const parts: Part[] = [];
  for (let at = 0; at < words.length; ) {
    const word = words[at] ?? "";
    const [, field, told, sign = "", value = ""] = COMPACT.exec(word) ?? [];
    if (["and", ",", "&"].includes(word.toLowerCase())) at += 1;
    else if (field !== undefined) {
      parts.push(withEmpty([field, told ?? SIGNS[sign] ?? sign, value.replace(/,$/, "")]));
      at += 1;
    } else {
      const [part, taken] = spelled(word, words.slice(at + 1));
      parts.push(part);
      at += 1 + taken;
    }
  }
  return parts;
}

/** "phone=" asks for an empty one. */
function withEmpty([field, operator, value]: Part): Part {
  if (value !== "" || (operator !== "is" && operator !== "not")) return [field, operator, value];
  return [field, "empty", String(operator === "is")];
}

/** "phone is not empty", "city = Berlin": the condition, and how many words after the field it took. */
function spelled(field: string, rest: readonly string[]): readonly [Part, number] {
  const [first = "", second = "", third = ""] = rest.map((word) => word.toLowerCase());
  const isNot = (first === "is" && second === "not") || first === "not";
  const from = isNot ? (first === "is" ? 2 : 1) : first === "is" ? 1 : 0;
  const told = [first, second, third][from] ?? "";
  if (told === "empty") return [[field, "empty", String(!isNot)], from + 1];
  if (isNot) return [[field, "not", rest[from] ?? ""], from + 1];
  return [[field, SIGNS[first] ?? "", rest[1] ?? ""], SIGNS[first] === undefined ? 0 : 2];
}

const SAID: Readonly<Record<FilterOperator, string>> = {
  is: "is",
  not: "is not",
  gt: "is over",
  gte: "is at least",
  lt: "is below",
  lte: "is at most",
  contains: "contains",
  empty: "is",
};

/** "city is Berlin", for whoever wrote it. */
export function conditionText({ field, operator, value }: RecordFilter): string {
  if (operator === "empty") return `${field} is ${value === true ? "" : "not "}empty`;
  return `${field} ${SAID[operator]} ${value}`;
}
