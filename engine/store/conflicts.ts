import type { Row, Sql } from "./sql.ts";

/** A field of a link that both sides changed: neither is overwritten until a person decides or both agree. */
export interface ConflictRow {
  readonly connection: string;
  readonly object: string;
  readonly externalId: string;
  readonly field: string;
  readonly recordId: string;
  /** The side that was changed last when it was found. */
  readonly newer: "here" | "there";
  readonly since: number;
}

interface At {
  readonly connection: string;
  readonly object: string;
}

/** The conflicts of records, or of links, on one connection. */
export async function conflictsOf(
  sql: Sql,
  { connection, object }: At,
  by: "record_id" | "external_id",
  ids: readonly string[],
): Promise<readonly ConflictRow[]> {
  if (ids.length === 0) return [];
  const { text, param } = sql.among(by, ids);
  const rows = await sql.all(
    `select * from conflicts where connection = ? and object = ? and ${text} order by external_id, field`,
    [connection, object, param],
  );
  return rows.map(conflictOf);
}

/** The conflicts of one record, on all connections. */
export async function conflictsOfRecord(sql: Sql, object: string, id: string): Promise<readonly ConflictRow[]> {
  const rows = await sql.all(
    "select * from conflicts where object = ? and record_id = ? order by connection, external_id, field",
    [object, id],
  );
  return rows.map(conflictOf);
}

export async function allConflicts(sql: Sql): Promise<readonly ConflictRow[]> {
  return (await sql.all("select * from conflicts order by connection, object, external_id, field")).map(conflictOf);
}

/** Link -> its fields that are in conflict. */
export async function heldFields(
  sql: Sql,
  at: At,
  externalIds: readonly string[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const held = new Map<string, Set<string>>();
  for (const { externalId, field } of await conflictsOf(sql, at, "external_id", externalIds))
    held.set(externalId, (held.get(externalId) ?? new Set()).add(field));
  return held;
}

type NewConflict = Pick<ConflictRow, "externalId" | "recordId" | "field" | "newer">;

export async function saveConflicts(
  sql: Sql,
  { connection, object, now }: At & { readonly now: number },
  conflicts: readonly NewConflict[],
): Promise<void> {
  await sql.insert(
    "conflicts",
    {
      connection: "text",
      object: "text",
      external_id: "text",
      field: "text",
      record_id: "text",
      newer: "text",
      since: "time",
    },
    conflicts.map((one) => [connection, object, one.externalId, one.field, one.recordId, one.newer, now]),
    `on conflict (connection, object, external_id, field) do update set record_id = excluded.record_id,
       newer = excluded.newer`,
  );
}

/** Somebody decided: the record is looked at anew there, also when it is just being looked at. */
export async function oweDecided(sql: Sql, { connection, object }: At, recordId: string): Promise<void> {
  await sql.run(
    `insert into outbox (connection, object, record_id, lane) values (?, ?, ?, 1)
     on conflict (connection, object, record_id) do update set seq = outbox.seq + 1, since = null,
       attempts = case when outbox.state in ('sending', 'unsure') then outbox.attempts else 0 end,
       due = case when outbox.state in ('sending', 'unsure') then outbox.due else null end,
       state = case when outbox.state in ('sending', 'unsure') then outbox.state else 'pending' end`,
    [connection, object, recordId],
  );
}

export async function dropConflicts(sql: Sql, over: readonly Omit<ConflictRow, "since">[]): Promise<void> {
  for (const { connection, object, externalId, field } of over)
    await sql.run("delete from conflicts where connection = ? and object = ? and external_id = ? and field = ?", [
      connection,
      object,
      externalId,
      field,
    ]);
}

function conflictOf(row: Row): ConflictRow {
  return {
    connection: String(row.connection),
    object: String(row.object),
    externalId: String(row.external_id),
    field: String(row.field),
    recordId: String(row.record_id),
    newer: row.newer === "here" ? "here" : "there",
    since: Number(row.since),
  };
}
