import type { Answer } from "../crm/crm.ts";
import { activeFault, numberOf } from "../crm/faults.ts";
import { inIdOrder, inStampOrder, type Row } from "../crm/table.ts";
import { type Ask, answer, refuse } from "./ask.ts";
import { bodies, readBody } from "./body.ts";
import { checkFilters, compareKeys, type FilterGroup, matches, type PropertyType, sortKey } from "./filters.ts";
import { type ObjectType, tableFor } from "./object-types.ts";
import { propertyTypeOf } from "./property-shapes.ts";
import { propertyOf, show } from "./records.ts";
import { invalid } from "./refusal.ts";
import { epochOf } from "./values.ts";

/** No query shows more than this many results, over all its pages. */
const edge = 10_000;
const longestQuery = 3000;

interface Sort {
  readonly property: string;
  readonly down: boolean;
}

/**
 * `POST …/search`: what the index knew a moment ago (`search-lag`, otherwise the portal's own lag), archived records
 * never. `after` is an offset; a page that would reach past 10,000 is refused.
 */
export function searchRecords(ask: Ask, type: ObjectType, ownLagMs: number): Answer {
  const body = readBody(ask.request.body, bodies.search);
  if (!body.ok) return refuse(ask.crm, body.refusal);
  const { query, properties } = body.value;
  const limit = body.value.limit ?? 10;
  const offset = Number(body.value.after ?? "0");
  const sorts = (body.value.sorts ?? []).map(sortOf);
  const problem = problemOf(limit, offset, sorts, query ?? "");
  if (problem !== null) return refuse(ask.crm, invalid(problem));
  const table = tableFor(ask.account, type);
  const typeOf = (name: string) => propertyTypeOf(table, type, name);
  const groups = checkFilters(body.value.filterGroups ?? [], typeOf);
  if (!groups.ok) return refuse(ask.crm, groups.refusal);
  const sort = sorts[0] ?? null;
  if (sort !== null && typeOf(sort.property) === null)
    return refuse(ask.crm, invalid(`There was a problem with the request: property ${sort.property} does not exist`));
  const found = find(ask, type, groups.value, query ?? "", ownLagMs);
  const sorted =
    sort === null ? found : inOrder(found, sort, (row, name) => propertyOf(table, type, row, name) ?? null, typeOf);
  const page = sorted.slice(offset, offset + limit);
  const more = offset + page.length < sorted.length;
  const results = page.map((row) => show(ask.account, type, row, { properties: properties ?? [] }));
  const paging = more ? { paging: { next: { after: String(offset + page.length) } } } : {};
  return answer(200, { total: sorted.length, results, ...paging }, results.length);
}

function problemOf(limit: number, offset: number, sorts: readonly Sort[], query: string): string | null {
  if (limit < 0 || limit > 200) return `limit must be between 0 and 200, not ${limit}`;
  if (!Number.isInteger(offset) || offset < 0) return "after must be a whole number, given as a text";
  if (offset + limit > edge) return `Paging past ${edge} results is not supported. Narrow the search instead.`;
  if (sorts.length > 1) return "only one sort is supported";
  return query.length > longestQuery ? `query is longer than ${longestQuery} characters` : null;
}

function sortOf(given: string | { propertyName: string; direction?: string | undefined }): Sort {
  if (typeof given !== "string") return { property: given.propertyName, down: given.direction === "DESCENDING" };
  return given.startsWith("-") ? { property: given.slice(1), down: true } : { property: given, down: false };
}

function find(ask: Ask, type: ObjectType, groups: readonly FilterGroup[], query: string, ownLagMs: number): Row[] {
  const table = tableFor(ask.account, type);
  const fault = activeFault(ask.crm.board, ask.crm.name, "search-lag", ask.account.name);
  const asOf = ask.crm.world.now() - (fault === null ? ownLagMs : numberOf(fault, "ms"));
  const typeOf = (name: string): PropertyType | null => propertyTypeOf(table, type, name);
  const names = groups.flatMap((group) => group.filters.map((filter) => filter.propertyName));
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  const from = changedSince(groups, type.modified);
  const rows = from === null ? inIdOrder(table, asOf) : inStampOrder(table, asOf, from);
  const found: Row[] = [];
  for (const row of rows) {
    if (row.deleted || ask.portal.erased.has(`${type.name}/${row.id}`)) continue;
    const value = (name: string) => propertyOf(table, type, row, name) ?? null;
    const values = Object.fromEntries(names.map((name) => [name, value(name)]));
    if (!matches(values, groups, typeOf)) continue;
    const text = words.length === 0 ? "" : type.searchable.map(value).join(" ").toLowerCase();
    if (words.every((word) => text.includes(word))) found.push(row);
  }
  return found;
}

/** A lower bound on the time of change that every result meets: then only the newer rows need be looked at. */
function changedSince(groups: readonly FilterGroup[], modified: string): number | null {
  const [only, ...others] = groups;
  if (only === undefined || others.length > 0) return null;
  const bound = only.filters.find(
    ({ propertyName, operator }) => propertyName === modified && ["GT", "GTE", "BETWEEN"].includes(operator),
  );
  return bound?.value === undefined ? null : epochOf(bound.value);
}

/** Sorted by one property; records of equal value keep the order of their ids. */
function inOrder(
  rows: readonly Row[],
  sort: Sort,
  read: (row: Row, name: string) => string | null,
  typeOf: (name: string) => PropertyType | null,
): Row[] {
  const kind = typeOf(sort.property);
  const keyed = rows.map((row) => ({ row, key: sortKey(read(row, sort.property), kind) }));
  const sign = sort.down ? -1 : 1;
  keyed.sort((a, b) => sign * compareKeys(a.key, b.key) || Number(a.row.id) - Number(b.row.id));
  return keyed.map(({ row }) => row);
}
