import type { Cursor } from "../provider.ts";
import { readMeta, saveMeta } from "./meta.ts";
import type { Sql } from "./sql.ts";

/** One round over all records of an object, or what became of it. */
export interface Tally {
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly compared: number;
  readonly differed: number;
  readonly calls: number;
}

/** How far the comparison of one object has come. */
export interface ComparePlace extends Tally {
  /**
   * links = what is linked is read by id; refused = what is not, but known; count = the CRM's own count against the sum;
   * list = the CRM's list is walked for what nobody has met; rest = the round is over.
   */
  readonly phase: "links" | "refused" | "count" | "list" | "rest";
  /** The last external id that was read. */
  readonly after: string;
  /** The place in the CRM's list. */
  readonly list: Cursor | null;
  /** What is still missing to the CRM's count; null = not told. */
  readonly missing: number | null;
  /** How often the count was taken in this round. */
  readonly counts: number;
  /** The last whole round. */
  readonly last: Tally | null;
}

export interface CompareState {
  /** No call before this time: the budget is spread evenly. */
  readonly notBefore: number;
  readonly objects: Readonly<Record<string, ComparePlace>>;
}

const keyOf = (connection: string) => `compare ${connection}`;

export async function readCompare(sql: Sql, connection: string): Promise<CompareState> {
  const text = await readMeta(sql, keyOf(connection));
  return text === null ? { notBefore: 0, objects: {} } : (JSON.parse(text) as CompareState);
}

export async function saveCompare(sql: Sql, connection: string, state: CompareState): Promise<void> {
  await saveMeta(sql, keyOf(connection), JSON.stringify(state));
}

interface At {
  readonly connection: string;
  readonly object: string;
}

/** External ids of living links in their order. */
export async function linkedAfter(
  sql: Sql,
  { connection, object }: At,
  after: string,
  limit: number,
): Promise<readonly string[]> {
  const rows = await sql.all(
    `select external_id from links where connection = ? and object = ? and external_id > ? and deleted_in_crm = 0
     order by external_id limit ?`,
    [connection, object, after, limit],
  );
  return rows.map((row) => String(row.external_id));
}

/** Remote records that are known and have no link; those that are read again by themselves are left out. */
export async function unlinkedAfter(
  sql: Sql,
  { connection, object }: At,
  after: string,
  limit: number,
): Promise<readonly string[]> {
  const rows = await sql.all(
    `select o.subject from outcomes o where o.connection = ? and o.object = ? and o.direction = 'inbound' and o.subject > ?
       and o.outcome <> 'waiting' and not exists (select 1 from links l where l.connection = o.connection
         and l.object = o.object and l.external_id = o.subject)
     order by o.subject limit ?`,
    [connection, object, after, limit],
  );
  return rows.map((row) => String(row.subject));
}

/** Which of the external ids are met already: by a living link, or by what stands wrong with them. */
export async function metAmong(
  sql: Sql,
  { connection, object }: At,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const link = sql.among("external_id", ids);
  const wrong = sql.among("subject", ids);
  const rows = await sql.all(
    `select external_id as id from links where connection = ? and object = ? and deleted_in_crm = 0 and ${link.text}
     union select subject as id from outcomes where connection = ? and object = ? and direction = 'inbound' and ${wrong.text}`,
    [connection, object, link.param, connection, object, wrong.param],
  );
  return new Set(rows.map((row) => String(row.id)));
}

/** Which of our records have a change that is owed to the connection or on its way there. */
export async function busyAmong(
  sql: Sql,
  { connection, object }: At,
  recordIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (recordIds.length === 0) return new Set();
  const { text, param } = sql.among("record_id", recordIds);
  const rows = await sql.all(`select record_id from outbox where connection = ? and object = ? and ${text}`, [
    connection,
    object,
    param,
  ]);
  return new Set(rows.map((row) => String(row.record_id)));
}

/** Owes records to the connection once more, with no hurry: it does not hold what it was sent. */
export async function oweAnew(
  sql: Sql,
  { connection, object, now }: At & { readonly now: number },
  recordIds: readonly string[],
): Promise<void> {
  await sql.insert(
    "outbox",
    { connection: "text", object: "text", record_id: "text", lane: "int", due: "time", since: "time" },
    recordIds.map((id) => [connection, object, id, 3, now, now]),
    "on conflict (connection, object, record_id) do nothing",
  );
}
