import { CrmError } from "../../provider.ts";
import { plain } from "./errors.ts";

/** A text literal: only the quote and the backslash can end or change one; line ends are written as escapes. */
export function quoted(text: string): string {
  const escaped = text.replace(/[\\'\n\r\t]/g, (char) => ESCAPES[char] ?? char);
  return `'${escaped}'`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "'": "\\'",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

/** A time literal (unquoted in SOQL). */
export function instant(ms: number): string {
  return new Date(ms).toISOString();
}

/** Names come from configuration and stand in the query as they are, so they must be names. */
export function identifier(name: string): string {
  if (!/^[A-Za-z]\w*(?:\.[A-Za-z]\w*)*$/.test(name))
    throw new CrmError({ ...plain("SCHEMA_FIELD_MISSING", `"${name}" cannot be a name in Salesforce`), field: name });
  return name;
}

export function selection(own: readonly string[], fields: readonly string[]): string {
  return [...new Set([...own, ...fields.map(identifier)])].join(", ");
}
