import type { Kind, Kinds } from "./bulk-cursor.ts";
import { isRow } from "./records.ts";

interface Columns {
  readonly kinds: Kinds;
  /** Characters of the longest row that these columns allow. */
  readonly widest: number;
}

/** null = text in both forms. Compound, binary and untyped fields are missing: Bulk refuses or reshapes them. */
const TYPES: Readonly<Record<string, Kind | null>> = {
  id: null,
  string: null,
  textarea: null,
  combobox: null,
  encryptedstring: null,
  email: null,
  phone: null,
  url: null,
  picklist: null,
  multipicklist: null,
  reference: null,
  date: null,
  time: null,
  double: "number",
  currency: "number",
  percent: "number",
  int: "number",
  long: "number",
  boolean: "boolean",
  datetime: "datetime",
};

/** A number, a time, or a field that tells no length, with its quotes and its delimiter. */
const SHORT = 32;

/**
 * How the columns of a describe answer stand in CSV, which is all text. null when one of them cannot be told or cannot
 * be had in CSV: then the rows must come over REST.
 */
export function columnsOf(described: unknown, names: readonly string[]): Columns | null {
  if (!isRow(described) || !Array.isArray(described.fields)) return null;
  const fields = new Map(described.fields.filter(isRow).map((field) => [field.name, field]));
  const kinds: Record<string, Kind> = {};
  let widest = 0;
  for (const name of names) {
    const field = fields.get(name);
    const kind = TYPES[String(field?.type)];
    if (field === undefined || kind === undefined) return null;
    if (kind !== null) kinds[name] = kind;
    widest += kind === null && typeof field.length === "number" ? field.length + 3 : SHORT;
  }
  return { kinds, widest };
}
