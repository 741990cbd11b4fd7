import type { Sql } from "./sql.ts";

/** Living records whose e-mail address is this one, whatever its case; `unkeyed` = only those that plain SQL wrote lately. */
export async function recordsByEmail(
  sql: Sql,
  object: string,
  email: string,
  { unkeyed, limit }: { readonly unkeyed: boolean; readonly limit: number },
): Promise<readonly string[]> {
  const held = sql.dialect === "sqlite" ? "json_extract(fields, '$.email')" : "(fields ->> 'email')";
  const rows = await sql.all(
    `select id from records where object = ? and deleted = 0${unkeyed ? " and keyed = 0" : ""} and lower(${held}) = ?
     order by id limit ?`,
    [object, email.toLowerCase(), limit],
  );
  return rows.map((row) => String(row.id));
}
