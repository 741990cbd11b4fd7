import { CsvError, parse } from "csv-parse/sync";
import type { Kind, Kinds } from "./bulk-cursor.ts";

export type CsvRow = Readonly<Record<string, string | number | boolean | null>>;

/** rows, or why there are none: "spoilt" = not the CSV that was promised, "columns" = one of the names is not in it. */
type CsvRows = readonly CsvRow[] | "spoilt" | "columns";

/**
 * Rows of a Bulk result as REST would give them: CSV knows only text, so that numbers, flags and times are turned back;
 * an empty field is null, because Salesforce stores no empty text. `told` = the rows that Salesforce says are in it:
 * a text that was cut off at the end of a line is good CSV.
 */
export function csvRows(text: string, kinds: Kinds, names: readonly string[], told: number | null): CsvRows {
  const lines = linesOf(text);
  const [header, ...rows] = lines ?? [];
  if (header === undefined || (told !== null && told !== rows.length)) return "spoilt";
  const places = names.map((name) => [name, header.indexOf(name), kinds[name] ?? null] as const);
  if (places.some(([, at]) => at < 0)) return "columns";
  return rows.map((row) => Object.fromEntries(places.map(([name, at, kind]) => [name, typed(row[at] ?? "", kind)])));
}

function linesOf(text: string): readonly (readonly string[])[] | null {
  try {
    return parse(text, { bom: true, record_delimiter: ["\n", "\r\n"], skip_empty_lines: true });
  } catch (error) {
    if (error instanceof CsvError) return null;
    throw error;
  }
}

function typed(text: string, kind: Kind | null): string | number | boolean | null {
  if (text === "") return null;
  switch (kind) {
    case "number": {
      const number = Number(text);
      return Number.isFinite(number) ? number : text;
    }
    case "boolean":
      return text.toLowerCase() === "true";
    case "datetime":
      // Bulk writes "…T10:00:00.000Z" where REST writes "…T10:00:00.000+0000".
      return text.replace(/Z$/, "+0000");
    case null:
      return text;
  }
}
