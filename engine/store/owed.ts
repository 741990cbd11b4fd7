import type { Fields } from "../record.ts";
import type { OutboxRow } from "./outbox.ts";
import { fromJson, type Sql } from "./sql.ts";

/** Whether records were once tried to be created there, and what was sent then. */
export async function sentOnce(
  sql: Sql,
  at: { readonly connection: string; readonly object: string },
  ids: readonly string[],
): Promise<ReadonlyMap<string, Pick<OutboxRow, "sentAt" | "sent">>> {
  const { text, param } = sql.among("record_id", ids);
  const rows = await sql.all(
    `select record_id, sent_at, sent from outbox where connection = ? and object = ? and sent_at is not null and ${text}`,
    [at.connection, at.object, param],
  );
  return new Map(
    rows.map((row) => [
      String(row.record_id),
      { sentAt: Number(row.sent_at), sent: fromJson<OutboxRow["sent"]>(row.sent) },
    ]),
  );
}

/** Records that wait for each connection because somebody asked for them. */
export async function urgentRows(sql: Sql): Promise<ReadonlyMap<string, number>> {
  const rows = await sql.all(
    "select connection, count(*) as n from outbox where state = 'pending' and lane = 0 group by connection",
  );
  return new Map(rows.map((row) => [String(row.connection), Number(row.n)]));
}

/**
 * Anything to do where nothing unasked is sent: what a person waits for, what has no time yet, and what was under way,
 * whose end is looked up. Cheap, for every tick.
 */
export async function hasAskedWork(sql: Sql, connection: string, now: number): Promise<boolean> {
  const rows = await sql.all(
    `select 1 as n from outbox where connection = ? and (state = 'sending' or (state = 'unsure' and (due is null or due <= ?))
       or (state = 'pending' and (due is null or (lane = 0 and due <= ?)))) limit 1`,
    [connection, now, now],
  );
  return rows.length > 0;
}

/** Records of an object that wait to be sent, in the order in which they go: the first of them, and how many there are. */
export async function owedIds(
  sql: Sql,
  connection: string,
  object: string,
  most: number,
): Promise<{ readonly ids: readonly string[]; readonly all: number }> {
  const where = "connection = ? and object = ? and state = 'pending'";
  const [count] = await sql.all(`select count(*) as n from outbox where ${where}`, [connection, object]);
  const rows = await sql.all(
    `select record_id from outbox where ${where} order by lane, due, ${lastKey(sql)} limit ?`,
    [connection, object, most],
  );
  return { ids: rows.map((row) => String(row.record_id)), all: Number(count?.n ?? 0) };
}

/** Records in the order in which they go when somebody asks for them all at once: those that are owed already go first. */
export async function inTheirOrder(
  sql: Sql,
  at: { readonly connection: string; readonly object: string },
  ids: readonly string[],
): Promise<readonly string[]> {
  if (sql.dialect === "postgresql") return [...ids].sort();
  const { text, param } = sql.among("record_id", ids);
  const rows = await sql.all(
    `select record_id from outbox where connection = ? and object = ? and ${text} order by ${lastKey(sql)}`,
    [at.connection, at.object, param],
  );
  const owed = rows.map((row) => String(row.record_id));
  const known = new Set(owed);
  return [...owed, ...ids.filter((id) => !known.has(id))];
}

/** As dueRows orders what is due at the same time. */
const lastKey = (sql: Sql) => (sql.dialect === "sqlite" ? "rowid" : "record_id");

/** What was sent to create records of which nobody knows yet whether the CRM has them. */
export async function sentUnsettled(
  sql: Sql,
  connection: string,
  object: string,
): Promise<readonly { readonly id: string; readonly fields: Fields }[]> {
  const rows = await sql.all(
    `select record_id, sent from outbox where connection = ? and object = ? and state in ('sending', 'unsure')
       and sent is not null order by record_id`,
    [connection, object],
  );
  return rows.map((row) => ({ id: String(row.record_id), fields: fromJson<Fields>(row.sent) }));
}

/** A change that is owed to a connection. */
export interface Owed {
  /** About when it was made here; null = a moment ago. */
  readonly since: number | null;
  /** What was sent of it, as long as nobody knows whether the CRM has taken it. */
  readonly sent: Fields | null;
}

/** Record id -> what is owed of it to the connection. */
export async function owedRows(
  sql: Sql,
  connection: string,
  object: string,
  recordIds: readonly string[],
): Promise<ReadonlyMap<string, Owed>> {
  if (recordIds.length === 0) return new Map();
  const any = await sql.all("select 1 from outbox where connection = ? and object = ? limit 1", [connection, object]);
  if (any.length === 0) return new Map();
  const { text, param } = sql.among("record_id", recordIds);
  const rows = await sql.all(
    `select record_id, since, sent from outbox where connection = ? and object = ? and ${text}`,
    [connection, object, param],
  );
  return new Map(
    rows.map((row) => [
      String(row.record_id),
      { since: row.since as number | null, sent: fromJson<Fields | null>(row.sent) },
    ]),
  );
}
