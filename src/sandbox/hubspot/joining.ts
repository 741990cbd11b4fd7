import type { Row } from "../crm/table.ts";
import { apiWrite } from "../crm/writes.ts";
import type { Ask } from "./ask.ts";
import type { AssociationType } from "./association-types.ts";
import { addLink, dropLink, linkedTo } from "./links.ts";
import { type ObjectType, tableFor } from "./object-types.ts";
import { survivorOf } from "./records.ts";
import { done, invalidAssociations, type Outcome, refused } from "./refusal.ts";
import { refusalOf } from "./words.ts";

/** The side of a pair whose property names the primary one of the other side. */
interface Pointer {
  readonly type: ObjectType;
  readonly row: Row;
  readonly property: string;
  readonly target: string;
}

/**
 * Associates two records. The first association of a record that has a primary one becomes primary by itself; a new
 * primary one leaves the former as an ordinary one. The record's property follows.
 */
export function join(
  ask: Ask,
  from: ObjectType,
  fromId: string,
  to: ObjectType,
  toId: string,
  kinds: readonly AssociationType[],
): Outcome<null> {
  const one = survivorOf(tableFor(ask.account, from), fromId);
  const other = survivorOf(tableFor(ask.account, to), toId);
  if (one === undefined || one.deleted)
    return refused(invalidAssociations([`${from.singular}=${fromId} is not valid`]));
  if (other === undefined || other.deleted)
    return refused(invalidAssociations([`${to.singular}=${toId} is not valid`]));
  const pointer = pointerOf(from, one, to, other);
  if (pointer !== null) {
    const former = pointer.row.fields[pointer.property] ?? null;
    const primary = former === null || kinds.some((kind) => kind.primary);
    if (primary && former !== pointer.target) {
      const pointed = point(ask, pointer, pointer.target);
      if (!pointed.ok) return pointed;
      const { primary: to } = pointer.type;
      if (typeof former === "string" && to !== null)
        addLink(ask.portal.links, pointer.type.name, pointer.row.id, to.to, former);
    }
  }
  addLink(ask.portal.links, from.name, one.id, to.name, other.id);
  recount(ask, [one, from], [other, to]);
  return done(null);
}

/** Takes every association between two records away, the primary one too. */
export function part(ask: Ask, from: ObjectType, fromId: string, to: ObjectType, toId: string): void {
  const one = survivorOf(tableFor(ask.account, from), fromId);
  const other = survivorOf(tableFor(ask.account, to), toId);
  for (const a of new Set([fromId, one?.id ?? fromId]))
    for (const b of new Set([toId, other?.id ?? toId])) dropLink(ask.portal.links, from.name, a, to.name, b);
  if (one === undefined || other === undefined) return;
  recount(ask, [one, from], [other, to]);
  const pointer = pointerOf(from, one, to, other);
  if (pointer !== null && !pointer.row.deleted && pointer.row.fields[pointer.property] === pointer.target)
    point(ask, pointer, null);
}

/** HubSpot counts the contacts of a deal in a property of it, and so the deal counts as changed. */
function recount(ask: Ask, ...ends: readonly (readonly [Row, ObjectType])[]): void {
  const deal = ends.find(([, type]) => type.name === "deals");
  if (deal === undefined || !ends.some(([, type]) => type.name === "contacts") || deal[0].deleted) return;
  const count = linkedTo(ask.account, ask.portal.links, "deals", deal[0].id, "contacts").length;
  const derived = { num_associated_contacts: String(count) };
  apiWrite(ask.crm, ask.account, ask.userId, { op: "update", type: "deals", id: deal[0].id, fields: {}, derived });
}

function pointerOf(from: ObjectType, one: Row, to: ObjectType, other: Row): Pointer | null {
  if (from.primary?.to === to.name) return { type: from, row: one, property: from.primary.property, target: other.id };
  if (to.primary?.to === from.name) return { type: to, row: other, property: to.primary.property, target: one.id };
  return null;
}

function point(ask: Ask, pointer: Pointer, target: string | null): Outcome<null> {
  const { type, row, property } = pointer;
  const isOwn = tableFor(ask.account, type).schema.fields.get(property)?.associated === true;
  const pointed = { [property]: target };
  const parts = isOwn ? { fields: {}, derived: pointed } : { fields: pointed };
  const change = { op: "update", type: type.name, id: row.id, ...parts } as const;
  const written = apiWrite(ask.crm, ask.account, ask.userId, change);
  return written.ok ? done(null) : refused(refusalOf(written.violations, type, tableFor(ask.account, type), "update"));
}
