import type { ObjectName } from "../record.ts";
import { forgetMeta, readMeta, saveMeta } from "./meta.ts";
import { fromJson, type Param, type Sql } from "./sql.ts";

interface At {
  readonly connection: string;
  readonly object: ObjectName;
}

/** Links that one statement looks at: what waits for the process has its turn in between. */
const SLICE = 1000;

const keyOf = ({ connection, object }: At) => `untold ${connection} ${object}`;

/** Fields that were mapped newly and of which the CRM was not asked for every record yet; [] = none. */
export async function untoldFields(sql: Sql, at: At): Promise<readonly string[]> {
  return fromJson<readonly string[] | null>(await readMeta(sql, keyOf(at))) ?? [];
}

export async function noteUntold(sql: Sql, at: At, fields: readonly string[]): Promise<void> {
  const all = new Set([...(await untoldFields(sql, at)), ...fields]);
  await saveMeta(sql, keyOf(at), JSON.stringify([...all]));
}

/** Every record was asked for: what the CRM does not hold of these fields is owed to it. */
export async function endUntold(sql: Sql, at: At): Promise<void> {
  const fields = await untoldFields(sql, at);
  if (fields.length === 0) return;
  await oweUnseen(sql, at, fields);
  await forgetMeta(sql, keyOf(at));
}

/**
 * Forgets what was seen of fields of an object on one connection. A link without field values counts as seen just as its
 * record is: where the record holds one of the fields, what else it holds is noted first.
 */
export async function forgetSeen(sql: Sql, at: At, fields: readonly string[]): Promise<void> {
  const cut = sql.dialect === "sqlite" ? cutSqlite(fields) : cutPostgresql(fields);
  const { params } = cut;
  await eachSlice(sql, at, async (slice) => {
    await sql.run(
      `insert into field_values (connection, object, external_id, seen)
       select l.connection, l.object, l.external_id, ${cut.from("r.fields")} from links l
         join records r on r.object = l.object and r.id = l.record_id
         left join field_values v on v.connection = l.connection and v.object = l.object and v.external_id = l.external_id
       where l.connection = ? and l.object = ? and l.external_id > ? and l.external_id <= ? and v.seen is null
         and ${cut.from("r.fields")} <> r.fields
       on conflict (connection, object, external_id) do update set seen = excluded.seen`,
      [...params, ...slice, ...params],
    );
    await sql.run(
      `update field_values set seen = ${cut.from("seen")}, replaced = ${cut.from("replaced")}
       where connection = ? and object = ? and external_id > ? and external_id <= ?
         and (${cut.from("seen")} <> seen or ${cut.from("replaced")} <> replaced)`,
      [...params, ...params, ...slice, ...params, ...params],
    );
  });
}

/** Owes a connection the records that hold a value in one of the fields which it was not seen to hold. */
export async function oweUnseen(sql: Sql, at: At, fields: readonly string[]): Promise<void> {
  const differs = fields.map((field) => {
    const value = `->> '${field.replaceAll("'", "''")}'`;
    return `(r.fields ${value} <> '' and coalesce(coalesce(v.seen, r.fields) ${value}, '') <> r.fields ${value})`;
  });
  await eachSlice(sql, at, async (slice) => {
    await sql.run(
      `insert into outbox (connection, object, record_id, lane)
       select distinct l.connection, l.object, l.record_id, 3 from links l
         join cursors c on c.connection = l.connection and c.object = l.object and c.outbound = 1
         join records r on r.object = l.object and r.id = l.record_id and r.deleted = 0
         left join field_values v on v.connection = l.connection and v.object = l.object and v.external_id = l.external_id
       where l.connection = ? and l.object = ? and l.external_id > ? and l.external_id <= ? and l.deleted_in_crm = 0
         and (${differs.join(" or ")})
       on conflict (connection, object, record_id) do nothing`,
      slice,
    );
  });
}

/** Runs over all links of an object on a connection; the parameters of a slice are both names and two external ids. */
async function eachSlice(
  sql: Sql,
  { connection, object }: At,
  work: (slice: readonly [string, string, string, string]) => Promise<void>,
): Promise<void> {
  for (let from = ""; ; ) {
    const [row] = await sql.all(
      `select max(external_id) as last from (select external_id from links
         where connection = ? and object = ? and external_id > ? order by external_id limit ${SLICE}) as slice`,
      [connection, object, from],
    );
    if (typeof row?.last !== "string") return;
    await work([connection, object, from, row.last]);
    from = row.last;
  }
}

interface Cut {
  /** A JSON column without the fields; every use takes `params` once. */
  readonly from: (column: string) => string;
  readonly params: readonly Param[];
}

function cutSqlite(fields: readonly string[]): Cut {
  const marks = fields.map(() => "?").join(", ");
  return { from: (column) => `json_remove(${column}, ${marks})`, params: fields.map((field) => `$."${field}"`) };
}

function cutPostgresql(fields: readonly string[]): Cut {
  return { from: (column) => `(${column} - ?::text[])`, params: [fields] };
}
