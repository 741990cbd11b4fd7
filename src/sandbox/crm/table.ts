import type { Fields, Schema } from "./schema.ts";

/** What keeps writers off a record for good or for long: an approval process, or that a lead was converted. */
export type Hold = "approval" | "converted";

/**
 * One version of a record. Versions are never changed: a write adds one and hangs it on the old one's `next`, so that a
 * reader can still see the world as it was before a late commit or behind a search index.
 */
export interface Row {
  readonly id: string;
  fields: Fields;
  readonly createdAt: number;
  /** The stamp that the API shows. */
  readonly modifiedAt: number;
  /** When queries begin to see this version; later than the stamp under a late commit. */
  readonly visibleAt: number;
  readonly modifiedBy: string;
  readonly createdBy: string;
  readonly deleted: boolean;
  /** The survivor of a merge. */
  readonly mergedInto: string | null;
  readonly hold: Hold | null;
  next: Row | null;
  /** The row as text for one list of columns, kept because the same list is asked again and again. */
  text: { readonly key: string; readonly json: string } | null;
}

/** All records of one type in one account, with the orders and look-ups that keep 100,000 of them fast. */
export interface Table {
  readonly schema: Schema;
  /** The newest version of each record, deleted ones too, in order of creation. */
  readonly latest: Map<string, Row>;
  /** Ids in order of creation. */
  readonly ids: string[];
  /** Versions by (modifiedAt, id); superseded ones are swept out now and then. */
  order: Row[];
  sorted: boolean;
  stale: number;
  live: number;
  /** From this time on no late version is waiting to be seen. */
  settledAt: number;
  readonly indexes: Map<string, Map<string, Set<string>>>;
}

export function table(schema: Schema): Table {
  return {
    schema,
    latest: new Map(),
    ids: [],
    order: [],
    sorted: true,
    stale: 0,
    live: 0,
    settledAt: 0,
    indexes: new Map(),
  };
}

/** Ids of one kind: the shorter is the older, so numeric ids and padded ids both come in order of creation. */
function compareIds(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

function compareStamps(a: Row, b: Row): number {
  return a.modifiedAt - b.modifiedAt || compareIds(a.id, b.id);
}

/** Adds a version; new ids must come in order of creation. The former one of the same record is superseded. */
export function put(table: Table, row: Row): void {
  const before = table.latest.get(row.id);
  if (before !== undefined) {
    before.next = row;
    table.stale += 1;
  } else {
    table.ids.push(row.id);
  }
  table.settledAt = Math.max(table.settledAt, row.visibleAt);
  table.live += Number(!row.deleted) - Number(before !== undefined && !before.deleted);
  const last = table.order.at(-1);
  if (last !== undefined && compareStamps(last, row) > 0) table.sorted = false;
  table.order.push(row);
  table.latest.set(row.id, row);
  for (const [name, index] of table.indexes) reindex(index, name, before, row);
}

/** Takes the versions back that were put since `order` had this length; nothing may have been read meanwhile. */
export function rollback(table: Table, length: number): void {
  for (const row of table.order.splice(length).reverse()) {
    const before = table.order.findLast((version) => version.next === row);
    if (before !== undefined) {
      before.next = null;
      table.latest.set(row.id, before);
    } else {
      table.latest.delete(row.id);
      table.ids.pop();
    }
    table.live += Number(before !== undefined && !before.deleted) - Number(!row.deleted);
  }
  table.indexes.clear();
}

/** Versions in the order (modifiedAt, id) as a reader at `now` sees them, from stamp `from` on; with deleted ones. */
export function* inStampOrder(table: Table, now: number, from = Number.NEGATIVE_INFINITY): Generator<Row> {
  tidy(table, now);
  const order = table.order;
  for (let i = firstAt(order, from); i < order.length; i++) {
    const row = order[i];
    if (row !== undefined && seen(row, now)) yield row;
  }
}

/** Records in order of creation after the id `after` as a reader at `now` sees them; with deleted ones. */
export function* inIdOrder(table: Table, now: number, after: string | null = null): Generator<Row> {
  const late = lateVersions(table, now);
  for (let i = after === null ? 0 : placeAfter(table.ids, after); i < table.ids.length; i++) {
    const id = table.ids[i] ?? "";
    const row = table.latest.get(id);
    const version = row !== undefined && seen(row, now) ? row : late.get(id);
    if (version !== undefined) yield version;
  }
}

/** The version of one record that a reader at `now` sees. */
export function versionAt(table: Table, id: string, now: number): Row | undefined {
  const row = table.latest.get(id);
  return row === undefined || seen(row, now) ? row : lateVersions(table, now).get(id);
}

/** The newest versions of live records whose `name` equals the value, letter case ignored. */
export function lookup(table: Table, name: string, value: string): Row[] {
  const found: Row[] = [];
  for (const id of indexOf(table, name).get(value.toLowerCase()) ?? []) {
    const row = table.latest.get(id);
    if (row !== undefined && !row.deleted) found.push(row);
  }
  return found;
}

/** Whether a reader at `now` sees this version. */
export function seen(row: Row, now: number): boolean {
  return row.visibleAt <= now && (row.next === null || row.next.visibleAt > now);
}

/** Rewrites the fields of every version in place, without a new stamp: what a schema edit does. */
export function rewrite(table: Table, change: (fields: Fields) => Fields): void {
  const versions = new Set<Row>([...table.order, ...table.latest.values()]);
  for (const row of versions) {
    row.fields = change(row.fields);
    row.text = null;
  }
  table.indexes.clear();
}

/** Versions that are superseded by one which the reader does not see yet. */
function lateVersions(table: Table, now: number): Map<string, Row> {
  const late = new Map<string, Row>();
  if (now >= table.settledAt) return late;
  for (const row of table.order) if (row.next !== null && seen(row, now)) late.set(row.id, row);
  return late;
}

function placeAfter(ids: readonly string[], after: string): number {
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareIds(ids[middle] ?? "", after) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Longer than any search lag in use, so that a lagging reader still finds the old version. */
const keepMs = 600_000;

function tidy(table: Table, now: number): void {
  if (table.stale > 1000 && table.stale > table.order.length / 2) {
    table.order = table.order.filter((row) => row.next === null || row.next.visibleAt > now - keepMs);
    table.stale = 0;
  }
  if (table.sorted) return;
  table.order.sort(compareStamps);
  table.sorted = true;
}

function firstAt(order: readonly Row[], from: number): number {
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const row = order[middle];
    if (row !== undefined && row.modifiedAt < from) low = middle + 1;
    else high = middle;
  }
  return low;
}

function indexOf(table: Table, name: string): Map<string, Set<string>> {
  const known = table.indexes.get(name);
  if (known !== undefined) return known;
  const index = new Map<string, Set<string>>();
  for (const row of table.latest.values()) reindex(index, name, undefined, row);
  table.indexes.set(name, index);
  return index;
}

function reindex(index: Map<string, Set<string>>, name: string, before: Row | undefined, row: Row): void {
  const old = keyOf(before, name);
  const now = keyOf(row, name);
  if (old === now) return;
  if (old !== null) index.get(old)?.delete(row.id);
  if (now === null) return;
  const ids = index.get(now);
  if (ids === undefined) index.set(now, new Set([row.id]));
  else ids.add(row.id);
}

function keyOf(row: Row | undefined, name: string): string | null {
  const value = row?.fields[name];
  return value === undefined || value === null ? null : String(value).toLowerCase();
}
