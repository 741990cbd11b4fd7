import type { Fields } from "../record.ts";
import { fromJson, type Row, type Sql } from "./sql.ts";

export type LinkState =
  | "synced"
  | "partly_synced"
  | "failed"
  | "skipped"
  | "pending"
  | "unsure"
  | "conflict"
  | "linked"
  /** Deleted there, and somebody decided that nothing of it goes there any more. */
  | "unlinked";

/** A link with what was last seen of the remote record, in our field names. */
export interface LinkRow {
  readonly connection: string;
  readonly object: string;
  readonly externalId: string;
  readonly recordId: string;
  readonly state: LinkState;
  readonly modifiedAt: number;
  readonly deletedInCrm: boolean;
  readonly linkedAt: number;
  /** When its record was last brought up to date, either way. */
  readonly syncedAt: number | null;
  readonly seen: Fields;
  readonly sent: Fields | null;
  /** What the CRM held of the fields sent before they were sent. */
  readonly replaced: Fields | null;
  readonly sentAt: number | null;
}

/** What a push needs to know of a link. */
export interface HeldLink extends Pick<LinkRow, "externalId" | "recordId" | "state" | "deletedInCrm" | "seen"> {
  /** Where its field values stand in a SQLite file; null = not known, or there are none. */
  readonly place: number | null;
}

/** A link without field values was last seen just as its record is: a trigger notes them before the record changes. */
const fromLinks = `from links l
  left join field_values v on v.connection = l.connection and v.object = l.object and v.external_id = l.external_id
  left join records r on v.seen is null and r.object = l.object and r.id = l.record_id`;

const selectLinks = `select l.*, coalesce(v.seen, r.fields) as seen, v.sent, v.replaced, v.sent_at ${fromLinks}`;

export async function linksByExternalId(
  sql: Sql,
  connection: string,
  object: string,
  externalIds: readonly string[],
): Promise<readonly LinkRow[]> {
  if (externalIds.length === 0) return [];
  const { text, param } = sql.among("l.external_id", externalIds);
  const rows = await sql.all(`${selectLinks} where l.connection = ? and l.object = ? and ${text}`, [
    connection,
    object,
    param,
  ]);
  return rows.map(linkOf);
}

/** What a pull needs to know of a link. */
export interface MetLink
  extends Pick<LinkRow, "externalId" | "recordId" | "modifiedAt" | "deletedInCrm" | "replaced" | "sentAt"> {
  /** As the database holds it: most are equal to what comes, and need not be read. */
  readonly written: unknown;
  /** For whoever has read it, or knows that it is equal. */
  seen: Fields;
}

const unread: Fields = {};

/** The links of remote records, with no more than a pull needs. */
export async function metLinks(
  sql: Sql,
  connection: string,
  object: string,
  externalIds: readonly string[],
): Promise<readonly MetLink[]> {
  if (externalIds.length === 0) return [];
  const { text, param } = sql.among("l.external_id", externalIds);
  const rows = await sql.all(
    `select l.external_id, l.record_id, l.modified_at, l.deleted_in_crm, coalesce(v.seen, r.fields) as seen, v.replaced,
       v.sent_at ${fromLinks} where l.connection = ? and l.object = ? and ${text}`,
    [connection, object, param],
  );
  return rows.map((row) => ({
    externalId: String(row.external_id),
    recordId: String(row.record_id),
    modifiedAt: Number(row.modified_at),
    deletedInCrm: row.deleted_in_crm === 1,
    written: row.seen,
    seen: unread,
    replaced: fromJson<Fields | null>(row.replaced),
    sentAt: row.sent_at as number | null,
  }));
}

/** External id -> our record id, of those that have a link. */
export async function linkedRecords(
  sql: Sql,
  connection: string,
  object: string,
  externalIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (externalIds.length === 0) return new Map();
  const { text, param } = sql.among("external_id", externalIds);
  const rows = await sql.all(
    `select external_id, record_id from links where connection = ? and object = ? and ${text}`,
    [connection, object, param],
  );
  return new Map(rows.map((row) => [String(row.external_id), String(row.record_id)]));
}

/** Our record id -> external id, of those that have a living link there. */
export async function externalIds(
  sql: Sql,
  connection: string,
  object: string,
  recordIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (recordIds.length === 0) return new Map();
  const { text, param } = sql.among("record_id", recordIds);
  const rows = await sql.all(
    `select record_id, max(external_id) as external_id from links where object = ? and ${text} and connection = ?
       and deleted_in_crm = 0 group by record_id`,
    [object, param, connection],
  );
  return new Map(rows.map((row) => [String(row.record_id), String(row.external_id)]));
}

/** The links of records, on all connections or on one. */
export async function linksByRecord(
  sql: Sql,
  object: string,
  recordIds: readonly string[],
  connection?: string,
): Promise<readonly LinkRow[]> {
  if (recordIds.length === 0) return [];
  const { text, param } = sql.among("l.record_id", recordIds);
  // No order is asked for: SQLite would walk all the object's links for it.
  const rows = await sql.all(
    `${selectLinks} where l.object = ? and ${text}${connection ? " and l.connection = ?" : ""}`,
    connection ? [object, param, connection] : [object, param],
  );
  return rows.map(linkOf).sort(byPlace);
}

/** The links of records on one connection, with no more than a push needs. */
export async function heldLinks(
  sql: Sql,
  object: string,
  recordIds: readonly string[],
  connection: string,
): Promise<readonly HeldLink[]> {
  if (recordIds.length === 0) return [];
  const { text, param } = sql.among("l.record_id", recordIds);
  const rows = await sql.all(
    `select l.external_id, l.record_id, l.state, l.deleted_in_crm, coalesce(v.seen, r.fields) as seen ${fromLinks}
     where l.object = ? and ${text} and l.connection = ?`,
    [object, param, connection],
  );
  const links = rows.map((row) => ({
    externalId: String(row.external_id),
    recordId: String(row.record_id),
    state: row.state as LinkState,
    deletedInCrm: row.deleted_in_crm === 1,
    place: null,
    seen: fromJson<Fields | null>(row.seen) ?? {},
  }));
  return links.sort((a, b) => (a.externalId < b.externalId ? -1 : Number(a.externalId > b.externalId)));
}

function byPlace(a: LinkRow, b: LinkRow): number {
  if (a.connection !== b.connection) return a.connection < b.connection ? -1 : 1;
  return a.externalId < b.externalId ? -1 : Number(a.externalId > b.externalId);
}

function latest(...times: readonly unknown[]): number | null {
  const known = times.filter((time) => typeof time === "number");
  return known.length > 0 ? Math.max(...known) : null;
}

function linkOf(row: Row): LinkRow {
  return {
    connection: String(row.connection),
    object: String(row.object),
    externalId: String(row.external_id),
    recordId: String(row.record_id),
    state: row.state as LinkState,
    modifiedAt: Number(row.modified_at),
    deletedInCrm: row.deleted_in_crm === 1,
    linkedAt: Number(row.linked_at),
    syncedAt: latest(row.synced_at, row.sent_at),
    seen: fromJson<Fields | null>(row.seen) ?? {},
    sent: fromJson<Fields | null>(row.sent),
    replaced: fromJson<Fields | null>(row.replaced),
    sentAt: row.sent_at as number | null,
  };
}

/** One record of the connection that the CRM holds, whichever; null = none is linked. */
export async function anyLinked(
  sql: Sql,
  connection: string,
  objects: readonly string[],
): Promise<{ readonly object: string; readonly externalId: string } | null> {
  const { text, param } = sql.among("object", objects);
  const [row] = await sql.all(
    `select object, external_id from links where connection = ? and deleted_in_crm = 0 and ${text} limit 1`,
    [connection, param],
  );
  return row ? { object: String(row.object), externalId: String(row.external_id) } : null;
}
