import type { Fields, RemoteRecord, Value } from "../../record.ts";
import { type ActivityType, activityTypes, BODY, DONE, DUE, joinId, SUBJECT, TYPE } from "./activity-types.ts";
import { noteOf, noteText } from "./note-text.ts";

const shared: ReadonlySet<string> = new Set([SUBJECT, TYPE, DONE, BODY]);
const DIRECTION = "hs_email_direction";

/** The properties of this type that the fields asked for are made from; those of another type are left out. */
export function ownFields(of: ActivityType, fields: readonly string[]): readonly string[] {
  const names = fields.flatMap((name) => {
    if (name === SUBJECT) return of.subject ?? of.body;
    if (name === BODY) return of.body;
    if (name === DONE) return of.status === null ? [] : [of.status.property, ...(isMail(of) ? [DIRECTION] : [])];
    return name === TYPE || isForeign(of, name) ? [] : name;
  });
  return [...new Set(names)];
}

/** Whether a property belongs to another one of the five types: "hs_call_duration" is no task's. */
function isForeign(of: ActivityType, property: string): boolean {
  return activityTypes.some(({ type, prefix }) => type !== of.type && property.startsWith(prefix));
}

/**
 * A record of one type in the fields that all have. What the type does not have is left out: a note is neither done nor
 * open.
 */
export function toActivity(of: ActivityType, record: RemoteRecord, fields: readonly string[]): RemoteRecord {
  const values: Record<string, Value> = {};
  for (const name of fields) {
    const value = ownValue(of, record.fields, name);
    if (value !== undefined) values[name] = value;
  }
  return { ...record, externalId: joinId(of.type, record.externalId), fields: values };
}

function ownValue(of: ActivityType, own: Fields, name: string): Value | undefined {
  if (!shared.has(name)) return own[name];
  if (name === TYPE) return of.word;
  if (name === DONE) return isDone(of, own);
  if (of.subject !== null) return own[name === SUBJECT ? of.subject : of.body];
  const text = own[of.body];
  if (text === undefined) return undefined;
  const note = noteOf(text === null ? "" : String(text));
  return name === SUBJECT ? note.subject : note.body;
}

/** A mail that came in is done by that. */
function isDone(of: ActivityType, own: Fields): boolean | undefined {
  if (of.status === null) return undefined;
  const value = own[of.status.property];
  if (isMail(of) && own[DIRECTION] === "INCOMING_EMAIL") return true;
  return value === undefined ? undefined : value === of.status.done;
}

/**
 * What a write says, in the properties of one type; associations stay as they are. `text` is the present text of a note
 * of which only a part is written. A create gets what HubSpot needs: the time is `now` where none is given.
 */
export function toOwn(
  of: ActivityType,
  fields: Fields,
  { op, now, text }: { readonly op: "create" | "update"; readonly now: number; readonly text: string },
): Fields {
  const own: Record<string, Value> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (name === SUBJECT && of.subject !== null) own[of.subject] = value;
    else if (name === BODY && of.subject !== null) own[of.body] = value;
    else if (name === DONE && of.status !== null) Object.assign(own, statusOf(of.status, value, op));
    else if (!shared.has(name) && !isForeign(of, name)) own[name] = value;
  }
  if (of.subject === null && (SUBJECT in fields || BODY in fields)) own[of.body] = noteText(noteOf(text), fields);
  if (op === "create") {
    for (const [name, value] of Object.entries(of.needs)) own[name] ??= value;
    own[DUE] ??= new Date(now).toISOString();
  }
  // The calendar shows the start, the timeline the time.
  if (of.type === "meetings" && DUE in own) own.hs_meeting_start_time ??= own[DUE] ?? null;
  return own;
}

function statusOf(
  { property, done, open }: NonNullable<ActivityType["status"]>,
  value: Value,
  op: "create" | "update",
): Fields {
  const told = value === true || value === "true" ? done : open;
  if (told !== "") return { [property]: told };
  return op === "create" ? {} : { [property]: null };
}

function isMail(of: ActivityType): boolean {
  return of.type === "emails";
}
