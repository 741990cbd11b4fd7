import type { Account } from "../crm/accounts.ts";
import { lookup } from "../crm/table.ts";
import { type AssociationType, typesBetween } from "./association-types.ts";
import { tableFor, typeNamed } from "./object-types.ts";
import { survivorOf } from "./records.ts";

/**
 * Associations of a portal that are not the primary one: "type/id/type of the other" -> ids of the others. A primary
 * association is not kept here: it is the property of the record that points (associatedcompanyid of a contact).
 */
export type Links = Map<string, Set<string>>;

/** One association of a record: the other's id and the kinds that hold between them. */
export interface Linked {
  readonly id: string;
  readonly types: readonly AssociationType[];
}

function key(type: string, id: string, other: string): string {
  return `${type}/${id}/${other}`;
}

export function addLink(links: Links, from: string, fromId: string, to: string, toId: string): void {
  for (const [at, id] of [
    [key(from, fromId, to), toId],
    [key(to, toId, from), fromId],
  ] as const) {
    const ids = links.get(at);
    if (ids === undefined) links.set(at, new Set([id]));
    else ids.add(id);
  }
}

export function dropLink(links: Links, from: string, fromId: string, to: string, toId: string): void {
  links.get(key(from, fromId, to))?.delete(toId);
  links.get(key(to, toId, from))?.delete(fromId);
}

/** The live records associated with one record, by id. Records merged away count for their survivors. */
export function linkedTo(account: Account, links: Links, from: string, fromId: string, to: string): readonly Linked[] {
  const others = tableFor(account, typeNamed(to));
  const primary = primaryIds(account, from, fromId, to);
  const ids = [
    ...primary,
    ...aliases(account, from, fromId).flatMap((id) => [...(links.get(key(from, id, to)) ?? [])]),
  ];
  const alive = new Set(
    ids.flatMap((id) => {
      const row = survivorOf(others, id);
      return row === undefined || row.deleted ? [] : [row.id];
    }),
  );
  const kinds = typesBetween(from, to);
  return [...alive]
    .sort((a, b) => a.length - b.length || (a < b ? -1 : 1))
    .map((id) => ({ id, types: kinds.filter((kind) => !kind.primary || primary.has(id)) }));
}

/** The ids that a primary association joins to this record, whichever side holds the property. */
function primaryIds(account: Account, from: string, fromId: string, to: string): ReadonlySet<string> {
  const own = typeNamed(from).primary;
  if (own?.to === to) {
    const value = tableFor(account, typeNamed(from)).latest.get(fromId)?.fields[own.property];
    return new Set(typeof value === "string" ? [value] : []);
  }
  const theirs = typeNamed(to).primary;
  if (theirs?.to !== from) return new Set();
  return new Set(lookup(tableFor(account, typeNamed(to)), theirs.property, fromId).map((row) => row.id));
}

/** The id and those of the records that were merged into it. */
function aliases(account: Account, type: string, id: string): readonly string[] {
  const merged = tableFor(account, typeNamed(type)).latest.get(id)?.fields.hs_merged_object_ids;
  return [id, ...(typeof merged === "string" ? merged.split(";") : [])];
}
