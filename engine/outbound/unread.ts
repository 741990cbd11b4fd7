import { pollMsOf } from "../rules/schedule.ts";
import { takesIn } from "../rules/switches.ts";
import { readConnection } from "../store/connections.ts";
import { type CursorRow, readCursor } from "../store/cursors.ts";
import type { Sql } from "../store/sql.ts";
import type { Worker } from "../worker.ts";

/**
 * Whether a connection did not answer, or nobody asked it, since an object was last read there: then what people changed
 * in the CRM meanwhile is read before anything is written over it. What cannot be read now (a limit keeps reads back) is
 * not waited for.
 */
export async function isUnread(sql: Sql, worker: Worker, connection: string, object: string): Promise<boolean> {
  const cursor = await readCursor(sql, connection, object);
  if (!cursor || !takesIn(worker.connections.get(connection).settings, object)) return false;
  const { throttle } = worker.connections.get(connection);
  return (await mustBeRead(sql, worker, cursor)) && !throttle.held("incremental");
}

/** Whether a poll of the object is wanted at once, whatever its interval says. */
export async function mustBeRead(
  sql: Sql,
  { connections, startedAt }: Worker,
  { connection, object, phase, polledAt }: CursorRow,
): Promise<boolean> {
  if (phase === "backfill" || polledAt === null) return false;
  const row = await readConnection(sql, connection);
  const pollMs = pollMsOf(connections.get(connection).settings, object);
  const breaks = [row?.trouble.failedAt, row?.trouble.resumedAt, row?.signedInAt, startedAt - pollMs];
  return breaks.some((at) => at !== null && at !== undefined && polledAt < at);
}
