import type { Value } from "../crm/schema.ts";
import type { Row } from "../crm/table.ts";
import { id18, isId } from "./ids.ts";
import type { Column } from "./soql-columns.ts";
import { type Moment, moment } from "./soql-dates.ts";
import type { Expression, Literal, Named, Operator } from "./soql-parse.ts";
import { place, SoqlError } from "./soql-tokens.ts";

export type Filter = (row: Row) => boolean;

interface Asked {
  readonly soql: string;
  readonly now: number;
  column(named: Named): Column;
}

/** Compiles a WHERE clause; throws SoqlError for columns and values that do not fit. */
export function filter(expression: Expression, asked: Asked): Filter {
  if (expression.kind === "not") {
    const inner = filter(expression.part, asked);
    return (row) => !inner(row);
  }
  if (expression.kind !== "compare") {
    const parts = expression.parts.map((part) => filter(part, asked));
    return expression.kind === "and" ? (row) => parts.every((p) => p(row)) : (row) => parts.some((p) => p(row));
  }
  const column = asked.column(expression.field);
  const { op, values } = expression;
  if (column.field.type === "datetime" || column.field.type === "date")
    return onDates(column, op, values, expression.field, asked);
  const wanted = values.map((value) => operand(column, value, expression.field, asked));
  return onValues(column, op, wanted);
}

function onValues(column: Column, op: Operator, wanted: readonly Value[]): Filter {
  const key = column.field.type === "id" || column.field.type === "reference" ? exact : folded;
  const [first = null] = wanted;
  const { read } = column;
  if (op === "LIKE") {
    const pattern = like(String(first ?? ""));
    return (row) => pattern.test(String(read(row) ?? ""));
  }
  if (op === "=" || op === "IN" || op === "!=" || op === "NOT IN") {
    const set = new Set(wanted.map(key));
    const hit = op === "=" || op === "IN";
    return (row) => set.has(key(read(row))) === hit;
  }
  const compare = ordering(op);
  const bound = key(first);
  return (row) => {
    const value = key(read(row));
    return value !== null && bound !== null && compare(value < bound ? -1 : value > bound ? 1 : 0);
  };
}

function onDates(column: Column, op: Operator, values: readonly Literal[], named: Named, asked: Asked): Filter {
  const moments = values.map((value) => {
    if (value.kind === "null") return null;
    if (column.field.type === "date" && value.kind === "date" && value.text.includes("T")) {
      throw wrongValue(named, "date", "should not be enclosed in quotes", asked.soql);
    }
    const found = value.kind === "date" || value.kind === "word" ? moment(value.text, asked.now) : null;
    if (found === null) throw wrongValue(named, column.field.type, "should not be enclosed in quotes", asked.soql);
    return found;
  });
  const at = milliseconds(column);
  const holds = (ms: number | null, m: Moment | null, test: Operator) => compareMoment(ms, m, test);
  if (op === "IN") return (row) => moments.some((m) => holds(at(row), m, "="));
  if (op === "NOT IN") return (row) => moments.every((m) => holds(at(row), m, "!="));
  const [first = null] = moments;
  return (row) => holds(at(row), first, op);
}

function milliseconds(column: Column): (row: Row) => number | null {
  if (column.parent === null && column.name === "CreatedDate") return (row) => row.createdAt;
  const isStamp = column.name === "SystemModstamp" || column.name === "LastModifiedDate";
  if (column.parent === null && isStamp) return (row) => row.modifiedAt;
  return (row) => {
    const value = column.read(row);
    return value === null ? null : Date.parse(String(value));
  };
}

/** A moment may be a whole day: then equality means within it, and the order is told by its edges. */
function compareMoment(ms: number | null, m: Moment | null, op: Operator): boolean {
  if (m === null || ms === null) return op === "=" ? ms === m : op === "!=" ? ms !== m : false;
  const place = ms < m.from ? -1 : ms > m.to ? 1 : 0;
  if (op === "=") return place === 0;
  return op === "!=" ? place !== 0 : ordering(op)(place);
}

function ordering(op: Operator): (place: number) => boolean {
  if (op === "<") return (place) => place < 0;
  if (op === "<=") return (place) => place <= 0;
  return op === ">" ? (place) => place > 0 : (place) => place >= 0;
}

function operand(column: Column, value: Literal, named: Named, asked: Asked): Value {
  const { type } = column.field;
  if (value.kind === "null") return null;
  if (type === "boolean") {
    if (value.kind === "boolean") return value.boolean;
    throw wrongValue(named, type, "should not be enclosed in quotes", asked.soql);
  }
  if (type === "number") {
    if (value.kind === "number") return value.number;
    throw wrongValue(named, "double", "should not be enclosed in quotes", asked.soql);
  }
  if (value.kind !== "text") throw wrongValue(named, "string", "should be enclosed in quotes", asked.soql);
  if (type !== "id" && type !== "reference") return value.text;
  if (isId(value.text) || value.text === "") return id18(value.text);
  throw new SoqlError(
    "INVALID_QUERY_FILTER_OPERATOR",
    `${place(asked.soql, named.at)}\ninvalid ID field: ${value.text}`,
  );
}

function wrongValue(named: Named, type: string, mend: string, soql: string): SoqlError {
  const shown = type === "datetime" ? "dateTime" : type;
  const text = `value of filter criterion for field '${named.name}' must be of type ${shown} and ${mend}`;
  return new SoqlError("INVALID_FIELD", `${place(soql, named.at)}\n${text}`);
}

/** Texts compare without letter case; null and "" are both empty. */
function folded(value: Value): string | number | boolean | null {
  return typeof value === "string" ? (value === "" ? null : value.toLowerCase()) : value;
}

function exact(value: Value): string | number | boolean | null {
  return value === "" ? null : value;
}

function like(text: string): RegExp {
  const source = text
    .replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
    .replaceAll("%", ".*")
    .replaceAll("_", ".");
  return new RegExp(`^${source}$`, "is");
}
