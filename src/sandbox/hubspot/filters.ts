import { done, invalid, type Outcome, refused } from "./refusal.ts";
import { epochOf } from "./values.ts";

/** The property types of HubSpot; they decide how two values compare. */
export type PropertyType = "string" | "number" | "bool" | "enumeration" | "date" | "datetime" | "phone_number";

export interface Filter {
  readonly propertyName: string;
  readonly operator: string;
  readonly value?: string | undefined;
  readonly highValue?: string | undefined;
  readonly values?: readonly string[] | undefined;
}

export interface FilterGroup {
  readonly filters: readonly Filter[];
}

type Values = Readonly<Record<string, string | null>>;
type TypeOf = (property: string) => PropertyType | null;

const OPERATORS: ReadonlySet<string> = new Set([
  "EQ",
  "NEQ",
  "LT",
  "LTE",
  "GT",
  "GTE",
  "BETWEEN",
  "IN",
  "NOT_IN",
  "HAS_PROPERTY",
  "NOT_HAS_PROPERTY",
  "CONTAINS_TOKEN",
  "NOT_CONTAINS_TOKEN",
]);
const ONE_VALUE: ReadonlySet<string> = new Set([
  "EQ",
  "NEQ",
  "LT",
  "LTE",
  "GT",
  "GTE",
  "CONTAINS_TOKEN",
  "NOT_CONTAINS_TOKEN",
]);

/** HubSpot's limits for one search, as its guide states them (groups, filters in a group, filters in all). */
const LIMITS = { groups: 5, filters: 6, total: 18 };

/** The filters, or what is wrong with them; an unknown property is refused as a whole, as HubSpot does. */
export function checkFilters(groups: readonly FilterGroup[], typeOf: TypeOf): Outcome<readonly FilterGroup[]> {
  const all = groups.flatMap((group) => group.filters);
  if (groups.length > LIMITS.groups) return refused(invalid(`Search filter groups cannot exceed ${LIMITS.groups}.`));
  if (groups.some((group) => group.filters.length > LIMITS.filters))
    return refused(invalid(`Search filters in one filter group cannot exceed ${LIMITS.filters}.`));
  if (all.length > LIMITS.total) return refused(invalid(`Search filters cannot exceed ${LIMITS.total} in total.`));
  for (const filter of all) {
    const fault = faultOf(filter, typeOf);
    if (fault !== null) return refused(invalid(`There was a problem with the request: ${fault}`));
  }
  return done(groups);
}

function faultOf(filter: Filter, typeOf: TypeOf): string | null {
  const { propertyName, operator } = filter;
  if (!OPERATORS.has(operator)) return `operator ${operator} is not valid`;
  const type = typeOf(propertyName);
  if (type === null) return `property ${propertyName} does not exist`;
  if (ONE_VALUE.has(operator) && filter.value === undefined) return `operator ${operator} requires a value`;
  if (operator === "BETWEEN" && (filter.value === undefined || filter.highValue === undefined))
    return "operator BETWEEN requires a value and a highValue";
  if ((operator === "IN" || operator === "NOT_IN") && (filter.values ?? []).length === 0)
    return `operator ${operator} requires values`;
  if (type === "datetime" || type === "date") {
    const given = [filter.value, filter.highValue, ...(filter.values ?? [])].filter((value) => value !== undefined);
    const bad = given.find((value) => epochOf(value) === null);
    if (bad !== undefined) return `${bad} is not a valid date for ${propertyName}`;
  }
  return null;
}

/** Groups are joined by OR, filters in a group by AND; no group at all finds everything. */
export function matches(values: Values, groups: readonly FilterGroup[], typeOf: TypeOf): boolean {
  if (groups.length === 0) return true;
  return groups.some((group) =>
    group.filters.every((filter) => test(values[filter.propertyName] ?? null, filter, typeOf(filter.propertyName))),
  );
}

function test(held: string | null, filter: Filter, type: PropertyType | null): boolean {
  const has = held !== null && held !== "";
  const key = sortKey(held, type);
  const compared = (other: string | undefined): number => compareKeys(key, sortKey(other ?? null, type));
  switch (filter.operator) {
    case "HAS_PROPERTY":
      return has;
    case "NOT_HAS_PROPERTY":
      return !has;
    case "NEQ":
      return !has || compared(filter.value) !== 0;
    case "NOT_IN":
      return has && (filter.values ?? []).every((value) => compared(value) !== 0);
    case "NOT_CONTAINS_TOKEN":
      return !has || !containsToken(held, filter.value ?? "");
  }
  if (!has) return false;
  switch (filter.operator) {
    case "EQ":
      return compared(filter.value) === 0;
    case "LT":
      return compared(filter.value) < 0;
    case "LTE":
      return compared(filter.value) <= 0;
    case "GT":
      return compared(filter.value) > 0;
    case "GTE":
      return compared(filter.value) >= 0;
    case "BETWEEN":
      return compared(filter.value) >= 0 && compared(filter.highValue) <= 0;
    case "IN":
      return (filter.values ?? []).some((value) => compared(value) === 0);
    case "CONTAINS_TOKEN":
      return containsToken(held, filter.value ?? "");
    default:
      return false;
  }
}

/** What a value is compared by: a number where the type has an order of its own, else text without letter case. */
export function sortKey(value: string | null, type: PropertyType | null): string | number | null {
  if (value === null) return null;
  if (type === "number") return Number(value);
  if (type === "date" || type === "datetime") return epochOf(value);
  return value.toLowerCase();
}

/** Order of two sort keys of one property; nulls last. */
export function compareKeys(a: string | number | null, b: string | number | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A token is a whole word; `*` stands for any run of characters inside it. E-mails are also found by their domain. */
function containsToken(held: string, wanted: string): boolean {
  const pattern = wanted.toLowerCase().split("*").map(escaped).join(".*");
  const token = new RegExp(`(^|[^\\p{L}\\p{N}])${pattern}($|[^\\p{L}\\p{N}])`, "u");
  return token.test(held.toLowerCase());
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
