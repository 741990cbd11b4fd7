import type { RecordWrite, Value } from "../../engine/index.ts";
import { nearest } from "../config/nearest.ts";
import type { FileRow } from "./rows.ts";

/** What each column of a file is: a field of ours, the id, or nothing (left out). */
export interface Columns {
  /** The names as they stand there. */
  readonly header: readonly string[];
  readonly fields: readonly (string | null)[];
  /** Behind them stands the reason of an earlier refusal, which is left out. */
  readonly mended: boolean;
}

export interface RowRules {
  /** Fields of the object, without the id. */
  readonly known: readonly string[];
  readonly ignoreUnknown: boolean;
  /** A row that has neither an id nor a match key makes a new record. */
  readonly withoutKey: boolean;
}

export type ReadRow =
  | { readonly ok: true; readonly write: RecordWrite }
  | { readonly ok: false; readonly reason: string };

/** "First Name", "first-name" and "first_name" are one field. */
function plain(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, "_");
}

function fieldOf(name: string, known: readonly string[]): string | null {
  return (
    ["id", ...known].find((field) => field === name) ??
    ["id", ...known].find((field) => plain(field) === plain(name)) ??
    null
  );
}

/** Reads the header; a text says what is wrong with it. `mended` = a file of refused rows, whose reasons are left out. */
export function readColumns(header: readonly string[], rules: RowRules, mended: boolean): Columns | string {
  const again = mended && header.at(-1) === REASON;
  const own = again ? header.slice(0, -1) : header;
  const fields = own.map((name) => fieldOf(name, rules.known));
  const unknown = own.filter((_, at) => fields[at] === null);
  if (unknown.length > 0 && !rules.ignoreUnknown) {
    const told = unknown.map((name) => {
      const near = nearest(plain(name), rules.known);
      return `“${name.slice(0, 60)}”${near ? ` (did you mean ${near}?)` : ""}`;
    });
    return `No field of this object: ${told.join(", ")}. Rename or remove the columns, or add --ignore-unknown.`;
  }
  const twice = fields.find((field, at) => field !== null && fields.indexOf(field) < at);
  if (twice) return `Two columns are the field ${twice}. Remove one.`;
  if (fields.every((field) => field === null)) return "No column is a field of this object. The first line names them.";
  return { header: own, fields, mended: again };
}

/** The last column of a file of refused rows. */
export const REASON = "reason";

/** One row of CSV as a write; an empty cell is not given. */
export function readCells(cells: readonly string[], { fields, mended }: Columns, rules: RowRules): ReadRow {
  const wide = fields.length + (mended ? 1 : 0);
  if (cells.length !== wide) return { ok: false, reason: `it has ${cells.length} cells, the header has ${wide}` };
  const given: Record<string, Value> = {};
  for (const [at, field] of fields.entries()) if (field !== null && cells[at]) given[field] = cells[at] ?? null;
  return asWrite(given, rules);
}

/** One object of JSON lines as a write; null empties a field. */
export function readObject(told: Record<string, unknown>, rules: RowRules): ReadRow {
  const given: Record<string, Value> = {};
  for (const [name, value] of Object.entries(told)) {
    const field = fieldOf(name, rules.known);
    if (field === null && rules.ignoreUnknown) continue;
    if (field === null) return { ok: false, reason: `${name.slice(0, 60)}: no field of this object` };
    if (field in given) return { ok: false, reason: `${field}: given twice` };
    if (!isValue(value)) return { ok: false, reason: `${field}: not a single value` };
    given[field] = value;
  }
  return asWrite(given, rules);
}

function isValue(value: unknown): value is Value {
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}

function asWrite({ id = null, ...fields }: Record<string, Value>, { withoutKey }: RowRules): ReadRow {
  if (Object.keys(fields).length === 0 && (id === null || id === "")) return { ok: false, reason: "it is empty" };
  // What was not UTF-8 in the file has become this sign.
  const broken = Object.entries({ id, ...fields }).find(
    ([, value]) => typeof value === "string" && value.includes("\ufffd"),
  );
  if (broken) return { ok: false, reason: `${broken[0]}: not written in UTF-8` };
  if (id === null || id === "") return { ok: true, write: { target: { by: "match", keyed: !withoutKey }, fields } };
  return { ok: true, write: { target: { by: "id", id: String(id) }, fields } };
}

/** What a row stands as in the file of refused rows: its own cells, or its line and text. */
export function refusedRow(row: FileRow, columns: Columns | null, reason: string): readonly string[] {
  if (row.kind !== "cells") return [String(row.line), row.text, reason];
  const own = columns?.mended && row.cells.length > columns.header.length ? row.cells.slice(0, -1) : row.cells;
  return [...own, reason];
}
