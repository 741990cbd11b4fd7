import type { RunRow } from "./runs.ts";
import type { Sql } from "./sql.ts";

/** A run wrote these fields of a record; `subject` is our id outbound and the external id inbound. */
export interface FieldWrite {
  readonly subject: string;
  readonly at: number;
  readonly runId: string;
  readonly connection: string;
  readonly kind: RunRow["kind"];
  readonly direction: RunRow["direction"];
  readonly askedBy: string | null;
  readonly fields: readonly string[];
}

/** The updates that are known of a record, oldest first. */
export async function fieldWrites(
  sql: Sql,
  object: string,
  subjects: readonly string[],
): Promise<readonly FieldWrite[]> {
  const { text, param } = sql.among("subject", subjects);
  const rows = await sql.all(
    `select rr.subject, rr.at, rr.run_id, rr.fields, r.connection, r.kind, r.direction, r.asked_by from run_records rr
       join runs r on r.id = rr.run_id
     where rr.object = ? and rr.outcome <> 'created' and rr.fields is not null and rr.${text} order by rr.seq`,
    [object, param],
  );
  return rows.map((row) => ({
    subject: String(row.subject),
    at: Number(row.at),
    runId: String(row.run_id),
    connection: String(row.connection),
    kind: row.kind as RunRow["kind"],
    direction: row.direction as RunRow["direction"],
    askedBy: row.asked_by as string | null,
    fields: String(row.fields).split("\n"),
  }));
}

/** When a record was made; null = plain SQL made it, and triggers write no time. */
export async function createdAt(sql: Sql, object: string, id: string): Promise<number | null> {
  const [row] = await sql.all("select created_at from records where object = ? and id = ?", [object, id]);
  return typeof row?.created_at === "number" ? row.created_at : null;
}

/** Connection -> about when the change was made here that it is owed; null = a moment ago. */
export async function owedSince(sql: Sql, object: string, id: string): Promise<ReadonlyMap<string, number | null>> {
  const rows = await sql.all("select connection, since from outbox where object = ? and record_id = ?", [object, id]);
  return new Map(rows.map((row) => [String(row.connection), row.since as number | null]));
}
