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
