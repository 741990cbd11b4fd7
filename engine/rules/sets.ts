import type { Value } from "../record.ts";
import { partsOf } from "./convert.ts";

/** The members of a set of references, `a;b`; whatever is no text has none. */
export function membersOf(value: Value | undefined): readonly string[] {
  return typeof value === "string" ? partsOf(value) : [];
}

/** Each member once, in the order of their ids; null = nobody. */
export function setOf(members: Iterable<string>): string | null {
  const all = [...new Set(members)].toSorted();
  return all.length === 0 ? null : all.join(";");
}

/**
 * Three-way, member by member: what came and what went there since it was last seen comes and goes here, and whatever
 * else is here stays, so both sides may add different ones. At the first sight (undefined) nobody goes.
 */
export function joinedSet(seen: Value | undefined, here: Value | undefined, incoming: Value): string | null {
  const before = new Set(membersOf(seen));
  const there = membersOf(incoming);
  const gone = new Set([...before].filter((one) => !there.includes(one)));
  const stay = membersOf(here).filter((one) => !gone.has(one));
  return setOf([...stay, ...there.filter((one) => !before.has(one))]);
}
