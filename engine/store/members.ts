import type { Fields, ObjectName } from "../record.ts";
import { fromJson, type Sql } from "./sql.ts";

/** Which of our records are set aside. */
export async function deletedAmong(sql: Sql, object: ObjectName, ids: readonly string[]): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  const { text, param } = sql.among("id", ids);
  const rows = await sql.all(`select id from records where object = ? and deleted = 1 and ${text}`, [object, param]);
  return rows.map((row) => String(row.id));
}

/** Every living record with a set in this field: all of the object's are looked through. */
export async function setsIn(
  sql: Sql,
  object: ObjectName,
  field: string,
): Promise<readonly { readonly id: string; readonly members: string }[]> {
  const value = `(fields ->> '${field.replaceAll("'", "''")}')`;
  const rows = await sql.all(
    `select id, ${value} as members from records where object = ? and deleted = 0 and ${value} is not null`,
    [object],
  );
  return rows.map((row) => ({ id: String(row.id), members: String(row.members) }));
}

export interface SetWrite {
  readonly object: ObjectName;
  readonly id: string;
  readonly field: string;
  readonly members: string | null;
}

/** Puts sets in the place of others; `origin` = the connection that it came from, which is not owed it. */
export async function writeSets(
  sql: Sql,
  writes: readonly SetWrite[],
  { origin, now }: { readonly origin: string | null; readonly now: number },
): Promise<void> {
  for (const { object, id, field, members } of writes) {
    const [row] = await sql.all(`select fields from records where object = ? and id = ?${sql.lock}`, [object, id]);
    if (!row) continue;
    const fields = JSON.stringify({ ...fromJson<Fields>(row.fields), [field]: members });
    await sql.update(
      "records",
      { fields: "json", origin: "text", lane: "int", updated_at: "time" },
      { object: "text", id: "text" },
      [[fields, origin, 1, now, object, id]],
      sql.dialect === "sqlite" ? "version = version + 1" : "version = t.version + 1",
    );
  }
}

/** Owes records to a connection that is sent their object, for what of them it does not hold yet. */
export async function oweRest(
  sql: Sql,
  { connection, object, now }: { readonly connection: string; readonly object: ObjectName; readonly now: number },
  recordIds: readonly string[],
): Promise<void> {
  if (recordIds.length === 0) return;
  const { text, param } = sql.among("r.id", recordIds);
  await sql.run(
    `insert into outbox (connection, object, record_id, lane, due, since)
     select c.connection, r.object, r.id, 1, cast(? as double precision), cast(? as double precision) from cursors c join records r on r.object = c.object
     where c.connection = ? and c.object = ? and c.outbound = 1 and ${text}
     on conflict (connection, object, record_id) do nothing`,
    [now, now, connection, object, param],
  );
}
