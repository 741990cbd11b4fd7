import type { ReasonCode } from "../reasons.ts";
import type { Fields, Schema, Value } from "../record.ts";
import type { FieldMap, Problem } from "../rules/field-map.ts";
import type { Sent } from "../rules/outward.ts";
import type { ObjectSettings } from "../settings.ts";

/**
 * Only mapped fields, by their behaviour: fill = where the CRM has nothing; our id travels with a create alone. Of a record
 * that is there, `untold` fields wait until it is known what the CRM holds of them.
 */
export function sendable(
  fields: Fields,
  seen: Fields | null,
  map: readonly FieldMap[],
  untold: ReadonlySet<string> | undefined = undefined,
): Fields {
  const chosen: Record<string, Value> = {};
  for (const { field, direction, behaviour } of map) {
    const value = fields[field];
    if (value === undefined || field === "id" || direction === "inbound" || behaviour === "ignore") continue;
    if (behaviour === "fill" && !isEmpty(seen?.[field])) continue;
    if (untold?.has(field) && seen !== null && seen[field] === undefined) continue;
    chosen[field] = value;
  }
  return chosen;
}

function isEmpty(value: Value | undefined): boolean {
  return value === undefined || value === null || value === "";
}

const nothingHeld: readonly string[] = [];

/** What may be sent, and the fields that wait for a person to decide. */
export function apart(
  fields: Fields,
  held: ReadonlySet<string> | undefined,
): { readonly free: Fields; readonly held: readonly string[] } {
  const kept = held ? Object.keys(fields).filter((field) => held.has(field)) : nothingHeld;
  if (kept.length === 0) return { free: fields, held: nothingHeld };
  return { free: Object.fromEntries(Object.entries(fields).filter(([field]) => !kept.includes(field))), held: kept };
}

/** What was made to fit is not sent again while the CRM holds it so. */
export function heldAlready(sent: Sent, seen: Fields, map: readonly FieldMap[]): Sent {
  const held = Object.keys(sent.kept).filter((field) => sent.kept[field] === seen[field]);
  if (held.length === 0) return sent;
  const remotes = new Set(map.filter((each) => held.includes(each.field)).map((each) => each.remote));
  const rest = Object.entries(sent.fields).filter(([remote]) => !remotes.has(remote));
  return { ...sent, fields: Object.fromEntries(rest) };
}

export interface Lacking {
  readonly reason: ReasonCode;
  readonly detail: string;
  readonly field: string | null;
}

/** B33: a new record is not made without what the configuration demands of it, nor without what the CRM demands and cannot take. */
export function lackingIn(
  ours: Fields,
  fields: Fields,
  problems: readonly Problem[],
  { settings, map, schema }: { settings: ObjectSettings; map: readonly FieldMap[]; schema: Schema },
): Lacking | null {
  const needed = problems.find(({ remote }) => schema.fields[remote]?.required);
  if (needed) return needed;
  const empty = settings.requiredOutbound?.find((field) => {
    const remote = map.find((each) => each.field === field)?.remote;
    return isEmpty(ours[field]) && (remote === undefined || isEmpty(fields[remote]));
  });
  return empty === undefined
    ? null
    : { reason: "DATA_REQUIRED_MISSING", detail: `It has no ${empty}, and new records need one.`, field: empty };
}

export function count(fields: Fields): number {
  let n = 0;
  for (const _ in fields) n += 1;
  return n;
}

/** What was sent, without what could not be. */
export function without(
  fields: Fields,
  orphan: { field: string | null } | null,
  problems: readonly { field: string }[],
): Fields {
  if (orphan === null && problems.length === 0) return fields;
  const unsent = new Set([orphan?.field, ...problems.map((problem) => problem.field)]);
  return Object.fromEntries(Object.entries(fields).filter(([field]) => !unsent.has(field)));
}
