import type { Sql } from "./sql.ts";

/** Some living records of an object: those that a connection knows first, then others. Our ids. */
export async function sampleRecords(
  sql: Sql,
  { connection, object }: { readonly connection: string; readonly object: string },
  limit: number,
): Promise<readonly string[]> {
  const linked = await sql.all(
    `select distinct l.record_id as id from (
       select record_id from links where connection = ? and object = ? and deleted_in_crm = 0
         order by external_id limit ?) l
     join records r on r.object = ? and r.id = l.record_id and r.deleted = 0 order by l.record_id`,
    [connection, object, limit, object],
  );
  const left = limit - linked.length;
  const others =
    left <= 0
      ? []
      : await sql.all(
          `select r.id from records r where r.object = ? and r.deleted = 0 and not exists (
             select 1 from links l where l.object = r.object and l.record_id = r.id and l.connection = ?)
           order by r.id limit ?`,
          [object, connection, left],
        );
  return [...linked, ...others].map((row) => String(row.id));
}

/** The living record of an object that was synced last with a connection; null = none is linked. Our id. */
export async function lastSynced(
  sql: Sql,
  { connection, object }: { readonly connection: string; readonly object: string },
): Promise<string | null> {
  const [row] = await sql.all(
    `select l.record_id as id from links l
       join records r on r.object = l.object and r.id = l.record_id and r.deleted = 0
       left join field_values v on v.connection = l.connection and v.object = l.object and v.external_id = l.external_id
     where l.connection = ? and l.object = ? and l.deleted_in_crm = 0
     order by case when coalesce(v.sent_at, 0) > coalesce(l.synced_at, 0) then v.sent_at else coalesce(l.synced_at, 0) end
       desc, l.external_id limit 1`,
    [connection, object],
  );
  return row ? String(row.id) : null;
}
