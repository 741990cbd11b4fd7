import type { Fields } from "../record.ts";
import { fromJson, type Sql } from "./sql.ts";

/** Owners who are active and have a living link there, by name. */
export async function activeOwners(
  sql: Sql,
  connection: string,
  limit: number,
): Promise<readonly { readonly id: string; readonly fields: Fields }[]> {
  const rows = await sql.all(
    `select r.id, r.fields from records r join links l on l.object = r.object and l.record_id = r.id
     where r.object = 'owner' and r.deleted = 0 and l.connection = ? and l.deleted_in_crm = 0 order by r.id limit ?`,
    [connection, limit],
  );
  return rows
    .map((row) => ({ id: String(row.id), fields: fromJson<Fields>(row.fields) }))
    .filter(({ fields }) => fields.active !== false && fields.active !== 0 && fields.active !== "false")
    .sort((a, b) => (String(a.fields.name) < String(b.fields.name) ? -1 : 1));
}
