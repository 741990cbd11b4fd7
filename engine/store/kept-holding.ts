import type { Fields } from "../record.ts";
import { oweLeftOut } from "./outbox.ts";
import { fromJson, type Sql } from "./sql.ts";

interface At {
  readonly connection: string;
  readonly object: string;
}

const PAGE = 2_000;

/** Every record whose value of a field is meant is owed to the connection again. */
export async function oweHolding(
  sql: Sql,
  { connection, object }: At,
  field: string,
  isMeant: (value: string) => boolean,
): Promise<void> {
  let after = "";
  for (;;) {
    const rows = await sql.all(
      "select id, fields from records where object = ? and deleted = 0 and id > ? order by id limit ?",
      [object, after, PAGE],
    );
    const ids = rows.flatMap((row) => {
      const value = fromJson<Fields>(row.fields)[field];
      return value !== null && value !== undefined && value !== "" && isMeant(String(value)) ? [String(row.id)] : [];
    });
    await owe(sql, { connection, object }, ids);
    after = String(rows.at(-1)?.id ?? "");
    if (rows.length < PAGE) return;
  }
}

async function owe(sql: Sql, { connection, object }: At, ids: readonly string[]): Promise<void> {
  await sql.insert(
    "outbox",
    { connection: "text", object: "text", record_id: "text", lane: "int" },
    ids.map((id) => [connection, object, id, 1]),
    "on conflict (connection, object, record_id) do update set state = case when outbox.state = 'failed' then 'pending' else outbox.state end, due = case when outbox.state = 'failed' then null else outbox.due end",
  );
}

/** What a rule had left out is looked at again; what another one leaves out ends as before. */
export async function oweExcluded(sql: Sql, { connection, object }: At): Promise<void> {
  const rows = await sql.all(
    "select subject from outcomes where connection = ? and object = ? and direction = 'outbound' and reason = 'SKIP_EXCLUDED'",
    [connection, object],
  );
  await oweLeftOut(
    sql,
    { connection, object },
    rows.map((row) => String(row.subject)),
  );
}
