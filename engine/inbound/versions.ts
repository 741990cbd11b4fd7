import type { Fields, Value, WorkspaceRecord } from "../record.ts";
import { changedFields, type PullInput } from "../rules/merge.ts";
import type { Known, KnownLink, Rules } from "./known.ts";

// Which version of a remote record is news: not our own echo, not one from before our last write.

/** What the CRM has taken of a write whose answer was lost: it is our own, not somebody's change. */
export function echoed(sent: Fields | null, told: Fields): Fields {
  const mine: Record<string, Value> = {};
  if (sent === null) return mine;
  for (const field of Object.keys(sent)) {
    const value = told[field];
    if (value !== undefined && !(field in changedFields(sent, { [field]: value }))) mine[field] = value;
  }
  return mine;
}

/** What changed there since it was last seen there, against what changed here and is still owed. */
export function threeWay(
  { record, seen, ...remote }: { record: WorkspaceRecord; seen: Fields; incoming: Fields; modifiedAt: number },
  known: Known,
): Omit<PullInput, "behaviours"> {
  const since = known.owed.get(record.id)?.since;
  const owed = since === undefined ? new Set<string>() : new Set(Object.keys(changedFields(seen, record.fields)));
  const isNewer = since === null || (since !== undefined && since > remote.modifiedAt);
  return { here: record.fields, seen, incoming: remote.incoming, owed, newer: isNewer ? "here" : "there" };
}

/**
 * A list lags behind reads by id: an index, or a transaction that is committed late. What was seen since stands, unless
 * its stamp is none that a clock could have made.
 */
export function isPassed(modifiedAt: number, link: KnownLink, { listed, now }: Rules): boolean {
  return listed === true && modifiedAt < link.modifiedAt && link.modifiedAt < now + dayMs;
}

const dayMs = 86_400_000;

/**
 * A version of the remote record from before our last write tells nothing of the fields that we wrote: it comes from an
 * index that lags, or the CRM lost the write. Taking it for a change there would undo the change here. It is one that
 * was pulled already, by the CRM's own stamps, or one stamped before the second in which we wrote (stamps may be whole
 * seconds): somebody's undo right after our write has a later one.
 */
export function withoutStale(
  fields: Fields,
  modifiedAt: number,
  { replaced, sentAt, modifiedAt: known }: KnownLink,
): Fields {
  const isOld = modifiedAt <= known || modifiedAt < Math.floor((sentAt ?? 0) / 1000) * 1000;
  if (!replaced || !isOld) return fields;
  const stale = (field: string) =>
    replaced[field] !== undefined && !(field in changedFields(replaced, { [field]: fields[field] ?? null }));
  const old = Object.keys(fields).filter(stale);
  return old.length === 0
    ? fields
    : Object.fromEntries(Object.entries(fields).filter(([field]) => !old.includes(field)));
}
