import type { Value } from "../record.ts";
import { converterFor } from "./convert.ts";

/**
 * One field against a value. Text is compared without regard to case, a number with its text, a day with the day of a
 * time. An empty field equals only null, is in no list, and is neither over nor under anything.
 */
export type Condition = { readonly field: string } & (
  | { readonly op: "equals" | "not"; readonly value: Value }
  | { readonly op: "in"; readonly value: readonly Value[] }
  | { readonly op: "empty"; readonly value: boolean }
  | { readonly op: "contains" | "starts"; readonly value: string }
  | { readonly op: "greater" | "less"; readonly value: string | number }
);

/** Makes the test of one condition, once for all records of an object. */
export function testOfCondition(condition: Condition): (value: Value) => boolean {
  switch (condition.op) {
    case "equals":
      return equals(condition.value);
    case "not": {
      const same = equals(condition.value);
      return (value) => !same(value);
    }
    case "in": {
      const each = condition.value.map(equals);
      return (value) => each.some((same) => same(value));
    }
    case "empty":
      return (value) => isEmpty(value) === condition.value;
    case "contains": {
      const part = plain(condition.value);
      return (value) => !isEmpty(value) && plain(value).includes(part);
    }
    case "starts": {
      const part = plain(condition.value);
      return (value) => !isEmpty(value) && plain(value).startsWith(part);
    }
    case "greater":
      return ordered(condition.value, (order) => order > 0);
    case "less":
      return ordered(condition.value, (order) => order < 0);
  }
}

const DAY = /^\d{4}-\d\d-\d\d$/;
const TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/i;
const toTime = converterFor("datetime");
const NUMBER = /^[+-]?\d+(?:\.\d+)?$/;

function equals(wanted: Value): (value: Value) => boolean {
  if (wanted === null || wanted === "") return isEmpty;
  if (typeof wanted === "boolean") return (value) => truth(value) === wanted;
  const text = plain(wanted);
  const number = numberOf(wanted);
  const isDay = DAY.test(text);
  return (value) => {
    if (isEmpty(value)) return false;
    const own = plain(value);
    if (own === text) return true;
    if (isDay && TIME.test(own)) return own.startsWith(text);
    return number !== null && numberOf(value) === number;
  };
}

/** Days and times by the calendar (a day is its first moment, in UTC), all else as numbers; what is neither has no order. */
function ordered(limit: string | number, takes: (order: number) => boolean): (value: Value) => boolean {
  const time = timeOf(limit);
  const number = numberOf(limit);
  return (value) => {
    if (time !== null) {
      const own = timeOf(value);
      return own !== null && takes(own - time);
    }
    const own = numberOf(value);
    return own !== null && number !== null && takes(own - number);
  };
}

/** Whether a text can be put in an order at all: a number, a day, or a time. */
export function isOrdered(limit: string | number): boolean {
  return timeOf(limit) !== null || numberOf(limit) !== null;
}

function timeOf(value: Value): number | null {
  if (typeof value !== "string" || !(DAY.test(value) || TIME.test(value))) return null;
  const time = toTime(value);
  return typeof time === "string" ? Date.parse(time) : null;
}

function numberOf(value: Value): number | null {
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  return typeof value === "string" && NUMBER.test(value.trim()) ? Number(value) : null;
}

/** An empty checkbox is one that is not set; plain SQL writes yes as 1. */
function truth(value: Value): boolean | null {
  if (value === true || value === 1 || value === "1" || value === "true") return true;
  return isEmpty(value) || value === false || value === 0 || value === "0" || value === "false" ? false : null;
}

function isEmpty(value: Value): boolean {
  return value === null || value === "";
}

function plain(value: Value): string {
  return String(value).trim().toLowerCase();
}

const WORDS = { contains: "contains", starts: "begins with", greater: "is over", less: "is under" } as const;
/** More is no help to a reader. */
const LISTED = 10;

/** The condition in words: "country is one of DE, AT". */
export function describeCondition(condition: Condition): string {
  const { field } = condition;
  switch (condition.op) {
    case "equals":
      return isEmpty(condition.value) ? `${field} is empty` : `${field} is ${condition.value}`;
    case "not":
      return isEmpty(condition.value) ? `${field} is not empty` : `${field} is not ${condition.value}`;
    case "in": {
      const more = condition.value.length - LISTED;
      const listed = condition.value.slice(0, LISTED).map((value) => value ?? "empty");
      return `${field} is one of ${listed.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
    }
    case "empty":
      return condition.value ? `${field} is empty` : `${field} is not empty`;
    default:
      return `${field} ${WORDS[condition.op]} ${condition.value}`;
  }
}
