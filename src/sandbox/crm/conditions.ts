import type { Value } from "./schema.ts";

/** The condition under which a rule refuses a value; it is named as an administrator would say it. */
type Condition = (value: Value, operand: Value) => boolean;

const text = (value: Value) => (value === null ? "" : String(value));
const same = (a: Value, b: Value) => text(a).toLowerCase() === text(b).toLowerCase();
const includes = (a: Value, b: Value) => text(a).toLowerCase().includes(text(b).toLowerCase());

const conditions: Readonly<Record<string, Condition>> = {
  equals: same,
  "not-equals": (a, b) => !same(a, b),
  contains: includes,
  "not-contains": (a, b) => !includes(a, b),
  "starts-with": (a, b) => text(a).toLowerCase().startsWith(text(b).toLowerCase()),
  "ends-with": (a, b) => text(a).toLowerCase().endsWith(text(b).toLowerCase()),
  matches: (a, b) => a !== null && new RegExp(text(b)).test(text(a)),
  "not-matches": (a, b) => a !== null && !new RegExp(text(b)).test(text(a)),
  empty: (a) => text(a) === "",
  "not-empty": (a) => text(a) !== "",
  "longer-than": (a, b) => text(a).length > Number(b),
  "shorter-than": (a, b) => text(a).length < Number(b),
  "greater-than": (a, b) => a !== null && Number(a) > Number(b),
  "less-than": (a, b) => a !== null && Number(a) < Number(b),
};

const otherNames: Readonly<Record<string, string>> = {
  "=": "equals",
  "==": "equals",
  eq: "equals",
  is: "equals",
  "!=": "not-equals",
  "<>": "not-equals",
  ne: "not-equals",
  neq: "not-equals",
  regex: "matches",
  match: "matches",
  "not-regex": "not-matches",
  blank: "empty",
  null: "empty",
  "is-empty": "empty",
  "is-blank": "empty",
  "not-blank": "not-empty",
  "not-null": "not-empty",
  ">": "greater-than",
  gt: "greater-than",
  "<": "less-than",
  lt: "less-than",
};

/** The operators of rules. `duplicate` is a duplicate rule: another live record holds the same value. */
export const ruleOps: readonly string[] = [...Object.keys(conditions), "duplicate"];

/** The operator that a name means ("=" and "is_equals" are "equals"), or null when it is unknown. */
export function ruleOp(name: string): string | null {
  const plain = name.trim().toLowerCase().replaceAll("_", "-").replaceAll(" ", "-");
  const known = otherNames[plain] ?? plain;
  return ruleOps.includes(known) ? known : null;
}

/** Whether the condition `op` holds; `duplicate` is decided by the table and never holds here. */
export function holds(op: string, value: Value, operand: Value): boolean {
  return conditions[op]?.(value, operand) ?? false;
}
