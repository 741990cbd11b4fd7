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
