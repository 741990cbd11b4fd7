import type { Value } from "../crm/schema.ts";
import type { Row } from "../crm/table.ts";
import type { Column } from "./soql-columns.ts";

export const delimiters = {
  BACKQUOTE: "`",
  CARET: "^",
  COMMA: ",",
  PIPE: "|",
  SEMICOLON: ";",
  TAB: "\t",
} as const;

export const lineEndings = { LF: "\n", CRLF: "\r\n" } as const;

export type Delimiter = keyof typeof delimiters;
export type LineEnding = keyof typeof lineEndings;

interface Form {
  readonly columnDelimiter: Delimiter;
  readonly lineEnding: LineEnding;
}

/** Rows as a Bulk result: each part has the header, every field is quoted, and an empty one stands for null. */
export function csv(columns: readonly Column[], rows: readonly Row[], form: Form): string {
  const between = delimiters[form.columnDelimiter];
  const end = lineEndings[form.lineEnding];
  const line = (fields: readonly string[]) => fields.map(quoted).join(between) + end;
  const names = columns.map(({ name, parent }) => (parent === null ? name : `${parent.as}.${name}`));
  return line(names) + rows.map((row) => line(columns.map((column) => text(column, column.read(row))))).join("");
}

function quoted(field: string): string {
  return `"${field.replaceAll('"', '""')}"`;
}

/** Times end with Z here, where JSON writes +0000. */
function text({ field }: Column, value: Value): string {
  if (value === null) return "";
  return field.type === "datetime" ? String(value).replace(/\+0000$/, "Z") : String(value);
}
