import type { Fields } from "../record.ts";
import { type LinkState, linksByExternalId } from "./links.ts";
import type { Sql } from "./sql.ts";

export interface SeenLink {
  readonly externalId: string;
  readonly recordId: string;
  readonly modifiedAt: number;
  /** null = its record was just made of these very fields. */
  readonly seen: Fields | null;
}

const seenColumns = {
  connection: "text",
  object: "text",
  external_id: "text",
  record_id: "text",
  state: "text",
  modified_at: "time",
  linked_at: "time",
  synced_at: "time",
} as const;

const seenAgain = `on conflict (connection, object, external_id) do update set record_id = excluded.record_id,
  modified_at = excluded.modified_at, synced_at = excluded.synced_at, deleted_in_crm = 0`;

/** New links, or links that were seen again with other values. */
export async function saveSeen(
  sql: Sql,
  at: { connection: string; object: string; now: number },
  links: readonly SeenLink[],
): Promise<void> {
  if (links.length === 0) return;
  const rowOf = (one: SeenLink) => [
    at.connection,
    at.object,
    one.externalId,
    one.recordId,
    "synced",
    one.modifiedAt,
    at.now,
    at.now,
  ];
  // A record that was just made had no link before. SQLite has one writer, so it has none now: plain rows go faster.
  const made = links.filter((one) => !one.seen).map(rowOf);
  await sql.insert("links", seenColumns, made, sql.dialect === "sqlite" ? "" : seenAgain);
  const seen = links.filter((one) => one.seen);
  await sql.insert("links", seenColumns, seen.map(rowOf), seenAgain);
  await sql.insert(
    "field_values",
    { connection: "text", object: "text", external_id: "text", seen: "json" },
    seen.map((one) => [at.connection, at.object, one.externalId, JSON.stringify(one.seen)]),
    "on conflict (connection, object, external_id) do update set seen = excluded.seen",
  );
}

/** The same values with a newer stamp: our own echo, or a change of fields that are not mapped. */
export async function saveStamps(
  sql: Sql,
  at: { connection: string; object: string },
  stamps: readonly { externalId: string; modifiedAt: number }[],
): Promise<void> {
  await sql.update(
    "links",
    { modified_at: "time" },
    { connection: "text", object: "text", external_id: "text" },
    stamps.map((one) => [one.modifiedAt, at.connection, at.object, one.externalId]),
  );
}

export async function setLinkStates(
  sql: Sql,
  at: { connection: string; object: string },
  states: readonly { externalId: string; state: LinkState }[],
): Promise<void> {
  await sql.update(
    "links",
    { state: "text" },
    { connection: "text", object: "text", external_id: "text" },
    states.map((one) => [one.state, at.connection, at.object, one.externalId]),
  );
}

/** Nothing is wrong with these any more: the CRM holds what is here. */
export async function calmLinks(
  sql: Sql,
  at: { connection: string; object: string },
  recordIds: readonly string[],
): Promise<void> {
  const { text, param } = sql.among("record_id", recordIds);
  await sql.run(
    `update links set state = 'synced' where connection = ? and object = ? and state in ('skipped', 'failed', 'partly_synced', 'pending')
       and ${text}`,
    [at.connection, at.object, param],
  );
}

export async function markDeletedInCrm(
  sql: Sql,
  connection: string,
  object: string,
  externalIds: readonly string[],
): Promise<void> {
  const { text, param } = sql.among("external_id", externalIds);
  await sql.run(`update links set deleted_in_crm = 1 where connection = ? and object = ? and ${text}`, [
    connection,
    object,
    param,
  ]);
}

/** They were restored there. */
export async function reviveLinks(
  sql: Sql,
  connection: string,
  object: string,
  externalIds: readonly string[],
): Promise<void> {
  const { text, param } = sql.among("external_id", externalIds);
  await sql.run(`update links set deleted_in_crm = 0 where connection = ? and object = ? and ${text}`, [
    connection,
    object,
    param,
  ]);
}

/**
 * The loser of a merge: its link goes to the survivor. When the survivor has one, the loser's stays behind as deleted, so
 * that its record is not created there anew.
 */
export async function moveLink(
  sql: Sql,
  at: { connection: string; object: string },
  from: string,
  to: string,
): Promise<void> {
  const { connection, object } = at;
  const links = await linksByExternalId(sql, connection, object, [from, to]);
  if (!links.some((link) => link.externalId === from && !link.deletedInCrm)) return;
  if (links.some((link) => link.externalId === to)) return markDeletedInCrm(sql, connection, object, [from]);
  // The stamps of the two are not comparable: whatever comes of the survivor is news.
  for (const [table, also] of Object.entries({ links: ", modified_at = 0", field_values: "", conflicts: "" })) {
    await sql.run(
      `update ${table} set external_id = ?${also} where connection = ? and object = ? and external_id = ?`,
      [to, connection, object, from],
    );
  }
}
