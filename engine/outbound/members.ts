import type { SetChange } from "../provider.ts";
import type { ReasonCode } from "../reasons.ts";
import type { Fields, Schema, Value } from "../record.ts";
import type { FieldMap } from "../rules/field-map.ts";
import { membersOf, setOf } from "../rules/sets.ts";

/** Why somebody, or a whole set, is not sent. */
interface Unsent {
  readonly reason: ReasonCode;
  readonly detail: string;
  readonly field: string;
  /** The record that is missing there. */
  readonly parent: string | null;
}

interface SetRules {
  readonly map: readonly FieldMap[];
  readonly schema: Schema;
  readonly parents: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly dead?: ReadonlySet<string> | undefined;
}

/** What is to be done about the sets of references among some changes. */
export interface Members {
  /** The changes that are none of sets. */
  readonly plain: Fields;
  /** By the CRM's field names; null = nobody comes and nobody goes. */
  readonly sets: Readonly<Record<string, SetChange>> | null;
  /** What the CRM holds of them once it has taken that, in our words. */
  readonly sent: Fields;
  readonly left: Unsent | null;
  /** Whether it then holds each set just as it is here. */
  readonly isWhole: boolean;
}

/**
 * Only who came and who went here since the CRM was last seen: whom it names beside them, somebody whom we do not know,
 * stays. Who is deleted here is not taken out there: his going is told by the rule of his own object. Who has no
 * counterpart there yet is sent when it has landed.
 */
export function memberChanges(changes: Fields, seen: Fields, rules: SetRules): Members {
  const maps = rules.map.filter((each) => each.type === "references" && changes[each.field] !== undefined);
  if (maps.length === 0) return { plain: changes, sets: null, sent: {}, left: null, isWhole: true };
  const plain: Record<string, Value> = { ...changes };
  const sets: Record<string, SetChange> = {};
  const sent: Record<string, Value> = {};
  let left: Unsent | null = null;
  let isWhole = true;
  for (const each of maps) {
    delete plain[each.field];
    const [here, there] = [membersOf(changes[each.field]), membersOf(seen[each.field])];
    const known = rules.parents.get(each.references ?? "");
    const came = here.filter((id) => !there.includes(id));
    const missing = came.filter((id) => !known?.has(id));
    const add = came.filter((id) => known?.has(id));
    const remove = there.filter((id) => !here.includes(id) && !rules.dead?.has(id) && known?.has(id));
    const held = [...there.filter((id) => here.includes(id)), ...add];
    const refusal = add.length + remove.length > 0 ? refusalOf(each, held.length, rules.schema) : null;
    if (missing[0] !== undefined) left ??= notThere(each.field, missing[0]);
    if (missing.length > 0 || refusal !== null) isWhole = false;
    if (refusal !== null) left = refusal;
    else if (add.length + remove.length > 0) {
      const external = (ids: readonly string[]) => ids.flatMap((id) => known?.get(id) ?? []);
      sets[each.remote] = { add: external(add), remove: external(remove) };
      sent[each.field] = setOf(held);
    }
  }
  return { plain, sets: Object.keys(sets).length > 0 ? sets : null, sent, left, isWhole };
}

function notThere(field: string, parent: string): Unsent {
  const detail = `One of its ${field} names a record that is not in this CRM yet; it was sent without it.`;
  return { reason: "REF_NOT_SYNCED_YET", detail, field, parent };
}

function refusalOf({ field, remote }: FieldMap, members: number, { fields }: Schema): Unsent | null {
  const told = fields[remote];
  if (told === undefined)
    return { reason: "SCHEMA_FIELD_MISSING", detail: `the CRM has no field ${remote}`, field, parent: null };
  if (!told.updatable) return { reason: "PERM_FIELD", detail: `${told.label} cannot be written`, field, parent: null };
  if (told.length === null || members <= told.length) return null;
  const detail = `${members} of them, and the CRM's field takes ${told.length === 1 ? "one" : told.length}`;
  return { reason: "SCHEMA_TYPE_CHANGED", detail, field, parent: null };
}
