import type { Behaviour, Fields, Value } from "../record.ts";

export type Behaviours = Readonly<Record<string, Behaviour>>;

export interface PullInput {
  /** Our record now. */
  readonly here: Fields;
  /** The remote record as last seen, in our words; null = never seen. A field that is absent was never seen. */
  readonly seen: Fields | null;
  /** The remote record now, in our words. */
  readonly incoming: Fields;
  readonly behaviours: Behaviours;
  /** Fields changed here since they were last sent to this connection. */
  readonly owed: ReadonlySet<string>;
  /** Which side was changed last. */
  readonly newer: "here" | "there";
}

/**
 * '', null and undefined are one emptiness; a number and its text are not equal. An empty checkbox is one that is not
 * set: some CRMs (Salesforce) know no empty one, others (HubSpot) leave it empty until it is touched.
 */
function same(a: Value | undefined, b: Value | undefined): boolean {
  return a === b || (isUnset(a) && isUnset(b));
}

function isUnset(value: Value | undefined): boolean {
  return value === false || isEmpty(value);
}

function isEmpty(value: Value | undefined): boolean {
  return value === null || value === undefined || value === "";
}

/** What the remote side changed since it was last seen; never seen (null) = everything. */
export function changedFields(seen: Fields | null, incoming: Fields): Fields {
  if (seen === null) return incoming;
  const changed: Record<string, Value> = {};
  for (const field in incoming) {
    const value = incoming[field] ?? null;
    if (!same(seen[field], value)) changed[field] = value;
  }
  return changed;
}

/**
 * Returns only the fields that change: an empty answer means nothing to write and nothing to echo.
 * The incoming side is taken to be the newer one. A field without a behaviour is not mapped and never written.
 */
export function merge(here: Fields, incoming: Fields, behaviours: Behaviours): Fields {
  const changed: Record<string, Value> = {};
  for (const field in incoming) {
    const value = incoming[field] ?? null;
    const behaviour = behaviours[field];
    if (same(here[field], value)) continue;
    if (behaviour === "overwrite" || (behaviour === "fill" && isEmpty(here[field]))) changed[field] = value;
  }
  return changed;
}

/**
 * Three-way: only what changed remotely since it was last seen may be written here. Where both sides changed, the
 * newer one wins. At the first sight of a field an empty side is filled from the other, and the newer value wins.
 */
export function pullFields({ here, seen, incoming, behaviours, owed, newer }: PullInput): Fields {
  const allowed: Record<string, Value> = {};
  for (const field in incoming) {
    const value = incoming[field] ?? null;
    const before = seen?.[field];
    const allow =
      before === undefined
        ? isEmpty(here[field]) || (!isEmpty(value) && newer === "there")
        : !same(before, value) && (newer === "there" || !owed.has(field));
    if (allow) allowed[field] = value;
  }
  return merge(here, allowed, behaviours);
}
