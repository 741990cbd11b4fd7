import type { ObjectName, Schema } from "../record.ts";
import type { FieldMap } from "./mapping.ts";
import { type Candidate, isRename, rankCandidates, type Vanished } from "./rename.ts";

/** A mapped field that the CRM does not show (any more). */
export interface LostField {
  readonly connection: string;
  readonly object: string;
  /** Ours, and the CRM's name and label. */
  readonly field: string;
  readonly remote: string;
  readonly label: string;
  /** When we noticed. */
  readonly since: number;
  /** Linked records that hold something in it here. */
  readonly records: number;
  readonly renamedTo: string | null;
  readonly candidates: readonly Candidate[];
}

interface Input {
  readonly at: { readonly connection: string; readonly object: ObjectName };
  readonly map: readonly FieldMap[];
  /** The description before; null = this is the first. */
  readonly was: Schema | null;
  readonly is: Schema;
  /** What was missing until now. */
  readonly before: readonly LostField[];
  readonly now: number;
}

/**
 * Mapped fields that the CRM does not show, with what each may have become, and those that are back. A name with a dot is
 * a path to another object, of which this description says nothing. Counts are the caller's. Pure.
 */
export function lostFields({ at, map, was, is, before, now }: Input): {
  readonly lost: readonly LostField[];
  readonly back: readonly LostField[];
} {
  const known = new Map(before.map((each) => [`${each.field} ${each.remote}`, each]));
  const fresh = new Set(Object.keys(is.fields).filter((name) => was !== null && !(name in was.fields)));
  const mapped = new Set(map.map((each) => each.remote));
  const free = Object.values(is.fields).filter((field) => !mapped.has(field.name));
  const lost = map
    .filter((each) => isMissing(each, is))
    .map((each): LostField => {
      const earlier = known.get(`${each.field} ${each.remote}`);
      if (earlier) return earlier;
      const gone: Vanished = was?.fields[each.remote] ?? {
        name: each.remote,
        label: each.remote,
        type: each.type,
        options: null,
      };
      const candidates = rankCandidates(gone, free, fresh);
      const renamedTo = isRename(candidates) ? (candidates[0]?.name ?? null) : null;
      return {
        ...at,
        field: each.field,
        remote: each.remote,
        label: gone.label,
        since: now,
        records: 0,
        renamedTo,
        candidates,
      };
    });
  const back = before.filter((each) => each.remote in is.fields && map.some((one) => one.remote === each.remote));
  return { lost, back };
}

/** Whether the CRM's description does not hold this mapped field. */
export function isMissing({ remote }: Pick<FieldMap, "remote">, schema: Schema): boolean {
  return !remote.includes(".") && !(remote in schema.fields);
}
