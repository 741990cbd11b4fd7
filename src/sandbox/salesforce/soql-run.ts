import type { Field } from "../crm/schema.ts";
import { inIdOrder, inStampOrder, lookup, type Row, seen, type Table, versionAt } from "../crm/table.ts";
import { id18 } from "./ids.ts";
import { type Column, column, type Tables } from "./soql-columns.ts";
import { moment } from "./soql-dates.ts";
import { filter } from "./soql-filter.ts";
import type { Expression, Named, Query } from "./soql-parse.ts";
import { place, SoqlError } from "./soql-tokens.ts";

export interface Found {
  readonly table: Table;
  readonly rows: readonly Row[];
  readonly columns: readonly Column[];
}

const stampNames = ["systemmodstamp", "lastmodifieddate"];

/** Runs a query as of `now`; deleted rows are seen only with `all`. Throws SoqlError. */
export function run(tables: Tables, query: Query, now: number, all: boolean): Found {
  const table = [...tables.values()].find((t) => t.schema.type.toLowerCase() === query.from.name.toLowerCase());
  if (table?.schema.read !== true) throw noType(query);
  const find = (named: Named) => column(tables, table.schema, named, query.soql);
  const columns = query.select.map(find);
  const asked = { soql: query.soql, now, column: find };
  const matches = query.where === null ? () => true : filter(query.where, asked);
  const order = query.orderBy.map((by) => ({ ...by, column: find(by.field) }));
  const stampOrder = isByStamp(order) ? "oldest" : isNewestFirst(order) ? "newest" : null;
  const enough =
    order.length === 0 || stampOrder !== null ? (query.limit ?? Number.POSITIVE_INFINITY) + query.offset : Infinity;
  const rows: Row[] = [];
  for (const row of candidates(table, query.where, now, { stampOrder, all })) {
    if (rows.length >= enough) break;
    if ((all || !row.deleted) && matches(row)) rows.push(row);
  }
  if (order.length > 0 && stampOrder === null) rows.sort((a, b) => compareRows(order, a, b));
  const end = query.limit === null ? undefined : query.offset + query.limit;
  return { table, columns, rows: query.offset > 0 || end !== undefined ? rows.slice(query.offset, end) : rows };
}

/** The rows worth looking at: by id, by an equal value, or from a stamp on; otherwise all. */
function candidates(
  table: Table,
  where: Expression | null,
  now: number,
  how: { readonly stampOrder: "oldest" | "newest" | null; readonly all: boolean },
): Iterable<Row> {
  if (how.stampOrder === "oldest") return inStampOrder(table, now, lowerBound(where, now));
  if (how.stampOrder === "newest") return [...inStampOrder(table, now, lowerBound(where, now))].reverse();
  const ids = equalTo(where, (name) => name === "id");
  if (ids !== null) return versions(table, [...new Set(ids.values.map(id18))].sort(), now);
  const equal = how.all ? null : equalTo(where, (name) => indexable(table, name) !== null);
  const field = equal === null ? null : indexable(table, equal.name);
  if (equal !== null && field !== null) {
    const values = field.type === "reference" ? equal.values.map(id18) : equal.values;
    const found = new Set(values.flatMap((value) => lookup(table, field.name, value).map((row) => row.id)));
    return versions(table, [...found].sort(), now);
  }
  const from = lowerBound(where, now);
  return from > Number.NEGATIVE_INFINITY ? inStampOrder(table, now, from) : inIdOrder(table, now);
}

function* versions(table: Table, ids: readonly string[], now: number): Generator<Row> {
  for (const id of ids) {
    const row = versionAt(table, id, now);
    if (row !== undefined && seen(row, now)) yield row;
  }
}

/** Only live rows are indexed, and only those stored: a text field that is not empty. */
function indexable(table: Table, name: string): Field | null {
  const field = [...table.schema.fields.values()].find((f) => f.name.toLowerCase() === name);
  const fits = field !== undefined && !field.readOnly && field.type !== "boolean" && field.type !== "number";
  return fits ? field : null;
}

function equalTo(where: Expression | null, fits: (name: string) => boolean): { name: string; values: string[] } | null {
  if (where === null) return null;
  if (where.kind === "and") {
    for (const part of where.parts) {
      const found = equalTo(part, fits);
      if (found !== null) return found;
    }
  }
  if (where.kind !== "compare" || (where.op !== "=" && where.op !== "IN")) return null;
  const name = where.field.name.toLowerCase();
  const values = where.values.flatMap((value) => (value.kind === "text" && value.text !== "" ? [value.text] : []));
  return fits(name) && values.length === where.values.length ? { name, values } : null;
}

/** No row with an earlier stamp can match. */
function lowerBound(where: Expression | null, now: number): number {
  if (where?.kind === "and") return Math.max(...where.parts.map((part) => lowerBound(part, now)));
  if (where?.kind === "or") return Math.min(...where.parts.map((part) => lowerBound(part, now)));
  if (where?.kind !== "compare") return Number.NEGATIVE_INFINITY;
  const [value] = where.values;
  const bounds = stampNames.includes(where.field.name.toLowerCase()) && [">", ">=", "="].includes(where.op);
  if (!bounds || value === undefined || (value.kind !== "date" && value.kind !== "word"))
    return Number.NEGATIVE_INFINITY;
  return moment(value.text, now)?.from ?? Number.NEGATIVE_INFINITY;
}

type Order = readonly { readonly column: Column; readonly descending: boolean; readonly nullsLast: boolean }[];

function isByStamp(order: Order): boolean {
  const [first, second, more] = order;
  const ascends = order.every((by) => !by.descending && by.column.parent === null);
  const byStamp = first !== undefined && stampNames.includes(first.column.name.toLowerCase());
  return ascends && byStamp && (second === undefined || second.column.name === "Id") && more === undefined;
}

/** How a poller asks for the newest stamp: the index that a CRM has on it spares the sorting. */
function isNewestFirst(order: Order): boolean {
  const [by, more] = order;
  return by?.descending === true && more === undefined && isByStamp([{ ...by, descending: false }]);
}

function compareRows(order: Order, a: Row, b: Row): number {
  for (const by of order) {
    const [left, right] = [by.column.read(a), by.column.read(b)].map((v) =>
      typeof v === "string" ? v.toLowerCase() : v,
    );
    if (left === right || left === undefined || right === undefined) continue;
    if (left === null) return by.nullsLast ? 1 : -1;
    if (right === null) return by.nullsLast ? -1 : 1;
    return (left < right ? -1 : 1) * (by.descending ? -1 : 1);
  }
  return 0;
}

function noType(query: Query): SoqlError {
  const text =
    `sObject type '${query.from.name}' is not supported. If you are attempting to use a custom object, be sure to append ` +
    "the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names.";
  return new SoqlError("INVALID_TYPE", `${place(query.soql, query.from.at)}\n${text}`);
}
