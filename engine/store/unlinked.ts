import type { Sql } from "./sql.ts";

interface At {
  readonly connection: string;
  readonly object: string;
}

/** What was deleted there is forgotten, so that our records are made there anew. */
export async function cutLinks(sql: Sql, { connection, object }: At, recordIds: readonly string[]): Promise<void> {
  const { text, param } = sql.among("record_id", recordIds);
  await sql.run(
    `delete from field_values where connection = ? and object = ? and external_id in (
       select external_id from links where connection = ? and object = ? and deleted_in_crm = 1 and ${text})`,
    [connection, object, connection, object, param],
  );
  await sql.run(`delete from links where connection = ? and object = ? and deleted_in_crm = 1 and ${text}`, [
    connection,
    object,
    param,
  ]);
}

/** Nothing of these goes there any more; the dead links stay, so that nothing is made there anew. */
export async function leaveLinks(sql: Sql, { connection, object }: At, recordIds: readonly string[]): Promise<void> {
  const { text, param } = sql.among("record_id", recordIds);
  await sql.run(
    `update links set state = 'unlinked' where connection = ? and object = ? and deleted_in_crm = 1 and ${text}`,
    [connection, object, param],
  );
  await sql.run(`delete from outbox where connection = ? and object = ? and state in ('pending', 'failed') and ${text}`, [
    connection,
    object,
    param,
  ]);
}
