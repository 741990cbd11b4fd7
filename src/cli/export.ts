import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { rename } from "node:fs/promises";
import type { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import { stringify } from "csv-stringify/sync";
import type { Engine, RecordFilter, StoredRecord, Value } from "../../engine/index.ts";
import type { Exit } from "./print.ts";
import { createProgress } from "./progress.ts";
import { fileTrouble, type Streams } from "./streams.ts";
import type { ExportAsked } from "./transfer-words.ts";

type RecordsOf = { readonly records: Pick<Engine["records"], "types" | "list" | "count"> };

/** Records that are read together. */
const PAGE = 1_000;

/** Writes the records of an object page by page, in the order of their ids; a file appears when it is whole. */
export async function exportObject(
  engine: RecordsOf,
  object: string,
  filters: readonly RecordFilter[],
  asked: ExportAsked,
  streams: Streams,
): Promise<Exit> {
  const part = `${asked.file}.part`;
  const output = asked.file === "-" ? streams.output : createWriteStream(part, { mode: 0o600 });
  try {
    const told = await writeAll(engine, object, filters, { asked, output, streams });
    if (asked.file !== "-") {
      output.end();
      await finished(output);
      await rename(part, asked.file);
    }
    tell(asked, object, told, streams);
    return 0;
  } catch (cause) {
    // Whoever reads what goes out has seen enough.
    if (asked.file === "-" && cause instanceof Error && "code" in cause && cause.code === "EPIPE") return 0;
    const trouble = fileTrouble(cause, asked.file);
    if (trouble === null) throw cause;
    streams.complain(trouble);
    return 1;
  }
}

interface Told {
  readonly records: number;
  /** Cells that a spreadsheet would run. */
  readonly formulas: number;
}

async function writeAll(
  { records }: RecordsOf,
  object: string,
  filters: readonly RecordFilter[],
  { asked, output, streams }: { asked: ExportAsked; output: Writable; streams: Streams },
): Promise<Told> {
  const fields = Object.keys(records.types(object));
  const progress = createProgress(streams.errors, streams.now);
  const trouble = new Promise<never>((_, reject) => output.once("error", reject));
  trouble.catch(() => {});
  const total = streams.errors.isTTY ? await records.count(object, filters) : null;
  const send = async (text: string) => {
    if (!output.write(text)) await Promise.race([once(output, "drain"), trouble]);
  };
  let told: Told = { records: 0, formulas: 0 };
  let after: string | null = null;
  try {
    if (asked.format === "csv") await send(csv([["id", ...fields]], asked));
    for (;;) {
      const page: readonly StoredRecord[] = await records.list(object, filters, { after, limit: PAGE });
      if (page.length === 0) break;
      const cells = page.map((one) => [one.id, ...fields.map((field) => one.fields[field] ?? null)]);
      await send(
        asked.format === "csv"
          ? csv(cells, asked)
          : page.map((one) => `${JSON.stringify({ id: one.id, ...one.fields })}\n`).join(""),
      );
      told = { records: told.records + page.length, formulas: told.formulas + cells.flat().filter(isFormula).length };
      after = page.at(-1)?.id ?? null;
      progress.show(total === null ? null : told.records / Math.max(1, total), `${told.records} records`);
      if (page.length < PAGE) break;
    }
  } finally {
    progress.end();
  }
  return told;
}

function csv(rows: readonly (readonly Value[])[], { delimiter, safe }: ExportAsked): string {
  return stringify(
    rows.map((row) => row.map((value) => (safe && isFormula(value) ? `'${value}` : value))),
    // A bare carriage return is the end of a row to some.
    { delimiter, quoted_match: /\r/, cast: { boolean: String } },
  );
}

/** A text that a spreadsheet would take for a formula. */
function isFormula(value: Value): boolean {
  return typeof value === "string" && /^\s*[=+\-@]|^[\t\r]/.test(value);
}

function tell({ json, file, format, safe }: ExportAsked, object: string, told: Told, { say, complain }: Streams): void {
  const { records, formulas } = told;
  if (json && file !== "-") say(JSON.stringify({ object, file, records, formulas }));
  else if (file !== "-") say(`${records} ${records === 1 ? "record" : "records"} of ${object} in ${file}.`);
  if (format === "csv" && !safe && formulas > 0)
    complain(
      `${formulas} ${formulas === 1 ? "cell begins" : "cells begin"} with = + - or @, which a spreadsheet may run. For a spreadsheet add --safe.`,
    );
}
