import type { Fields, Value } from "../record.ts";
import type { LinkRow } from "../store/links.ts";
import { changedFields } from "./merge.ts";

/** One field of a record against one CRM; undefined = not given, null = known to be empty. */
export interface FieldView {
  readonly field: string;
  /** same = the CRM holds it; differs = it holds something else; unseen = never seen there nor sent; not_mapped. */
  readonly state: "same" | "differs" | "unseen" | "not_mapped";
  /** Why it is not synced there, where that is known without looking at the record. */
  readonly reason?: "SCHEMA_UNMAPPED";
  readonly ours: Value | undefined;
  /** What was sent last; undefined = it came from the CRM, or was never sent. */
  readonly sent: Value | undefined;
  readonly inCrm: Value | undefined;
}

/** C7, C8: every field that is known on either side; `mapped` = null when that is not known. */
export function compareFields(
  ours: Fields,
  { seen, sent }: Pick<LinkRow, "seen" | "sent">,
  mapped: ReadonlySet<string> | null,
): readonly FieldView[] {
  const names = new Set([...Object.keys(ours), ...Object.keys(seen), ...Object.keys(sent ?? {})]);
  return [...names].map((field) => {
    const state = stateOf(field, ours, seen, mapped);
    const view = { field, state, ours: ours[field], sent: sent?.[field], inCrm: seen[field] };
    return state === "not_mapped" ? { ...view, reason: "SCHEMA_UNMAPPED" as const } : view;
  });
}

function stateOf(field: string, ours: Fields, seen: Fields, mapped: ReadonlySet<string> | null): FieldView["state"] {
  if (mapped !== null && !mapped.has(field)) return "not_mapped";
  const [here, there] = [ours[field], seen[field]];
  if (there === undefined) return "unseen";
  const differs = Object.keys(changedFields({ [field]: there }, { [field]: here ?? null })).length > 0;
  return differs ? "differs" : "same";
}
