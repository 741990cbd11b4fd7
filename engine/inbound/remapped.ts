import type { ObjectName } from "../record.ts";
import type { FieldMap } from "../rules/field-map.ts";
import { type MappingPrint, printOf, remappedFields } from "../rules/remap.ts";
import { readCursor } from "../store/cursors.ts";
import { readMeta, saveMeta } from "../store/meta.ts";
import { forgetSeen, noteUntold, oweUnseen } from "../store/remap.ts";
import type { Sql } from "../store/sql.ts";
import { readAnew } from "./whole.ts";

interface Mapped {
  readonly connection: string;
  readonly object: ObjectName;
  readonly map: readonly FieldMap[];
  /** false = nothing is ever read there. */
  readonly takesIn: boolean;
  /** A field that the CRM only calls otherwise now: what was seen of it still holds; null or absent = none. */
  readonly renamed?: string | null;
}

/**
 * A mapping that is not the one of the last start: what was seen of its new and changed fields is forgotten, and everything
 * is read again, so that the CRM's values come in and ours go out as at a first match. An unknown past is only noted; so is
 * a change before anything was read. Called behind the row of the cursor.
 */
export async function followMapping(
  sql: Sql,
  { connection, object, map, takesIn, renamed = null }: Mapped,
): Promise<void> {
  const at = { connection, object };
  const key = `mapping ${connection} ${object}`;
  const now = printOf(map);
  const text = JSON.stringify(now);
  if ((await readMeta(sql, key)) === text) return;
  // Another worker may start just now: what it has noted is seen once it has committed.
  await sql.inTurn(key);
  const known = await readMeta(sql, key);
  await saveMeta(sql, key, text);
  if (known === null) return;
  const before: MappingPrint = JSON.parse(known);
  const all = remappedFields(before, now);
  const fields = all.filter((field) => field !== renamed);
  if (all.length === 0) return;
  const cursor = await readCursor(sql, connection, object);
  if (!takesIn && fields.length > 0) {
    await forgetSeen(sql, at, fields);
    await oweUnseen(sql, at, fields);
  } else if (takesIn && cursor !== null && (cursor.finishedAt !== null || cursor.cursor !== null)) {
    if (fields.length > 0) {
      await forgetSeen(sql, at, fields);
      await noteUntold(sql, at, fields);
    }
    await readAnew(sql, cursor);
  }
}
