import type { FieldType, SchemaField } from "../record.ts";

/** A field that a vanished one may have become. */
export interface Candidate {
  readonly name: string;
  readonly label: string;
  /** 0 to 1, two digits. */
  readonly score: number;
  /** It came when the other one went. */
  readonly fresh: boolean;
  readonly sameType: boolean;
}

/** What is known of a field that is not there; a field that was never seen has its name only. */
export type Vanished = Pick<SchemaField, "name" | "label" | "options"> & { readonly type: FieldType | null };

const SHOWN = 3;
const LEAST = 0.45;
const PLAIN = 0.65;
/** What a picklist may hold says more than what it is called. */
const weights = {
  plain: { label: 0.4, name: 0.35, type: 0.25, values: 0 },
  picklist: { label: 0.25, name: 0.2, type: 0.15, values: 0.4 },
} as const;
/** Kinds of text that an administrator changes into one another without moving a value. */
const texts: ReadonlySet<FieldType> = new Set(["string", "email", "phone", "url", "picklist"]);

/**
 * The fields that a vanished one may have become (A18), the likeliest first, three at most: alike by label and name, of the
 * same type, with the same picklist values. One that came when the other went is likelier than one that was there.
 */
export function rankCandidates(
  gone: Vanished,
  fields: readonly SchemaField[],
  fresh: ReadonlySet<string>,
): readonly Candidate[] {
  return fields
    .map((field) => candidate(gone, field, fresh.has(field.name)))
    .filter((one) => one.score >= LEAST)
    .sort((a, b) => b.score - a.score || a.name.localeCompare(b.name))
    .slice(0, SHOWN);
}

/** Whether the likeliest candidate is the same field under another name, beyond reasonable doubt. */
export function isRename([first, second]: readonly Candidate[]): boolean {
  if (!first?.fresh || !first.sameType || first.score < PLAIN) return false;
  return !second?.fresh || first.score - second.score >= 0.1;
}

function candidate(gone: Vanished, field: SchemaField, fresh: boolean): Candidate {
  const values = valueLikeness(gone, field);
  const weight = values === null ? weights.plain : weights.picklist;
  const likeness =
    weight.label * spelledAlike(gone.label, field.label) +
    weight.name * spelledAlike(gone.name, field.name) +
    weight.type * typeLikeness(gone.type, field.type) +
    weight.values * (values ?? 0);
  // What was there all the time is seldom what the other one became.
  const score = Math.round((fresh ? likeness : likeness * 0.8) * 100) / 100;
  return { name: field.name, label: field.label, score, fresh, sameType: gone.type === field.type };
}

function typeLikeness(a: FieldType | null, b: FieldType): number {
  if (a === b) return 1;
  return a === null || (texts.has(a) && texts.has(b)) ? 0.5 : 0;
}

/** Shared values of two picklists, of all that either has; null = one of them is none. */
function valueLikeness(gone: Vanished, field: SchemaField): number | null {
  if (gone.options === null || field.options === null) return null;
  const a = new Set(gone.options.map((option) => plain(option.value)));
  const b = new Set(field.options.map((option) => plain(option.value)));
  const all = new Set([...a, ...b]).size;
  return all === 0 ? 1 : [...a].filter((value) => b.has(value)).length / all;
}

/** 0 to 1: the share of letter pairs that two names have in common. */
export function spelledAlike(a: string, b: string): number {
  const [left, right] = [plain(a), plain(b)];
  if (left === right) return 1;
  const [ours, theirs] = [pairs(left), pairs(right)];
  if (ours.length === 0 || theirs.length === 0) return 0;
  const rest = [...theirs];
  let common = 0;
  for (const pair of ours) {
    const at = rest.indexOf(pair);
    if (at < 0) continue;
    rest.splice(at, 1);
    common += 1;
  }
  return (2 * common) / (ours.length + theirs.length);
}

/** Small letters and digits alone, without Salesforce's mark of a custom field. */
function plain(name: string): string {
  return name
    .replace(/__c$/i, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");
}

function pairs(text: string): readonly string[] {
  return Array.from({ length: Math.max(0, text.length - 1) }, (_, at) => text.slice(at, at + 2));
}
