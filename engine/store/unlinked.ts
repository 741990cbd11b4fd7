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
  await sql.run(
    `delete from outbox where connection = ? and object = ? and state in ('pending', 'failed') and ${text}`,
    [connection, object, param],
  );
}

/** External id -> the record of ours that it is linked to and that lives here: nobody else can have it. */
export async function takenBy(
  sql: Sql,
  { connection, object }: At,
  externalIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (externalIds.length === 0) return new Map();
  const { text, param } = sql.among("l.external_id", externalIds);
  const rows = await sql.all(
    `select l.external_id, l.record_id from links l join records r on r.object = l.object and r.id = l.record_id
     where l.connection = ? and l.object = ? and l.deleted_in_crm = 0 and r.deleted = 0 and ${text}`,
    [connection, object, param],
  );
  return new Map(rows.map((row) => [String(row.external_id), String(row.record_id)]));
}
