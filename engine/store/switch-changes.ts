import type { ObjectName } from "../record.ts";
import { sendsOut } from "../rules/switches.ts";
import type { ConnectionSettings } from "../settings.ts";
import { readMeta, saveMeta } from "./meta.ts";
import { SWITCHED } from "./outbox.ts";
import type { Sql } from "./sql.ts";

/**
 * What a connection may write of an object, against the last start: what was left unsent because of it is owed again, to be
 * looked at by the switches as they are now. Called before the cursor's row says that its object goes out.
 */
export async function followSwitches(sql: Sql, own: ConnectionSettings, object: ObjectName): Promise<void> {
  const key = `switches:${own.name}:${object}`;
  const now = `${sendsOut(own, object) ? "on" : "off"} ${own.writeMode}`;
  const before = await readMeta(sql, key);
  if (before !== now) await saveMeta(sql, key, now);
  if (before !== null && before !== now) await oweUnsent(sql, own.name, object);
  const [cursor] = await sql.all("select outbound from cursors where connection = ? and object = ?", [
    own.name,
    object,
  ]);
  if (cursor?.outbound === 0) await oweMissed(sql, own.name, object);
}

async function oweUnsent(sql: Sql, connection: string, object: ObjectName): Promise<void> {
  await sql.run(
    `insert into outbox (connection, object, record_id, lane)
     select connection, object, subject, 1 from outcomes where connection = ? and object = ? and direction = 'outbound'
       and reason in ${SWITCHED}
     on conflict (connection, object, record_id) do nothing`,
    [connection, object],
  );
}

/** While nothing was owed to it at all, what changed here shows only in what it was last seen to hold. */
async function oweMissed(sql: Sql, connection: string, object: ObjectName): Promise<void> {
  await sql.run(
    `insert into outbox (connection, object, record_id, lane)
     select ?, r.object, r.id, 3 from records r where r.object = ? and (
       (r.deleted = 0 and not exists (select 1 from links l
         where l.connection = ? and l.object = r.object and l.record_id = r.id))
       or exists (select 1 from links l left join field_values v
           on v.connection = l.connection and v.object = l.object and v.external_id = l.external_id
         where l.connection = ? and l.object = r.object and l.record_id = r.id and l.deleted_in_crm = 0
           and (r.deleted = 1 or v.seen is not null)))
     on conflict (connection, object, record_id) do nothing`,
    [connection, object, connection, connection],
  );
}
