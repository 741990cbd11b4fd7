import type { Value } from "../record.ts";
import { partsOf } from "./convert.ts";
import { plainValue } from "./plain-value.ts";

/** Puts the words of one side in the place of the other's; what is not in the table stays as it is. */
export type Translate = (value: Value) => Value;

type Table = Readonly<Record<string, string>>;

/** Ours -> the CRM's. Several values (`a;b`) are translated one by one. */
export function translateOut(table: Table): Translate {
  return translateBy(new Map(Object.entries(table)));
}

/** The CRM's -> ours; the configuration sees to it that no two of ours are one there. */
export function translateIn(table: Table): Translate {
  return translateBy(new Map(Object.entries(table).map(([ours, theirs]) => [theirs, ours])));
}

/** By the values in plain form (`plainValue`): whatever people would call the same. */
export function translatePlain(words: Table): Translate {
  return translateBy(new Map(Object.entries(words)), plainValue);
}

function translateBy(words: ReadonlyMap<string, string>, form = (text: string) => text): Translate {
  return (value) => {
    if (value === null || value === "") return value;
    const text = String(value);
    const whole = words.get(form(text));
    if (whole !== undefined) return whole;
    if (typeof value !== "string" || !text.includes(";")) return value;
    return partsOf(text)
      .map((part) => words.get(form(part)) ?? part)
      .join(";");
  };
}
