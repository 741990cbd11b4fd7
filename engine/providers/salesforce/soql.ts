import { CrmError } from "../../provider.ts";
import { plain } from "../../trouble.ts";

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

const LIST_SIZE = 200;
/** A query travels in the address, of which Salesforce takes about 16 kB. */
const LIST_LENGTH = 8_000;

/** The values as literals for IN, in as many lists as queries are needed. */
export function lists(values: readonly string[]): readonly string[] {
  const all: string[][] = [];
  let length = LIST_LENGTH;
  for (const literal of values.map(quoted)) {
    const more = encodeURIComponent(literal).length + 4;
    const last = all.at(-1);
    if (last === undefined || last.length >= LIST_SIZE || length + more > LIST_LENGTH) {
      all.push([literal]);
      length = more;
    } else {
      last.push(literal);
      length += more;
    }
  }
  return all.map((literals) => literals.join(", "));
}

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

/** The contacts of a deal, as Salesforce calls them from the deal; they are rows of their own and no column of it. */
export const ROLES = "OpportunityContactRoles";

export function selection(columns: readonly string[]): string {
  return [...new Set(columns.map(identifier))].join(", ");
}
