import type { Cursor } from "../provider.ts";
import { fromJson, type Row, type Sql, toJson } from "./sql.ts";

/** How far the pull of one object on one connection has come. */
export interface CursorRow {
  readonly connection: string;
  readonly object: string;
  readonly cursor: Cursor | null;
  readonly phase: "backfill" | "incremental";
  readonly total: number | null;
  readonly done: number;
  readonly startedAt: number | null;
  readonly movedAt: number | null;
  /** When the backfill ended; only then may records be created on this connection. */
  readonly finishedAt: number | null;
  readonly polledAt: number | null;
  readonly runId: string | null;
}

export async function ensureCursor(sql: Sql, connection: string, object: string, outbound: boolean): Promise<void> {
  await sql.run(
    `insert into cursors (connection, object, outbound) values (?, ?, ?)
     on conflict (connection, object) do update set outbound = excluded.outbound`,
    [connection, object, outbound ? 1 : 0],
  );
}

/** Objects that left the configuration owe nothing any more; how far they had come is kept. */
export async function silenceOtherCursors(sql: Sql, connection: string, objects: readonly string[]): Promise<void> {
  const known = sql.among("object", objects);
  await sql.run(`update cursors set outbound = 0 where connection = ? and not (${known.text})`, [
    connection,
    known.param,
  ]);
}

export async function readCursors(sql: Sql, connection?: string): Promise<readonly CursorRow[]> {
  const rows = connection
    ? await sql.all("select * from cursors where connection = ?", [connection])
    : await sql.all("select * from cursors order by connection, object");
  return rows.map(cursorOf);
}

export async function readCursor(sql: Sql, connection: string, object: string): Promise<CursorRow | null> {
  const [row] = await sql.all("select * from cursors where connection = ? and object = ?", [connection, object]);
  return row ? cursorOf(row) : null;
}

function cursorOf(row: Row): CursorRow {
  return {
    connection: String(row.connection),
    object: String(row.object),
    cursor: fromJson(row.cursor),
    phase: row.phase as CursorRow["phase"],
    total: row.total as number | null,
    done: Number(row.done),
    startedAt: row.started_at as number | null,
    movedAt: row.moved_at as number | null,
    finishedAt: row.finished_at as number | null,
    polledAt: row.polled_at as number | null,
    runId: row.run_id as string | null,
  };
}

/** Equal for equal cursors: PostgreSQL gives the keys back in an order of its own. */
export function cursorKey(cursor: Cursor | null): string {
  return JSON.stringify(cursor === null ? null : Object.entries(cursor).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

export async function saveCursor(sql: Sql, row: CursorRow): Promise<void> {
  await sql.run(
    `update cursors set cursor = ?, phase = ?, total = ?, done = ?, started_at = ?, moved_at = ?, finished_at = ?,
       polled_at = ?, run_id = ? where connection = ? and object = ?`,
    [
      toJson(row.cursor),
      row.phase,
      row.total,
      row.done,
      row.startedAt,
      row.movedAt,
      row.finishedAt,
      row.polledAt,
      row.runId,
      row.connection,
      row.object,
    ],
  );
}

/** The next tick of whoever works for the connection looks at these. */
export async function makeDue(sql: Sql, connection: string, objects: readonly string[]): Promise<void> {
  const { text, param } = sql.among("object", objects);
  await sql.run(`update cursors set polled_at = null where connection = ? and ${text}`, [connection, param]);
}
