import type { Page } from "../../provider.ts";
import type { RemoteRecord, Value } from "../../record.ts";

export type Broken = Page["broken"][number];

/** The columns that every query reads. A row is placed in time by SystemModstamp, which people cannot set. */
const OWN_COLUMNS = ["Id", "SystemModstamp"] as const;

/** What more has to be known of a type's rows. */
const TYPE_COLUMNS: Readonly<Record<string, readonly string[]>> = { Lead: ["IsConverted"] };

export function ownColumns(type: string): readonly string[] {
  return [...OWN_COLUMNS, ...(TYPE_COLUMNS[type] ?? [])];
}

/** One row of a query or of a read, or what is wrong with it. `fields` are the names that were asked for. */
export function readRow(row: unknown, fields: readonly string[]): RemoteRecord | Broken {
  if (!isRow(row)) return broken("", "a row is not an object");
  const id = row.Id;
  if (typeof id !== "string" || !isId(id)) return broken("", "a row has no Id");
  const modifiedAt = stampOf(row);
  if (modifiedAt === null)
    return {
      ...broken(id, `SystemModstamp ${JSON.stringify(row.SystemModstamp)} is no time`),
      reason: "DATA_TIMESTAMP",
    };
  const values: Record<string, Value> = {};
  for (const name of fields) {
    const value = row[name];
    if (value === undefined || value === null || isElsewhere(name, value)) values[name] = null;
    else if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") values[name] = value;
    else return broken(id, `${name} is not a plain value`);
  }
  return { externalId: id, modifiedAt, fields: values, ...(row.IsConverted === true && { out: "SKIP_CONVERTED" }) };
}

/** A task may be about a lead, a case, anything: only ids of contacts (003) and of deals (006) are references of ours. */
const TARGETS: Readonly<Record<string, string>> = { WhoId: "003", WhatId: "006" };

function isElsewhere(name: string, value: unknown): boolean {
  const prefix = TARGETS[name];
  return prefix !== undefined && typeof value === "string" && !value.startsWith(prefix);
}

/** The rows of an answer, as a page tells them. */
export function sorted(
  rows: readonly unknown[],
  readOne: (row: unknown) => RemoteRecord | Broken,
): Pick<Page, "records" | "gone" | "broken"> {
  const records: RemoteRecord[] = [];
  const gone: Page["gone"][number][] = [];
  const broken: Broken[] = [];
  for (const row of rows) {
    const read = readOne(row);
    if (isBroken(read)) broken.push(read);
    else if (isRow(row) && row.IsDeleted === true) {
      const master = row.MasterRecordId;
      gone.push({
        externalId: read.externalId,
        at: read.modifiedAt,
        mergedInto: typeof master === "string" ? master : null,
      });
    } else records.push(read);
  }
  return { records, gone, broken };
}

export function isBroken(row: RemoteRecord | Broken): row is Broken {
  return "reason" in row;
}

export type Row = Readonly<Record<string, unknown>>;

export function isRow(value: unknown): value is Row {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Milliseconds since 1970 of a row's SystemModstamp, "2026-11-20T10:00:00.000+0000". */
export function stampOf(row: Readonly<Record<string, unknown>>): number | null {
  const text = row.SystemModstamp;
  const ms = typeof text === "string" ? Date.parse(text) : Number.NaN;
  return Number.isFinite(ms) ? ms : null;
}

export function isId(text: string): boolean {
  return /^[a-zA-Z0-9]{15}(?:[a-zA-Z0-9]{3})?$/.test(text);
}

/**
 * The 18-character form of an id. The last three characters say, five characters each, which letters are capitals,
 * so that ids differ even where case is lost.
 */
export function id18(id: string): string {
  if (id.length !== 15) return id;
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
  const suffix = [0, 5, 10].map((start) => {
    const bits = [...id.slice(start, start + 5)].reduce((sum, char, at) => sum + (/[A-Z]/.test(char) ? 1 << at : 0), 0);
    return letters.charAt(bits);
  });
  return id + suffix.join("");
}

function broken(externalId: string, detail: string): Broken {
  return { externalId, reason: "DATA_MALFORMED", detail };
}
