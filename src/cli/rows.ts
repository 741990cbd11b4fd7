import type { Readable } from "node:stream";
import { CsvError, parse } from "csv-parse";

/** One row of a file: its cells in the order of the header, or one object of JSON lines. */
export type FileRow =
  | { readonly kind: "cells"; readonly line: number; readonly cells: readonly string[] }
  | { readonly kind: "object"; readonly line: number; readonly text: string; readonly fields: Record<string, unknown> }
  | { readonly kind: "broken"; readonly line: number; readonly text: string; readonly problem: string };

/** Nothing more can be read of the file. */
export class FileBroken extends Error {}

/** No row is longer; an open quotation mark would else swallow the whole file. */
const LONGEST = 10_000_000;

/** Rows of a CSV file, the header first, one at a time: quotes, line ends of any kind, and a byte order mark. */
export async function* csvRows(source: Readable, delimiter: string): AsyncGenerator<FileRow> {
  const parser = parse({
    bom: true,
    delimiter,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: LONGEST,
  });
  source.once("error", (cause) => parser.destroy(cause));
  source.pipe(parser);
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>)
      yield { kind: "cells", line: info.lines, cells: record };
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    const line = typeof cause.lines === "number" ? ` at line ${cause.lines}` : "";
    throw new FileBroken(`The file cannot be read further${line}: ${reasons[cause.code] ?? "it is no CSV"}.`);
  } finally {
    source.destroy();
  }
}

const reasons: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: "a quotation mark is not closed",
  CSV_INVALID_CLOSING_QUOTE: "something stands behind a closing quotation mark",
  INVALID_OPENING_QUOTE: "a quotation mark stands in the midst of a cell",
  CSV_INVALID_OPENING_QUOTE: "a quotation mark stands in the midst of a cell",
  CSV_MAX_RECORD_SIZE: "a row is longer than 10 MB; a quotation mark may not be closed",
};

/** Rows of JSON lines, one at a time; a line that is no JSON object is broken, and the next one is read. */
export async function* jsonRows(source: Readable): AsyncGenerator<FileRow> {
  let line = 0;
  for await (const text of lines(source)) {
    line += 1;
    if (text.trim() !== "") yield jsonRow(line, text);
  }
}

function jsonRow(line: number, text: string): FileRow {
  const value = parsed(text);
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? { kind: "object", line, text, fields: value as Record<string, unknown> }
    : { kind: "broken", line, text, problem: "not a JSON object" };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function* lines(source: Readable): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8");
  let rest = "";
  for await (const chunk of source) {
    rest += decoder.decode(chunk as Buffer, { stream: true });
    const whole = rest.split("\n");
    rest = whole.pop() ?? "";
    yield* whole.map((text) => text.replace(/\r$/, ""));
    if (rest.length > LONGEST) throw new FileBroken("The file cannot be read further: a line is longer than 10 MB.");
  }
  rest += decoder.decode();
  if (rest !== "") yield rest;
}
