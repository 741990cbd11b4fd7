import type { Fields } from "../record.ts";
import { type Condition, describeCondition, testOfCondition } from "./condition.ts";

/** Which records are meant: conditions on our fields, and how they go together. */
export type Filter =
  | { readonly and: readonly Filter[] }
  | { readonly or: readonly Filter[] }
  | { readonly not: Filter }
  | Condition;

/** The part of a filter that a record does not fulfil. */
export interface Miss {
  /** "country is one of DE, AT" */
  readonly says: string;
  readonly fields: readonly string[];
}

/** A filter made ready, once for all records of an object. */
export interface ReadyFilter {
  /** Every field that it looks at. */
  readonly fields: readonly string[];
  /** null = the record is meant. A field that is absent counts as empty. */
  miss(fields: Fields): Miss | null;
}

const ready = new WeakMap<Filter, ReadyFilter>();

/** The same filter is made ready once, however often it is asked for. */
export function readyFilter(filter: Filter): ReadyFilter {
  const known = ready.get(filter);
  if (known) return known;
  const fields = [...new Set(fieldsOf(filter))];
  const made = { fields, miss: missOf(filter) };
  ready.set(filter, made);
  return made;
}

function fieldsOf(filter: Filter): readonly string[] {
  if ("and" in filter) return filter.and.flatMap(fieldsOf);
  if ("or" in filter) return filter.or.flatMap(fieldsOf);
  return "not" in filter ? fieldsOf(filter.not) : [filter.field];
}

/** Of several that must all hold, the first that does not is named; anything else is named as a whole. */
function missOf(filter: Filter): ReadyFilter["miss"] {
  if ("and" in filter) {
    const parts = filter.and.map(missOf);
    return (fields) => {
      for (const part of parts) {
        const miss = part(fields);
        if (miss !== null) return miss;
      }
      return null;
    };
  }
  const test = testOf(filter);
  const miss = { says: describeFilter(filter), fields: [...new Set(fieldsOf(filter))] };
  return (fields) => (test(fields) ? null : miss);
}

type Test = (fields: Fields) => boolean;

function testOf(filter: Filter): Test {
  if ("and" in filter) {
    const tests = filter.and.map(testOf);
    return (fields) => tests.every((test) => test(fields));
  }
  if ("or" in filter) {
    const tests = filter.or.map(testOf);
    return (fields) => tests.some((test) => test(fields));
  }
  if ("not" in filter) {
    const test = testOf(filter.not);
    return (fields) => !test(fields);
  }
  const { field } = filter;
  const takes = testOfCondition(filter);
  return (fields) => takes(fields[field] ?? null);
}

/** The filter in words: "country is one of DE, AT and not (name begins with Test)". */
export function describeFilter(filter: Filter): string {
  if ("and" in filter) return filter.and.map(within).join(" and ");
  if ("or" in filter) return filter.or.map(within).join(" or ");
  return "not" in filter ? `not (${describeFilter(filter.not)})` : describeCondition(filter);
}

function within(filter: Filter): string {
  const isGroup = ("and" in filter && filter.and.length > 1) || ("or" in filter && filter.or.length > 1);
  return isGroup ? `(${describeFilter(filter)})` : describeFilter(filter);
}
