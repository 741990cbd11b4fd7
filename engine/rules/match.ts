import type { Fields, Value } from "../record.ts";

/** One of our records that agrees with the remote one on a level. */
export interface Candidate {
  readonly recordId: string;
  /** Already linked to another remote record of the same connection. */
  readonly taken: boolean;
}

export type Match =
  | { readonly kind: "none" }
  | { readonly kind: "one"; readonly recordId: string; readonly level: number }
  | { readonly kind: "ambiguous"; readonly recordIds: readonly string[]; readonly level: number };

/** Stands between the fields of one level's key; no normalised value holds it. */
const BETWEEN = "\u001f";

/**
 * One key per level, comparable by ===; '' where any field of that level is empty or unusable.
 * Fields are normalised by their names: see `matchKey`.
 */
export function matchKeys(fields: Fields, levels: readonly (readonly string[])[]): readonly string[] {
  const keys: string[] = [];
  for (const level of levels) keys.push(levelKey(fields, level));
  return keys;
}

function levelKey(fields: Fields, level: readonly string[]): string {
  let key = "";
  for (let at = 0; at < level.length; at++) {
    const field = level[at] ?? "";
    const part = matchKey(field, fields[field] ?? null);
    if (part === "") return "";
    key = at === 0 ? part : key + BETWEEN + part;
  }
  return key;
}

/**
 * E-mail: trimmed, lower case, valid. Domain: host only, without "www.". Phone: digits. Ids: as they are.
 * All else as a name: case, width, spaces and punctuation do not count.
 */
function matchKey(field: string, value: Value): string {
  if (value === null || value === "") return "";
  if (typeof value !== "string") return String(value);
  if (field === "email" || field.endsWith("_email")) return emailKey(value);
  if (field === "domain" || field === "website" || field.endsWith("_domain")) return domainKey(value);
  if (field === "phone" || field === "mobile" || field.endsWith("_phone")) return phoneKey(value);
  if (field === "id" || field.endsWith("_id")) return value.replaceAll(BETWEEN, "");
  return nameKey(value);
}

const EMAIL =
  /^[^\s@<>(),;:\\"[\]\p{C}]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}-]{0,61}[\p{L}\p{N}\p{M}])?\.)+\p{L}[\p{L}\p{N}\p{M}-]{0,61}[\p{L}\p{N}\p{M}]$/u;
/** What nearly all addresses look like; much faster to test. Too short for a label over 63 characters. */
const COMMON_EMAIL = /^[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@(?:[a-z0-9]+(?:-+[a-z0-9]+)*\.)+[a-z]{2,24}$/i;

/** Whether a text can be an e-mail address: white space around it does not count, quoted local parts are refused. */
export function isEmail(text: string): boolean {
  const address = text.trim();
  if (address.length > 254) return false;
  const at = address.indexOf("@");
  if (at < 1 || at > 64) return false;
  if (address.length <= 64 && COMMON_EMAIL.test(address)) return true;
  if (address.startsWith(".") || address[at - 1] === "." || address.includes("..")) return false;
  return EMAIL.test(address);
}

function emailKey(value: string): string {
  return isEmail(value) ? value.trim().toLowerCase() : "";
}

/** The bare host of a web address or domain in lower case, without "www."; '' when there is none in it. */
export function domainKey(value: string): string {
  const host = value
    .trim()
    .toLowerCase()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//, "")
    .replace(/[/?#].*$/s, "")
    .replace(/^.*@/s, "")
    .replace(/:\d*$/, "")
    .replace(/^www\d?\./, "")
    .replace(/\.+$/, "");
  return host.includes(".") && !/[\s\p{C}]/u.test(host) ? host : "";
}

/** "+49 (0)30 1" and "0049301" are one number; fewer than five digits name nobody. */
function phoneKey(value: string): string {
  const plain = value.normalize("NFKC").trim();
  const international = /^(?:\+|00)/.test(plain);
  const digits = (international ? plain.replace("(0)", "") : plain).replace(/\D/g, "");
  const key = international ? digits.replace(/^00/, "") : digits;
  return key.length < 5 ? "" : key;
}

const PLAIN = /^[a-z0-9]+(?: [a-z0-9]+)*$/;

function nameKey(value: string): string {
  const lower = value.toLowerCase();
  if (PLAIN.test(lower)) return lower;
  return value
    .normalize("NFKC")
    .toUpperCase()
    .toLowerCase()
    .replace(/['’`\p{Cc}\p{Cf}]/gu, (sign) => (/\s/.test(sign) ? " " : ""))
    .replace(/[\s\p{P}]+/gu, " ")
    .trim();
}

/**
 * The first level with any candidate decides. More than one candidate, or one that is already somebody else's, is
 * ambiguous: nothing is guessed.
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
    return { kind: "ambiguous", recordIds, level };
  }
  return { kind: "none" };
}
