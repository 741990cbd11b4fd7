import type { Answer } from "../crm/crm.ts";
import { inIdOrder, inStampOrder, type Row, type Table, versionAt } from "../crm/table.ts";
import { type Ask, page, refuse, success, tableFor } from "./ask.ts";
import { cursorOf, type ListQuery, listQuery, type Place, type SortBy, wantedOf } from "./list-query.ts";
import { notFound } from "./refusal.ts";
import { singularOf } from "./schemas.ts";
import { show } from "./shapes.ts";

/** Deleted records can be seen for so long, then they are gone for good. */
const keepDeletedMs = 30 * 86_400_000;

/** `GET /api/v2/{type}`: live records that are not archived; deals with status=deleted also those just deleted. */
export function listRecords(ask: Ask, type: string): Answer {
  return list(ask, type, (row) => row.fields.is_archived !== true);
}

/** `GET /api/v2/deals/archived`. */
export function listArchived(ask: Ask, type: string): Answer {
  return list(ask, type, (row) => row.fields.is_archived === true);
}

/** `GET /api/v2/{type}/{id}`: also of a deleted one, until it is purged; one that was merged away is not found. */
export function readRecord(ask: Ask, type: string): Answer {
  const wanted = wantedOf(ask, type);
  if (!wanted.ok) return refuse(wanted.refusal);
  const row = rowOf(ask, type);
  if (row === null) return refuse(notFound(singularOf(type)));
  return success(show(ask.company, type, row, wanted.value), 1);
}

/** The record that the path names, deleted ones included while they are kept; null = there is none. */
export function rowOf(ask: Ask, type: string): Row | null {
  const now = ask.crm.world.now();
  const row = versionAt(tableFor(ask, type), ask.params.id ?? "", now);
  if (row === undefined || row.mergedInto !== null) return null;
  return row.deleted && now - row.modifiedAt > keepDeletedMs ? null : row;
}

function list(ask: Ask, type: string, belongs: (row: Row) => boolean): Answer {
  const query = listQuery(ask, type);
  if (!query.ok) return refuse(query.refusal);
  const wanted = wantedOf(ask, type);
  if (!wanted.ok) return refuse(wanted.refusal);
  const { limit, sortBy, down } = query.value;
  const rows: Row[] = [];
  for (const row of ordered(ask, type, query.value)) {
    if (!belongs(row) || !matches(ask, type, row, query.value)) continue;
    rows.push(row);
    if (rows.length > limit) break;
  }
  const next = rows.length > limit ? rows.pop() : undefined;
  const cursor = next === undefined ? null : cursorOf(placeOf(next, sortBy), sortBy, down);
  const data = rows.map((row) => show(ask.company, type, row, wanted.value));
  return page(data, cursor, data.length);
}

function matches(ask: Ask, type: string, row: Row, query: ListQuery): boolean {
  const { since, until, ids, equals, statuses } = query;
  if (since !== null && row.modifiedAt < since) return false;
  if (until !== null && row.modifiedAt >= until) return false;
  if (ids !== null && !ids.includes(row.id)) return false;
  if (!isOfStatus(ask, row, statuses)) return false;
  return equals.every(([name, value]) => {
    if (name === "deal_id" && type === "persons") return personOfDeal(ask, value) === row.id;
    const own = row.fields[name] ?? (name === "owner_id" ? row.createdBy : name === "done" ? false : null);
    return String(own) === value;
  });
}

function isOfStatus(ask: Ask, row: Row, statuses: readonly string[] | null): boolean {
  if (row.deleted) {
    const isKept = row.mergedInto === null && ask.crm.world.now() - row.modifiedAt <= keepDeletedMs;
    return isKept && statuses?.includes("deleted") === true;
  }
  return statuses === null || statuses.includes(String(row.fields.status ?? "open"));
}

function personOfDeal(ask: Ask, deal: string): string | null {
  const person = tableFor(ask, "deals").latest.get(deal)?.fields.person_id;
  return typeof person === "string" ? person : null;
}

/** Rows from the place of the cursor on, in the order that was asked for; ties go by id. */
function* ordered(ask: Ask, type: string, query: ListQuery): Generator<Row> {
  const table = tableFor(ask, type);
  const now = ask.crm.world.now();
  const { sortBy, down, from, since } = query;
  if (!down && sortBy === "id") {
    yield* inIdOrder(table, now, from === null ? null : String(from.id - 1));
    return;
  }
  if (!down && sortBy === "update_time") {
    const first = Math.max(since ?? Number.NEGATIVE_INFINITY, from?.at ?? Number.NEGATIVE_INFINITY);
    for (const row of inStampOrder(table, now, first)) if (isFrom(row, query)) yield row;
    return;
  }
  for (const row of sorted(table, now, sortBy, down)) if (isFrom(row, query)) yield row;
}

function sorted(table: Table, now: number, sortBy: SortBy, down: boolean): Row[] {
  const rows = [...inIdOrder(table, now)].sort((a, b) => compare(placeOf(a, sortBy), placeOf(b, sortBy)));
  return down ? rows.reverse() : rows;
}

function isFrom(row: Row, { from, sortBy, down }: ListQuery): boolean {
  if (from === null) return true;
  const distance = compare(placeOf(row, sortBy), from);
  return down ? distance <= 0 : distance >= 0;
}

function placeOf(row: Row, sortBy: SortBy): Place {
  const id = Number(row.id);
  return { at: sortBy === "id" ? id : sortBy === "add_time" ? row.createdAt : row.modifiedAt, id };
}

function compare(a: Place, b: Place): number {
  return a.at - b.at || a.id - b.id;
}
