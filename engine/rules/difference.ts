import type { ObjectName } from "../record.ts";
import type { FieldMap } from "./mapping.ts";
import type { MissingRight } from "./rights.ts";

/** What a signed-in user and the app may do, as far as the sync needs it. */
export interface Rights {
  readonly user: string;
  /** Granted to the app; empty = not told. */
  readonly scopes: readonly string[];
  /** The objects whose description is known: nothing is concluded of any other. */
  readonly known: readonly ObjectName[];
  /** Needed, and not granted. */
  readonly missing: readonly NamedRight[];
}

/** A right by our names and by the CRM's. */
export interface NamedRight extends MissingRight {
  /** Our field; null = the object as a whole. */
  readonly name: string | null;
  /** The CRM's: "Opportunity", "Opportunity.Amount". */
  readonly remote: string;
}

/** What a new grant may no longer do, and what it may do that the one before it could not. JSON-safe. */
export interface Difference {
  readonly lost: readonly NamedRight[];
  readonly gained: readonly NamedRight[];
  readonly scopesLost: readonly string[];
  readonly scopesGained: readonly string[];
  /** The users, where they differ. */
  readonly user: { readonly before: string; readonly after: string } | null;
  /** Objects of which it is not known, because one of the two descriptions is not. */
  readonly unknown: readonly ObjectName[];
}

/**
 * Compares two grants of one account (features.md, M5). Of an object that is closed as a whole no single field is told, so
 * that one that is told of only before or only after is compared where the object itself is open on both sides. Scopes
 * are compared where both sides tell them. Pure.
 */
export function difference(before: Rights, after: Rights): Difference {
  const known = after.known.filter((object) => before.known.includes(object));
  const added = (from: readonly NamedRight[], to: readonly NamedRight[]) => {
    const had = new Set(from.map(keyOf));
    return to.filter((each) => known.includes(each.object) && !had.has(keyOf(each)) && !isCovered(each, from));
  };
  const tell = before.scopes.length > 0 && after.scopes.length > 0;
  const without = (from: readonly string[], to: readonly string[]) =>
    tell ? from.filter((scope) => !to.includes(scope)).toSorted() : [];
  return {
    lost: added(before.missing, after.missing),
    gained: added(after.missing, before.missing),
    scopesLost: without(before.scopes, after.scopes),
    scopesGained: without(after.scopes, before.scopes),
    user: before.user === after.user ? null : { before: before.user, after: after.user },
    unknown: [...new Set([...before.known, ...after.known])].filter((object) => !known.includes(object)),
  };
}

/**
 * What of a difference holds still, by the rights as they are now: a right counts as back only where its object is known
 * now and does not miss it. What was gained and has gone since is no longer told. Pure.
 */
export function stillDiffers(before: Difference, now: Rights): Difference {
  const missing = new Set(now.missing.map(keyOf));
  const isMissing = (each: NamedRight) =>
    !now.known.includes(each.object) || missing.has(keyOf(each)) || isCovered(each, now.missing);
  return {
    ...before,
    lost: before.lost.filter(isMissing),
    gained: before.gained.filter((each) => !isMissing(each)),
    scopesLost:
      now.scopes.length === 0 ? before.scopesLost : before.scopesLost.filter((one) => !now.scopes.includes(one)),
  };
}

/** Gives each right our name of its field. `type` is the CRM's name of the object. Pure. */
export function named(rights: readonly MissingRight[], type: string, map: readonly FieldMap[]): readonly NamedRight[] {
  return rights.map((each) => ({
    ...each,
    name: each.field === null ? null : (map.find((line) => line.remote === each.field)?.field ?? each.field),
    remote: each.field === null ? type : `${type}.${each.field}`,
  }));
}

function keyOf({ object, field, right }: MissingRight): string {
  return JSON.stringify([object, field, right]);
}

/** A field of an object that is closed as a whole on the other side. */
function isCovered({ object, field, right }: MissingRight, others: readonly MissingRight[]): boolean {
  const rights = right === "read" ? ["read"] : ["read", "create", "update"];
  return (
    field !== null && others.some((one) => one.object === object && one.field === null && rights.includes(one.right))
  );
}
