import type { Engine, RecordWrite, WriteResult } from "../../engine/index.ts";
import {
  type Columns,
  type ReadRow,
  type RowRules,
  readCells,
  readColumns,
  readObject,
  refusedRow,
} from "./import-row.ts";
import type { Exit } from "./print.ts";
import { createProgress } from "./progress.ts";
import { createRefusedFile } from "./refused-file.ts";
import { csvRows, FileBroken, type FileRow, jsonRows } from "./rows.ts";
import { fileTrouble, type Source, type Streams, sourceOf } from "./streams.ts";
import type { ImportAsked } from "./transfer-words.ts";

type RecordsOf = { readonly records: Pick<Engine["records"], "types" | "write" | "tryOut"> };

/** Rows that are written together. */
const BATCH = 500;
/** Reasons that are told at once; the file of refused rows has them all. */
const TOLD = 5;

interface Told {
  rows: number;
  created: number;
  updated: number;
  unchanged: number;
  refused: number;
  readonly problems: string[];
}

/** Writes a file's rows into the workspace, some hundred at a time, however long the file is. */
export async function importFile(
  engine: RecordsOf,
  object: string,
  asked: ImportAsked,
  streams: Streams,
): Promise<Exit> {
  const source = await sourceOf(asked.file, streams);
  if (typeof source !== "string") return importRows(engine, object, asked, { source, streams });
  streams.complain(source);
  return 1;
}

async function importRows(
  engine: RecordsOf,
  object: string,
  asked: ImportAsked,
  { source, streams }: { readonly source: Source; readonly streams: Streams },
): Promise<Exit> {
  const refused = createRefusedFile(`${asked.file === "-" ? object : asked.file}.refused.csv`, asked.delimiter);
  const told: Told = { rows: 0, created: 0, updated: 0, unchanged: 0, refused: 0, problems: [] };
  const unmapped = new Set<string>();
  const progress = createProgress(streams.errors, streams.now);
  const rules: RowRules = {
    known: Object.keys(engine.records.types(object)),
    ignoreUnknown: asked.ignoreUnknown,
    withoutKey: asked.withoutKey,
  };
  let columns: Columns | null = null;
  let waiting: { readonly row: FileRow; readonly write: RecordWrite }[] = [];

  async function refuse(row: FileRow, reason: string): Promise<void> {
    told.refused += 1;
    if (told.problems.length < TOLD) told.problems.push(`Line ${row.line}: ${reason}.`);
    await refused.add(columns?.header ?? ["line", "row"], refusedRow(row, columns, reason));
  }

  async function writeWaiting(): Promise<void> {
    const batch = waiting;
    waiting = [];
    if (batch.length === 0) return;
    const write = asked.dryRun ? engine.records.tryOut : engine.records.write;
    const results = await write(
      object,
      batch.map((one) => one.write),
    );
    for (const [at, { row }] of batch.entries()) {
      const result = results[at];
      if (result?.ok) {
        told[result.outcome] += 1;
        for (const field of result.unmapped ?? []) unmapped.add(field);
      } else if (result) await refuse(row, inWords(result));
    }
  }

  async function take(row: FileRow): Promise<void> {
    told.rows += 1;
    const read = readRow(row, columns, rules);
    if (read.ok) waiting.push({ row, write: read.write });
    else await refuse(row, read.reason);
    if (waiting.length < BATCH) return;
    await writeWaiting();
    progress.show(source.part(), `${told.rows} rows, ${told.refused} refused`);
  }

  /** Null = to its end; otherwise why not further. */
  async function readAll(): Promise<string | null> {
    const rows = asked.format === "csv" ? csvRows(source.stream, asked.delimiter) : jsonRows(source.stream);
    try {
      for await (const row of rows) {
        if (row.kind !== "cells" || columns !== null) await take(row);
        else {
          const read = readColumns(row.cells, rules, asked.file.endsWith(".refused.csv"));
          if (typeof read === "string") return read;
          columns = read;
        }
      }
      return asked.format === "csv" && columns === null ? "The file is empty: not even a header is there." : null;
    } catch (cause) {
      const trouble = cause instanceof FileBroken ? cause.message : fileTrouble(cause, asked.file);
      if (trouble === null) throw cause;
      return trouble;
    }
  }

  try {
    const broken = await readAll();
    await writeWaiting();
    progress.end();
    if (broken !== null) told.problems.push(broken);
    tell(asked, object, told, { refusedFile: refused.path(), unmapped: [...unmapped] }, streams);
    return broken !== null || told.refused > 0 ? 1 : 0;
  } finally {
    progress.end();
    source.stream.destroy();
    await refused.close();
  }
}

function readRow(row: FileRow, columns: Columns | null, rules: RowRules): ReadRow {
  if (row.kind === "broken") return { ok: false, reason: row.problem };
  if (row.kind === "object") return readObject(row.fields, rules);
  return columns ? readCells(row.cells, columns, rules) : { ok: false, reason: "there is no header" };
}

function inWords({ field, detail }: WriteResult & { ok: false }): string {
  return `${field === null ? "" : `${field}: `}${detail}`;
}

function tell(
  { dryRun, json }: ImportAsked,
  object: string,
  told: Told,
  { refusedFile, unmapped }: { readonly refusedFile: string | null; readonly unmapped: readonly string[] },
  { say, complain }: Streams,
): void {
  if (json) {
    const notices = unmapped.map((field) => ({ reason: "SCHEMA_UNMAPPED", field }));
    say(JSON.stringify({ object, dryRun, ...told, refusedFile, ...(notices.length > 0 ? { notices } : {}) }));
    return;
  }
  const { rows, created, updated, unchanged, refused, problems } = told;
  const would = dryRun ? "would be " : "";
  const end = dryRun ? " Nothing was written to the workspace." : "";
  say(
    `${object}, ${rows} ${rows === 1 ? "row" : "rows"}: ${created} ${would}created, ${updated} ${would}updated, ${unchanged} unchanged, ${refused} refused.${end}`,
  );
  if (unmapped.length > 0)
    say(`Kept here and synced nowhere, because no connection maps it (SCHEMA_UNMAPPED): ${unmapped.join(", ")}.`);
  for (const one of problems) complain(one);
  if (refusedFile !== null) complain(`The refused rows and why: ${refusedFile}`);
}
