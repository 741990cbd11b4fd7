import type { Trouble } from "../provider.ts";
import type { ProviderId } from "../record.ts";

type Unknown = Pick<Trouble, "code" | "status" | "detail" | "field"> & { readonly provider: ProviderId };

const WORDS_LENGTH = 160;

/**
 * A short stable text for an error that the catalogue does not know: the same cause gives the same text, whichever
 * record, value or moment it was about. It holds the CRM's words in small letters, without any value.
 */
export function fingerprintOf({ provider, code, status, detail, field }: Unknown): string {
  const words = withoutValues(wordsIn(detail));
  const short = words.length > WORDS_LENGTH ? `${words.slice(0, WORDS_LENGTH).trimEnd()}…` : words;
  return [provider, code ?? "-", status ?? "-", field ?? "-", short].join(" ");
}

/** Some answers come as they were sent: of a page nothing counts, of JSON its words, or else the names in it. */
function wordsIn(detail: string): string {
  const text = detail.trim();
  if (text.startsWith("<")) return "a web page";
  if (!/^[{[]/.test(text)) return text;
  const told = json(text);
  const first: unknown = Array.isArray(told) ? told[0] : told;
  if (typeof first !== "object" || first === null) return text;
  for (const name of ["error_description", "message", "detail", "title", "error"]) {
    const words: unknown = Reflect.get(first, name);
    if (typeof words === "string" && words !== "") return words;
  }
  return `names ${Object.keys(first).sort().join(" ")}`;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** In this order: what is longer or holds the others comes first. */
const PLACEHOLDERS: readonly (readonly [RegExp, string])[] = [
  [/\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>)\]]+/gi, "<url>"],
  [/[^\s"'<>()[\],;:=]+@[^\s"'<>()[\],;:=]+/g, "<email>"],
  [/"[^"]*"|“[^”]*”|„[^“”]*[“”]|«[^»]*»|`[^`]*`/g, "<value>"],
  // An apostrophe inside a word opens nothing.
  [/(?<![\p{L}\p{N}])'[^']*'(?![\p{L}\p{N}])/gu, "<value>"],
  [/\[[^[\]]*\]|\{[^{}]*\}/g, "<list>"],
  [/\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?\s?(?:Z|[+-]\d\d:?\d\d)?)?/g, "<date>"],
  [/\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b/g, "<date>"],
  [/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, "<id>"],
  // Ids mix letters and digits and are long; field names seldom do.
  [/\b(?=[a-z0-9_-]*\d)(?=[a-z0-9_-]*[a-z])[a-z0-9_-]{10,}\b/gi, "<id>"],
  [/[+-]?\d+(?:[.,:]\d+)*/g, "<n>"],
  [/<n>(?:[\s,./-]*<n>)+/g, "<n>"],
];

function withoutValues(words: string): string {
  const plain = PLACEHOLDERS.reduce((text, [pattern, placeholder]) => text.replace(pattern, placeholder), words);
  return plain.toLowerCase().replace(/\s+/g, " ").trim();
}
