import type { Fields } from "./schema.ts";
import { put, type Row, type Table } from "./table.ts";

/**
 * Changes that leave no trace behind which anybody could find them: no new stamp, no tombstone. CRMs make such ones by
 * formulas, data loads, hard deletes and late commits. `stamp` = the one that an edit bears after all.
 */
export function editSilently(table: Table, row: Row, fields: Fields, stamp: number | null): Row {
  if (stamp !== null) {
    const edited = { ...row, fields: { ...row.fields, ...fields }, modifiedAt: stamp, next: null, text: null };
    put(table, edited);
    return edited;
  }
  row.fields = { ...row.fields, ...fields };
  row.text = null;
  table.indexes.clear();
  return row;
}

/** A record that was always there: it bears the stamp of another one, or one of an hour ago. */
export function addSilently(table: Table, row: Row, stamp: number): Row {
  const old = { ...row, createdAt: stamp, modifiedAt: stamp, visibleAt: stamp };
  put(table, old);
  return old;
}

/** No list, no query and no recycle bin shows it any more. */
export function removeSilently(table: Table, row: Row): void {
  table.latest.delete(row.id);
  table.order = table.order.filter((version) => version.id !== row.id);
  table.ids.splice(table.ids.indexOf(row.id), 1);
  table.indexes.clear();
  table.live -= row.deleted ? 0 : 1;
}
