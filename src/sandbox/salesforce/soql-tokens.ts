/** One word of a query. `at` is its place in the text, for error messages. */
export interface Token {
  readonly kind: "word" | "text" | "number" | "date" | "sign" | "end";
  readonly text: string;
  readonly at: number;
}

/** A query that cannot be read or asks for something unknown: `code` is Salesforce's error code. */
export class SoqlError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = "SoqlError";
    this.code = code;
  }
}

const pattern =
  /\s+|(?<date>\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d))?)|(?<number>[+-]?\d+(?:\.\d+)?)|(?<word>[A-Za-z_][\w.]*(?::\d+)?)|'(?<text>(?:[^'\\]|\\.)*)'|(?<sign><=|>=|<>|!=|[=<>(),])/gy;

/** Cuts a query into words; throws SoqlError MALFORMED_QUERY at what it cannot read. */
export function tokens(soql: string): readonly Token[] {
  const found: Token[] = [];
  let at = 0;
  pattern.lastIndex = 0;
  while (at < soql.length) {
    pattern.lastIndex = at;
    const match = pattern.exec(soql);
    if (match === null) throw new SoqlError("MALFORMED_QUERY", `${place(soql, at)}\nunexpected token: '${soql[at]}'`);
    const { date, number, word, text, sign } = match.groups ?? {};
    if (date !== undefined) found.push({ kind: "date", text: date, at });
    else if (number !== undefined) found.push({ kind: "number", text: number, at });
    else if (word !== undefined) found.push({ kind: "word", text: word, at });
    else if (text !== undefined) found.push({ kind: "text", text: unescaped(text), at });
    else if (sign !== undefined) found.push({ kind: "sign", text: sign, at });
    at = pattern.lastIndex;
  }
  found.push({ kind: "end", text: "", at: soql.length });
  return found;
}

/** The lines that Salesforce puts before an error: the query, a caret, row and column. */
export function place(soql: string, at: number): string {
  const start = Math.max(0, at - 40);
  const near = soql.slice(start, at + 40).replaceAll("\n", " ");
  return `\n${near}\n${" ".repeat(at - start)}^\nERROR at Row:1:Column:${at + 1}`;
}

function unescaped(text: string): string {
  const named: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };
  return text.replace(/\\(.)/gs, (_, c: string) => named[c] ?? c);
}
