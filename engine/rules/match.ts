import type { Fields, Value } from "../record.ts";
import { companyKey, domainKey, emailKey, looseKey, nameKey, phoneKey } from "./normalise.ts";

/** One of our records that agrees with the remote one on a level. */
export interface Candidate {
  readonly recordId: string;
  /** Already linked to another remote record of the same connection. */
  readonly taken: boolean;
}

export type Match =
  | { readonly kind: "none" }
  | { readonly kind: "one"; readonly recordId: string; readonly level: number }
  | {
      readonly kind: "ambiguous";
      readonly recordIds: readonly string[];
      readonly level: number;
      /** E23: the levels speak of different records. */
      readonly conflicting?: boolean;
    };

/** How the values of a field are compared; a field of `match` may name it: "name:company". */
export const comparisons = ["exact", "email", "domain", "phone", "name", "loose", "company"] as const;
export type Comparison = (typeof comparisons)[number];

/** Stands between the fields of one level's key; no normalised value holds it. */
const BETWEEN = "\u001f";

/**
 * One key per level, comparable by ===; '' where any field of that level is empty or unusable.
 * Fields are normalised as they say (`name:company`), else by their names: see `comparisonOf`.
 */
export function matchKeys(fields: Fields, levels: readonly (readonly string[])[]): readonly string[] {
  const keys: string[] = [];
  for (const level of levels) keys.push(levelKey(fields, partsOf(level)));
  return keys;
}

function levelKey(fields: Fields, level: readonly Part[]): string {
  let key = "";
  for (const { field, by } of level) {
    const part = keyBy(by, fields[field] ?? null);
    if (part === "") return "";
    key = key === "" ? part : key + BETWEEN + part;
  }
  return key;
}

interface Part {
  readonly field: string;
  readonly by: Comparison;
}

const levelParts = new WeakMap<readonly string[], readonly Part[]>();

/** The fields of a level are taken apart once. */
function partsOf(level: readonly string[]): readonly Part[] {
  const known = levelParts.get(level);
  if (known) return known;
  const made = level.map(partOf);
  levelParts.set(level, made);
  return made;
}

function partOf(told: string): Part {
  const [field = "", named] = told.split(":");
  return { field, by: comparisons.find((each) => each === named) ?? comparisonOf(field) };
}

/** The field of a level: without what it may say of how it is compared. */
export function matchField(told: string): string {
  return partOf(told).field;
}

/** E-mails, domains, phones and ids by their names; all else as a name: case, width, spaces and punctuation do not count. */
function comparisonOf(field: string): Comparison {
  if (field === "email" || field.endsWith("_email")) return "email";
  if (field === "domain" || field === "website" || field.endsWith("_domain")) return "domain";
  if (field === "phone" || field === "mobile" || field.endsWith("_phone")) return "phone";
  return field === "id" || field.endsWith("_id") ? "exact" : "name";
}

function keyBy(by: Comparison, value: Value): string {
  if (value === null || value === "") return "";
  if (typeof value !== "string") return String(value);
  return by === "exact" ? value.replaceAll(BETWEEN, "") : NORMALISERS[by](value);
}

const NORMALISERS: Readonly<Record<Exclude<Comparison, "exact">, (value: string) => string>> = {
  email: emailKey,
  domain: domainKey,
  phone: phoneKey,
  name: nameKey,
  loose: looseKey,
  company: companyKey,
};

/**
 * The first level with any candidate decides. More than one candidate, or one that is already somebody else's, is
 * ambiguous: nothing is guessed. Where that one is somebody else's and the next level names a free one, the fields by
 * which it is recognised belong to different records.
 */
export function decideMatch(levels: readonly (readonly Candidate[])[]): Match {
  for (let level = 0; level < levels.length; level++) {
    const candidates = levels[level] ?? [];
    const [first] = candidates;
    if (first === undefined) continue;
    const recordIds = [...new Set(candidates.map((candidate) => candidate.recordId))];
    if (recordIds.length === 1 && !candidates.some((candidate) => candidate.taken)) {
      return { kind: "one", recordId: first.recordId, level };
    }
    const other = recordIds.length === 1 ? freeOne(levels[level + 1] ?? [], first.recordId) : null;
    return other === null
      ? { kind: "ambiguous", recordIds, level }
      : { kind: "ambiguous", recordIds: [...recordIds, other], level, conflicting: true };
  }
  return { kind: "none" };
}

/** The only candidate of a level, when it is free and not the one that is asked about. */
function freeOne(candidates: readonly Candidate[], recordId: string): string | null {
  const ids = new Set(candidates.map((candidate) => candidate.recordId));
  const [found] = ids;
  const isFree = candidates.every((candidate) => !candidate.taken);
  return ids.size === 1 && isFree && found !== undefined && found !== recordId ? found : null;
}
