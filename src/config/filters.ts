import { z } from "zod";
import { type Filter, isOrdered, type Value } from "../../engine/index.ts";
import type { Path } from "./faults.ts";
import type { Refusal } from "./leaves.ts";
import { mappingOf } from "./loose.ts";
import { nearest } from "./nearest.ts";

const groups = ["and", "or", "not"] as const;
const operators = ["equals", "not", "in", "empty", "contains", "starts", "greater", "less"] as const;
type Operator = (typeof operators)[number];

interface Placed extends Refusal {
  readonly path: Path;
}

/** Deeper than anybody writes; a file may say more than a stack takes. */
const DEEPEST = 10;
const SHAPES = "{field: NAME, equals: VALUE}, or and, or, not with such conditions";

/**
 * {field: country, in: [DE, AT]}, groups of them by and, or, not, or a list, all of which must hold. Every fault is told
 * at its own place. Whether the fields exist shows only in the whole object: see checks-filters.ts.
 */
export function filterRule() {
  return z.unknown().transform((found, context): Filter => {
    const faults: Placed[] = [];
    const filter = readFilter(found, [], faults);
    for (const { path, ...told } of faults)
      context.issues.push({ code: "custom", input: found, path: [...path], params: { ...told } });
    return filter ?? z.NEVER;
  });
}

/** null = it cannot be read, and that is noted. */
function readFilter(found: unknown, path: Path, faults: Placed[]): Filter | null {
  if (Array.isArray(found)) return readList("and", found, path, faults);
  const refuse = (told: Refusal, at: Path = path) => {
    faults.push({ path: at, ...told });
    return null;
  };
  if (path.length > DEEPEST)
    return refuse({ message: "too deep", allowed: `${DEEPEST} levels`, mend: "Say it flatter." });
  if (typeof found !== "object" || found === null) return refuse({ message: "not a condition", allowed: SHAPES });
  const given = mappingOf(found);
  const names = Object.keys(given);
  if (names.includes("field")) return readCondition(given, path, faults);
  const [name, ...more] = names;
  const group = groups.find((each) => each === name);
  if (group === undefined || more.length > 0) {
    const near = name === undefined ? null : nearest(name, [...groups, "field"]);
    const message = more.length > 0 ? "several things at once, and no field" : "not a condition";
    return refuse({ message, allowed: SHAPES, nearest: group === undefined ? near : null, mend: `Write ${SHAPES}.` });
  }
  if (group !== "not") return readList(group, given[group], [...path, group], faults);
  const inner = readFilter(given.not, [...path, "not"], faults);
  return inner && { not: inner };
}

function readList(group: "and" | "or", found: unknown, path: Path, faults: Placed[]): Filter | null {
  if (!Array.isArray(found) || found.length === 0) {
    const message = Array.isArray(found) ? "no condition is listed" : "not a list";
    faults.push({ path, message, allowed: "a list of conditions", mend: "List one condition or more." });
    return null;
  }
  const read = found.map((each, i) => readFilter(each, [...path, i], faults));
  const conditions = read.filter((each) => each !== null);
  if (conditions.length < read.length) return null;
  return group === "and" ? { and: conditions } : { or: conditions };
}

function readCondition(given: Readonly<Record<string, unknown>>, path: Path, faults: Placed[]): Filter | null {
  const before = faults.length;
  const { field } = given;
  if (typeof field !== "string" || field === "")
    faults.push({
      path: [...path, "field"],
      message: "not a field's name",
      allowed: "the name of a field of this object",
    });
  const names = Object.keys(given).filter((name) => name !== "field");
  const told = names.flatMap((name) => operators.find((known) => known === name) ?? []);
  for (const name of names.filter((each) => !operators.some((known) => known === each))) {
    const near = nearest(name, operators);
    const mend = near === null ? `Write one of ${operators.join(", ")}.` : `Write ${near}.`;
    faults.push({
      path: [...path, name],
      message: "unknown condition",
      allowed: operators.join(", "),
      nearest: near,
      mend,
    });
  }
  const [op, second] = told;
  if (second !== undefined)
    faults.push({
      path: [...path, second],
      message: "a second condition",
      allowed: "one",
      mend: "Write two, below and.",
    });
  if (names.length === 0)
    faults.push({
      path,
      message: "a field without a condition",
      allowed: operators.join(", "),
      mend: "Add one, e.g. empty: false.",
    });
  if (op === undefined || typeof field !== "string") return null;
  const condition = conditionOf(field, op, given[op]);
  if ("message" in condition) faults.push({ path: [...path, op], ...condition });
  return faults.length > before || "message" in condition ? null : condition;
}

function conditionOf(field: string, op: Operator, value: unknown): Filter | Refusal {
  switch (op) {
    case "equals":
    case "not":
      return isSingle(value) ? { field, op, value } : { message: "not a single value", allowed: SINGLE };
    case "in":
      return Array.isArray(value) && value.length > 0 && value.every(isSingle)
        ? { field, op, value }
        : { message: "not a list of values", allowed: "a list with a value or more, e.g. [DE, AT]" };
    case "empty":
      return typeof value === "boolean"
        ? { field, op, value }
        : { message: "not true or false", allowed: "true, false", mend: "Write true or false." };
    case "contains":
    case "starts":
      return typeof value === "string" && value.trim() !== ""
        ? { field, op, value }
        : { message: "not a text", allowed: "a text; a number needs quotes" };
    default:
      return (typeof value === "string" || typeof value === "number") && isOrdered(value)
        ? { field, op, value }
        : { message: "neither a number nor a date", allowed: "1000, 2026-03-31 or 2026-03-31T09:00:00Z" };
  }
}

const SINGLE = "a text, a number, true, false or null";

function isSingle(value: unknown): value is Value {
  return (
    value === null ||
    typeof value === "string" ||
    typeof value === "boolean" ||
    (typeof value === "number" && Number.isFinite(value))
  );
}
