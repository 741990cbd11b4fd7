import type { Fields } from "../record.ts";
import type { HeldLink } from "./links.ts";
import { setLinkStates } from "./links-saved.ts";
import { type Sql, toJson } from "./sql.ts";

export interface SentLink {
  readonly externalId: string;
  readonly recordId: string;
  /** In our field names: what the CRM holds now, as JSON (null = just what the record holds), and what of it was sent. */
  readonly seen: string | null;
  readonly sent: Fields;
  readonly replaced: Fields;
  /** It has had no link until now. */
  readonly isNew: boolean;
  readonly place: HeldLink["place"];
  /** Its link says that something is wrong. */
  readonly isTroubled: boolean;
}

/**
 * What the CRM took: its links, and what it holds of their records since. `sentAt` is when it was sent: what was changed
 * there before the answer came may be newer.
 */
export async function saveSent(
  sql: Sql,
  at: { connection: string; object: string; now: number; sentAt: number },
  links: readonly SentLink[],
): Promise<void> {
  if (links.length === 0) return;
  await saveLinks(
    sql,
    at,
    links.filter((one) => one.isNew),
  );
  await setLinkStates(
    sql,
    at,
    links.filter((one) => one.isTroubled).map(({ externalId }) => ({ externalId, state: "synced" })),
  );
  await saveValues(sql, at, links);
}

async function saveValues(
  sql: Sql,
  at: { connection: string; object: string; sentAt: number },
  links: readonly SentLink[],
): Promise<void> {
  const valuesOf = (one: SentLink) => [one.seen, toJson(one.sent), toJson(one.replaced), at.sentAt];
  // A place is found at once; whoever rewrote the whole file meanwhile (vacuum) may have moved it.
  const placed = links.filter((one) => one.place !== null);
  const rows = placed.map((one) => [...valuesOf(one), one.place, one.externalId]);
  const found = await sql.update("field_values", values, { rowid: "int", external_id: "text" }, rows);
  const others = found === rows.length ? links.filter((one) => one.place === null) : links;
  await sql.insert(
    "field_values",
    { connection: "text", object: "text", external_id: "text", ...values },
    others.map((one) => [at.connection, at.object, one.externalId, ...valuesOf(one)]),
    `on conflict (connection, object, external_id) do update set seen = excluded.seen, sent = excluded.sent,
       replaced = excluded.replaced, sent_at = excluded.sent_at`,
  );
}

const values = { seen: "json", sent: "json", replaced: "json", sent_at: "time" } as const;

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
      linked_at: "time",
      synced_at: "time",
    },
    links.map((one) => [at.connection, at.object, one.externalId, one.recordId, "synced", 0, at.now, at.now]),
    `on conflict (connection, object, external_id) do update set state = 'synced', synced_at = excluded.synced_at`,
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
