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
