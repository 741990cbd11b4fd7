import type { Sql } from "./sql.ts";

/** Records of an object in the order in which they would be sent: what is owed first. */
export async function idsToSend(
  sql: Sql,
  { connection, object }: { readonly connection: string; readonly object: string },
  which: "owed" | "all",
): Promise<readonly string[]> {
  const place = sql.dialect === "sqlite" ? "o.rowid" : "o.record_id";
  const owed = `outbox o on o.connection = ? and o.object = r.object and o.record_id = r.id and o.state = 'pending'`;
  const rows = await sql.all(
    `select r.id from records r ${which === "owed" ? "join" : "left join"} ${owed} where r.object = ?
       ${which === "all" ? "and r.deleted = 0" : ""}
     order by case when o.record_id is null then 1 else 0 end, o.lane, coalesce(o.due, 0), ${place}, r.id`,
    [connection, object],
  );
  return rows.map((row) => String(row.id));
}

/** Which of these records wait to be sent to the connection. */
export async function owedAmong(
  sql: Sql,
  { connection, object }: { readonly connection: string; readonly object: string },
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const { text, param } = sql.among("record_id", ids);
  const rows = await sql.all(
    `select record_id from outbox where connection = ? and object = ? and state = 'pending' and ${text}`,
    [connection, object, param],
  );
  return new Set(rows.map((row) => String(row.record_id)));
}

/** Linked records behind whose link the CRM holds one of the values (small letters) in a field; value -> record ids. */
export async function holdersOf(
  sql: Sql,
  { connection, object, field }: { readonly connection: string; readonly object: string; readonly field: string },
  values: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (values.length === 0) return new Map();
  const path = sql.dialect === "sqlite" ? `$."${field}"` : field;
  const of = (column: string) =>
    sql.dialect === "sqlite" ? `json_extract(${column}, ?)` : `${column} ->> cast(? as text)`;
  const { text, param } = sql.among("held.value", values);
  const rows = await sql.all(
    `select held.record_id, held.value from (
       select l.record_id, lower(coalesce(${of("v.seen")}, case when v.seen is null then ${of("r.fields")} end)) as value
       from links l join records r on r.object = l.object and r.id = l.record_id
       left join field_values v on v.connection = l.connection and v.object = l.object and v.external_id = l.external_id
       where l.connection = ? and l.object = ? and l.deleted_in_crm = 0) held where ${text}`,
    [path, path, connection, object, param],
  );
  const held = new Map<string, string[]>();
  for (const row of rows) {
    const value = String(row.value);
    held.set(value, [...(held.get(value) ?? []), String(row.record_id)]);
  }
  return held;
}
