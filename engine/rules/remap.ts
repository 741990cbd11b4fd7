import type { FieldMap } from "./field-map.ts";

/** What of a mapping decides which values meet: another CRM field or another form, and which ways they travel. */
interface Line {
  readonly form: string;
  /** in = its values come to us; told = the CRM's value is known here; out = ours go there. */
  readonly ways: readonly ("in" | "told" | "out")[];
}

/** Our field -> what was in force of its mapping on one connection. JSON-safe. */
export type MappingPrint = Readonly<Record<string, Line>>;

/**
 * What is in force of an object's mapping on one connection. Behaviours other than `ignore`, defaults and cutting say what
 * becomes of a value from now on, and change nothing of what was seen.
 */
export function printOf(map: readonly FieldMap[]): MappingPrint {
  return Object.fromEntries(map.filter(isInForce).map((line) => [line.field, lineOf(line)]));
}

/** Our own id travels by itself. */
function isInForce({ field, behaviour }: FieldMap): boolean {
  return field !== "id" && behaviour !== "ignore";
}

function lineOf(line: FieldMap): Line {
  const { remote, type, references, translate, zone, direction } = line;
  const words = Object.entries(translate ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const ways: Line["ways"][number][] = [];
  if (direction !== "outbound") ways.push("in");
  if (direction !== "outbound" || isFilledThere(line)) ways.push("told");
  if (direction !== "inbound") ways.push("out");
  return { form: JSON.stringify([remote, type, references, words, zone ?? null]), ways };
}

/** It only goes out, and only where the CRM has nothing: it is read for nothing but whether there is something. */
export function isFilledThere({ field, direction, behaviour }: FieldMap): boolean {
  return direction === "outbound" && behaviour === "fill" && field !== "id";
}

/** Fields of which nothing that was noted until now can be trusted: mapped newly, otherwise, or also the other way. */
export function remappedFields(before: MappingPrint, now: MappingPrint): readonly string[] {
  return Object.keys(now).filter((field) => {
    const [then, line] = [before[field], now[field]];
    return then?.form !== line?.form || line?.ways.some((way) => !then?.ways.includes(way));
  });
}
