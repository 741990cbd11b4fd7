import type { Fields } from "../record.ts";
import { type Sql, toJson } from "./sql.ts";

export interface SentLink {
  readonly externalId: string;
  readonly recordId: string;
  /** In our field names: what the CRM holds now, and what of it was sent just now. */
  readonly seen: Fields;
  readonly sent: Fields;
  readonly replaced: Fields;
  readonly version: number;
  /** It has had no link until now. */
  readonly isNew: boolean;
}

/** What the CRM took: its links, and what it holds of their records since. */
export async function saveSent(
  sql: Sql,
  at: { connection: string; object: string; now: number },
  links: readonly SentLink[],
): Promise<void> {
  if (links.length === 0) return;
  await saveLinks(
    sql,
    at,
    links.filter((one) => one.isNew),
  );
  const again = Map.groupBy(
    links.filter((one) => !one.isNew),
    (one) => one.version,
  );
  for (const [version, alike] of again) await touchLinks(sql, at, version, alike);
  await sql.insert(
    "field_values",
    {
      connection: "text",
      object: "text",
      external_id: "text",
      seen: "json",
      sent: "json",
      replaced: "json",
      sent_at: "time",
    },
    links.map((one) => [
      at.connection,
      at.object,
      one.externalId,
      toJson(one.seen),
      toJson(one.sent),
      toJson(one.replaced),
      at.now,
    ]),
    `on conflict (connection, object, external_id) do update set seen = excluded.seen, sent = excluded.sent,
       replaced = excluded.replaced, sent_at = excluded.sent_at`,
  );
}

async function saveLinks(
  sql: Sql,
  at: { connection: string; object: string; now: number },
  links: readonly SentLink[],
): Promise<void> {
  await sql.insert(
    "links",
    {
      connection: "text",
      object: "text",
      external_id: "text",
      record_id: "text",
      state: "text",
      modified_at: "time",
      pushed_version: "int",
      linked_at: "time",
      synced_at: "time",
    },
    links.map((one) => [
      at.connection,
      at.object,
      one.externalId,
      one.recordId,
      "synced",
      0,
      one.version,
      at.now,
      at.now,
    ]),
    `on conflict (connection, object, external_id) do update set state = 'synced', synced_at = excluded.synced_at,
       pushed_version = excluded.pushed_version`,
  );
}

/** Links of one version: one statement is faster than one for each. */
async function touchLinks(
  sql: Sql,
  at: { connection: string; object: string; now: number },
  version: number,
  links: readonly SentLink[],
): Promise<void> {
  const { text, param } = sql.among(
    "external_id",
    links.map((one) => one.externalId),
  );
  await sql.run(
    `update links set state = 'synced', synced_at = ?, pushed_version = ? where connection = ? and object = ? and ${text}`,
    [at.now, version, at.connection, at.object, param],
  );
}

/** From now on any version of these says something of every field, whenever it was stamped. */
export async function forgetReplaced(
  sql: Sql,
  at: { connection: string; object: string },
  externalIds: readonly string[],
): Promise<void> {
  if (externalIds.length === 0) return;
  const { text, param } = sql.among("external_id", externalIds);
  await sql.run(
    `update field_values set replaced = null, sent_at = null where connection = ? and object = ? and ${text}`,
    [at.connection, at.object, param],
  );
}
