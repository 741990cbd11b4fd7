import type { Fields, ObjectName, Value } from "../record.ts";
import type { FieldMap } from "../rules/field-map.ts";
import { membersOf, setOf } from "../rules/sets.ts";
import { linkedRecords } from "../store/links.ts";
import { deletedAmong } from "../store/members.ts";
import type { Sql } from "../store/sql.ts";
import type { KnownTrouble, Refusal } from "./known.ts";

/** Our field -> external id -> our record, null = it is deleted here; who is not in it is not known. */
export type KnownMembers = ReadonlyMap<string, ReadonlyMap<string, string | null>>;

const nobody: KnownMembers = new Map();

/** Whom the sets of a page name, as far as they are ours; nothing is asked where nothing is a set. */
export async function knownMembers(
  sql: Sql,
  page: readonly { readonly fields: Fields }[],
  { connection, map }: { readonly connection: string; readonly map: readonly FieldMap[] },
): Promise<KnownMembers> {
  const maps = map.filter((each) => each.type === "references" && each.direction !== "outbound");
  if (maps.length === 0) return nobody;
  const all = new Map<string, ReadonlyMap<string, string | null>>();
  for (const { field, references } of maps) {
    if (references === null) continue;
    const ids = new Set(page.flatMap(({ fields }) => membersOf(fields[field])));
    all.set(field, await livingOf(sql, connection, references, [...ids]));
  }
  return all;
}

async function livingOf(
  sql: Sql,
  connection: string,
  object: ObjectName,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string | null>> {
  const linked = await linkedRecords(sql, connection, object, ids);
  const dead = new Set(await deletedAmong(sql, object, [...new Set(linked.values())]));
  return new Map([...linked].map(([id, recordId]) => [id, dead.has(recordId) ? null : recordId]));
}

/** How often a record asks for a member that nobody knows; after that only that one's landing wakes it. */
const patience = 3;
const delayMs = 5_000;

/**
 * Puts our ids in the place of external ones. Who is not synced is left out, and the record is read again when he has
 * come (E18, E38); it does not wait for him.
 */
export function withMembers(
  told: Fields,
  members: KnownMembers,
  { before, now }: { readonly before: KnownTrouble | undefined; readonly now: number },
): { readonly fields: Fields; readonly missing: Refusal | null } {
  if (members.size === 0) return { fields: told, missing: null };
  const fields: Record<string, Value> = { ...told };
  let missing: Refusal | null = null;
  for (const [field, known] of members) {
    const value = told[field];
    if (value === undefined) continue;
    const ids = membersOf(value);
    fields[field] = setOf(ids.flatMap((id) => known.get(id) ?? []));
    const unknown = ids.find((id) => !known.has(id));
    if (unknown === undefined) continue;
    const tries = before?.reason === "REF_NOT_SYNCED_YET" ? before.attempts : 0;
    missing ??= {
      outcome: "waiting",
      reason: "REF_NOT_SYNCED_YET",
      detail: `One of its ${field} names a record that is not synced; it was synced without it.`,
      field,
      parent: unknown,
      due: tries < patience ? now + delayMs * (tries + 1) : null,
    };
  }
  return { fields, missing };
}
