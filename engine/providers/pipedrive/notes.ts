import type { Page, PushResult, Trouble, Write } from "../../provider.ts";
import type { Fields, RemoteRecord, Value } from "../../record.ts";
import { plain } from "../../trouble.ts";
import { htmlOfText, textOfHtml } from "./html.ts";

/** Notes have ids of their own, which activities have, too: with us theirs bear a name. */
const PREFIX = "note-";
/** The word of an activity's type that means a note. */
export const NOTE = "note";

/** Fields of an activity that a note has, and how it calls them. A note has no subject, no day, and is never done. */
const COLUMNS: Readonly<Record<string, string>> = {
  note: "content",
  person_id: "person_id",
  deal_id: "deal_id",
  org_id: "org_id",
  add_time: "add_time",
  update_time: "update_time",
};

export function isNote(externalId: string): boolean {
  return externalId.startsWith(PREFIX);
}

/** The note's own id, of ours. */
export function noteId(externalId: string): string {
  return externalId.slice(PREFIX.length);
}

export function columnOf(field: string): string | null {
  return COLUMNS[field] ?? null;
}

/** The columns of notes behind the fields of activities that are asked for. */
export function columnsOf(fields: readonly string[]): readonly string[] {
  return fields.flatMap((field) => COLUMNS[field] ?? []);
}

/** A note as an activity of the type `note`; what it has nothing of is not told, and left as it is with us. */
export function toldNote(note: RemoteRecord, fields: readonly string[]): RemoteRecord {
  const told: Record<string, Value> = {};
  for (const field of fields) {
    const column = COLUMNS[field];
    if (field === "type") told.type = NOTE;
    else if (column !== undefined) told[field] = plainValue(field, note.fields[column] ?? null);
  }
  return { ...note, externalId: PREFIX + note.externalId, fields: told };
}

function plainValue(field: string, value: Value): Value {
  return field === "note" && typeof value === "string" ? textOfHtml(value) || null : value;
}

/** A page of notes, as one of activities. */
export function toldPage(page: Page, fields: readonly string[]): Page {
  const named = <T extends { readonly externalId: string }>(row: T): T => ({
    ...row,
    externalId: row.externalId === "" ? "" : PREFIX + row.externalId,
  });
  return {
    ...page,
    records: page.records.map((record) => toldNote(record, fields)),
    gone: page.gone.map(named),
    broken: page.broken.map(named),
  };
}

/** A write in a note's own fields, or why Pipedrive cannot have it. Where there is no text, the subject is it. */
export function noteWrite(write: Write): Write | Trouble {
  const { op, externalId, fields } = write;
  if (op === "update" && fields.type !== undefined && fields.type !== NOTE) return moved;
  const body: Record<string, Value> = {};
  for (const [field, value] of Object.entries(fields)) {
    const column = COLUMNS[field];
    if (column === undefined || op === "delete" || /_time$/.test(column)) continue;
    body[column] = field === "note" && value !== null ? htmlOfText(String(value)) : value;
  }
  if (op === "create" && isEmpty(body.content) && !isEmpty(fields.subject))
    body.content = htmlOfText(String(fields.subject));
  if (op === "create" && isEmpty(body.content)) return lacking("a note in Pipedrive needs a text", "note");
  if (op === "create" && [body.person_id, body.deal_id, body.org_id].every(isEmpty))
    return lacking("a note in Pipedrive hangs on a person, a deal or an organization", "person_id");
  return { ...write, externalId: externalId === null ? null : noteId(externalId), fields: onlyFilled(op, body) };
}

/** A result about a note, as one about an activity. */
export function toldResult(result: PushResult): PushResult {
  if (result.ok) return { ...result, externalId: PREFIX + result.externalId };
  const existingId = result.existingId === null ? null : PREFIX + result.existingId;
  return { ...result, existingId, field: result.field === "content" ? "note" : result.field };
}

/** Pipedrive cannot make a note of an activity. */
export const moved: Trouble = {
  ...plain(
    "DATA_PICKLIST_INVALID",
    "Pipedrive keeps notes apart from activities: one cannot become the other. Make a new one and delete this.",
  ),
  field: "type",
};

function onlyFilled(op: Write["op"], body: Fields): Fields {
  return op === "create" ? Object.fromEntries(Object.entries(body).filter(([, value]) => !isEmpty(value))) : body;
}

function isEmpty(value: Value | undefined): boolean {
  return value === undefined || value === null || value === "";
}

function lacking(detail: string, field: string): Trouble {
  return { ...plain("DATA_REQUIRED_MISSING", detail), field };
}
