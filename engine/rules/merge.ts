import type { Behaviour, Fields, Value } from "../record.ts";
import type { Policies } from "./contest.ts";
import { joinedSet } from "./sets.ts";

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
  /** Which side wins a field that is seen for the first time while both have a value; absent = the newer one. */
  readonly first?: "here" | "there";
  /** Who wins where both sides changed; a field that is not named goes by `newer`. */
  readonly policies?: Policies | undefined;
  /** Fields that hold sets: both sides may add different members, so nothing of them is ever in dispute. */
  readonly sets?: ReadonlySet<string> | undefined;
  /** Fields that wait for a person to decide. */
  readonly held?: ReadonlySet<string> | undefined;
}

/** What a remote version does to a record of ours. */
export interface Pulled {
  readonly changes: Fields;
  /** Changed on both sides, and a person is to decide. */
  readonly contested: readonly string[];
  /** Changed there, and left as they are here: ours is newer, or always wins. */
  readonly lost: readonly string[];
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

/** Whether anything changed since it was last seen. */
export function isChanged(seen: Fields, incoming: Fields): boolean {
  for (const field in incoming) if (!same(seen[field], incoming[field])) return true;
  return false;
}

/** Fields that are told for the first time while both sides have a value of their own. */
export function firstClashes(here: Fields, seen: Fields, incoming: Fields): readonly string[] {
  return Object.keys(incoming).filter((field) => {
    const [ours, theirs] = [here[field], incoming[field]];
    return seen[field] === undefined && !isEmpty(ours) && !isEmpty(theirs) && !same(ours, theirs);
  });
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

/** Only what is written here of a remote version. */
export function pullFields(input: PullInput): Fields {
  return pullSides(input).changes;
}

/**
 * Three-way: only what changed remotely since it was last seen may be written here. Where both sides changed, the
 * field's policy decides: the newer one unless told otherwise. At the first sight of a field an empty side is filled from
 * the other; where both have a value the policy decides for a record that was seen before, else `first`, else the newer one.
 */
export function pullSides(input: PullInput): Pulled {
  const { here, incoming, behaviours } = input;
  const allowed: Record<string, Value> = {};
  let contested: string[] | null = null;
  let lost: string[] | null = null;
  for (const field in incoming) {
    const value = incoming[field] ?? null;
    if (input.sets?.has(field)) {
      allowed[field] = joinedSet(input.seen?.[field], here[field], value);
      continue;
    }
    const end = verdict(field, value, input);
    if (end === "take") allowed[field] = value;
    else if (end !== "leave" && behaviours[field] === "overwrite" && !same(here[field], value)) {
      if (end === "ask") contested = [...(contested ?? []), field];
      else lost = [...(lost ?? []), field];
    }
  }
  return { changes: merge(here, allowed, behaviours), contested: contested ?? NONE, lost: lost ?? NONE };
}

const NONE: readonly string[] = [];

function verdict(
  field: string,
  value: Value,
  { here, seen, owed, newer, first, policies, held }: PullInput,
): "take" | "leave" | "lost" | "ask" {
  const before = seen?.[field];
  if (before === undefined) {
    if (isEmpty(here[field])) return "take";
    if (isEmpty(value) || same(here[field], value)) return "leave";
    const told = seen === null ? undefined : policies?.[field];
    if (told === "ask") return "ask";
    const winner = told === undefined ? (first ?? newer) : told === "theirs" ? "there" : "here";
    return winner === "there" ? "take" : "leave";
  }
  if (same(before, value)) return "leave";
  if (!owed.has(field) && !held?.has(field)) return "take";
  const policy = policies?.[field];
  if (policy === "ask") return "ask";
  return policy === "theirs" || (policy === undefined && newer === "there") ? "take" : "lost";
}
