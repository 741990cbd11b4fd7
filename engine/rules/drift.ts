import type { FieldType, Schema, SchemaField } from "../record.ts";
import { type Candidate, isRename, rankCandidates } from "./rename.ts";

type Right = "creatable" | "updatable" | "deletable";

/** One thing that differs between two descriptions of an object; `field` is the CRM's name, null = the object itself. */
export type SchemaChange =
  | { readonly what: "added"; readonly field: string; readonly label: string }
  | {
      readonly what: "removed";
      readonly field: string;
      readonly label: string;
      /** The new name, when it is plain enough that this is the same field. */
      readonly renamedTo: string | null;
      /** What it may have become, the likeliest first. */
      readonly candidates: readonly Candidate[];
    }
  | { readonly what: "retyped"; readonly field: string; readonly from: FieldType; readonly to: FieldType }
  | {
      readonly what: "options";
      readonly field: string;
      readonly added: readonly string[];
      readonly removed: readonly string[];
      /** Whether anything fits now. */
      readonly open: boolean;
    }
  | { readonly what: "required"; readonly field: string; readonly now: boolean }
  | { readonly what: "length"; readonly field: string; readonly from: number | null; readonly to: number | null }
  | { readonly what: "right"; readonly field: string | null; readonly right: Right; readonly gained: boolean };

/** Exactly what changed between two descriptions of one object (A17): the object's rights, then field by field. Pure. */
export function diffSchema(before: Schema, after: Schema): readonly SchemaChange[] {
  const changes: SchemaChange[] = rightsOf(null, before, after, ["creatable", "updatable", "deletable"]);
  const names = [
    ...Object.keys(before.fields),
    ...Object.keys(after.fields).filter((name) => !(name in before.fields)),
  ];
  const fresh = new Set(Object.keys(after.fields).filter((name) => !(name in before.fields)));
  for (const name of names) {
    const was = before.fields[name];
    const is = after.fields[name];
    if (was && is) changes.push(...fieldChanges(was, is));
    else if (is) changes.push({ what: "added", field: name, label: is.label });
    else if (was) changes.push(removal(was, after, fresh));
  }
  return changes;
}

function removal(was: SchemaField, after: Schema, fresh: ReadonlySet<string>): SchemaChange {
  const candidates = rankCandidates(was, Object.values(after.fields), fresh);
  const renamedTo = isRename(candidates) ? (candidates[0]?.name ?? null) : null;
  return { what: "removed", field: was.name, label: was.label, renamedTo, candidates };
}

function fieldChanges(was: SchemaField, is: SchemaField): readonly SchemaChange[] {
  const field = is.name;
  const changes: SchemaChange[] = [];
  if (was.type !== is.type) changes.push({ what: "retyped", field, from: was.type, to: is.type });
  const options = optionChange(was, is);
  if (options) changes.push(options);
  if (was.required !== is.required) changes.push({ what: "required", field, now: is.required });
  if (was.length !== is.length) changes.push({ what: "length", field, from: was.length, to: is.length });
  return [...changes, ...rightsOf(field, was, is, ["creatable", "updatable"])];
}

function optionChange(was: SchemaField, is: SchemaField): SchemaChange | null {
  const [before, after] = [activeValues(was), activeValues(is)];
  if (before === null && after === null) return null;
  const added = [...(after ?? [])].filter((value) => !before?.has(value));
  const removed = [...(before ?? [])].filter((value) => !after?.has(value));
  const open = after === null;
  if (before !== null && after !== null && added.length + removed.length === 0) return null;
  return { what: "options", field: is.name, added, removed: open ? [] : removed, open };
}

/** The values that may be chosen now; null = anything. */
function activeValues({ options }: SchemaField): ReadonlySet<string> | null {
  return options && new Set(options.filter((option) => option.active).map((option) => option.value));
}

function rightsOf<R extends Right>(
  field: string | null,
  was: Readonly<Record<R, boolean>>,
  is: Readonly<Record<R, boolean>>,
  rights: readonly R[],
): SchemaChange[] {
  return rights
    .filter((right) => was[right] !== is[right])
    .map((right) => ({ what: "right", field, right, gained: is[right] }));
}
