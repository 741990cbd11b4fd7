import type { Fields, Value } from "../../record.ts";
import { BODY, SUBJECT } from "./activity-types.ts";

interface Note {
  readonly subject: string | null;
  readonly body: string | null;
}

const LONGEST_SUBJECT = 255;

/**
 * A note of HubSpot has a text and no title: its first line is the subject, the rest the body. What a person wrote in
 * HubSpot's editor begins with a tag, and what begins with very much is no title either: that is a body as a whole.
 */
export function noteOf(text: string): Note {
  const [, first = "", rest = null] = /^([^\n]*)(?:\n([\s\S]*))?$/.exec(text) ?? [];
  if (first.includes("<") || first.length > LONGEST_SUBJECT) return { subject: null, body: text };
  return { subject: first.trim() || null, body: rest || null };
}

/** The text of a note after a write of its subject, its body or both; noteOf gives the same parts back. */
export function noteText(present: Note, fields: Fields): string {
  const subject = SUBJECT in fields ? textOf(fields[SUBJECT]) : (present.subject ?? "");
  const body = BODY in fields ? textOf(fields[BODY]) : (present.body ?? "");
  if (body === "") return subject;
  // Nobody takes the first line of a body for a subject that was never there.
  return subject === "" && noteOf(body).body === body ? body : `${subject}\n${body}`;
}

function textOf(value: Value | undefined): string {
  return value === null || value === undefined ? "" : String(value);
}
