import type { Page } from "../provider.ts";
import type { ObjectName } from "../record.ts";
import { type CursorRow, makeDue, readCursor, saveCursor } from "../store/cursors.ts";
import { forgetMeta, readMeta, saveMeta } from "../store/meta.ts";
import { endUntold } from "../store/remap.ts";
import { fromJson, type Sql } from "../store/sql.ts";

/** Asked for and not begun. While it goes on, the note is the cursor of the changes, which is taken up again afterwards. */
const asked = "asked";

const keyOf = (connection: string, object: ObjectName) => `whole ${connection} ${object}`;

/**
 * Has everything that a CRM holds of an object read again from the beginning. What is as it was last seen changes
 * nothing. False = its first sync is not over yet, or it is being read again already.
 */
export async function orderWhole(sql: Sql, connection: string, object: ObjectName): Promise<boolean> {
  const cursor = await readCursor(sql, connection, object);
  if (cursor?.phase !== "incremental") return false;
  await saveMeta(sql, keyOf(connection, object), asked);
  await makeDue(sql, connection, [object]);
  return true;
}

/** The same also where a reading is on its way: what it has read until now it begins anew, or, of a first sync, follows it. */
export async function readAnew(sql: Sql, cursor: CursorRow): Promise<void> {
  const { connection, object, finishedAt } = cursor;
  if (await orderWhole(sql, connection, object)) return;
  if (finishedAt === null) await saveMeta(sql, keyOf(connection, object), asked);
  else await saveCursor(sql, { ...cursor, ...beginning });
}

const beginning = { cursor: null, phase: "backfill", total: null, done: 0, startedAt: null, movedAt: null } as const;

/**
 * Where a pull goes on that has come to its end: at the beginning, when that was asked for; behind a reading from the
 * beginning, with the changes since before it, because the deletes made meanwhile stand nowhere else. Null = where it is.
 */
export async function turnCursor(sql: Sql, cursor: CursorRow, phase: Page["phase"]): Promise<CursorRow | null> {
  const key = keyOf(cursor.connection, cursor.object);
  const note = await readMeta(sql, key);
  if (phase === "incremental") {
    if (note === null) return null;
    await saveMeta(sql, key, JSON.stringify(cursor.cursor));
    return { ...cursor, ...beginning };
  }
  // It was asked for while this reading was on its way.
  if (note === asked) return null;
  await endUntold(sql, cursor);
  if (note === null) return null;
  await forgetMeta(sql, key);
  return { ...cursor, cursor: fromJson(note), polledAt: null };
}
