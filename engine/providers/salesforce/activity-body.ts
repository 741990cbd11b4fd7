import type { Trouble, Write } from "../../provider.ts";
import type { Fields, Value } from "../../record.ts";
import { plain } from "../../trouble.ts";
import { type ActivityPart, takes } from "./activity-parts.ts";
import type { Row } from "./records.ts";

export type Body = { readonly ok: true; readonly fields: Fields } | { readonly ok: false; readonly trouble: Trouble };

const TITLE_LENGTH = 80;

/** Whether the hours of a meeting have to be known to move it to another day. */
export function needsHours(part: ActivityPart, { op, fields }: Write): boolean {
  return part.type === "Event" && op === "update" && isDay(fields.ActivityDate) && fields.StartDateTime === undefined;
}

/**
 * A write in the columns of the part it belongs to. What that part has nothing of is left out: a meeting is never done,
 * a note has no day. `present` = the meeting as it stands, where it is moved.
 */
export function bodyOf(part: ActivityPart, write: Write, present: Row | null): Body {
  const fields = Object.fromEntries(Object.entries(write.fields).filter(([name]) => takes(part, name)));
  switch (part.type) {
    case "Task":
      return { ok: true, fields };
    case "Event":
      return eventBody(write, fields, present);
    case "Note":
      return noteBody(write, fields);
  }
}

function eventBody({ op, fields: asked }: Write, fields: Fields, present: Row | null): Body {
  const { ActivityDate: day, ...rest } = fields;
  if (op === "delete" || asked.StartDateTime !== undefined) return { ok: true, fields: rest };
  if (isDay(day)) return { ok: true, fields: { ...rest, ...whenOf(day, present) } };
  if (op === "update" && day === undefined) return { ok: true, fields: rest };
  return refused("DATA_REQUIRED_MISSING", "a meeting in Salesforce needs a day", "ActivityDate");
}

/** A new meeting takes the whole day; one that has hours keeps them. Salesforce makes an end of the minutes. */
function whenOf(day: string, present: Row | null): Fields {
  const minutes = present?.DurationInMinutes;
  const length: Fields = typeof minutes === "number" ? { DurationInMinutes: minutes } : {};
  const start = present?.StartDateTime;
  if (present !== null && present.IsAllDayEvent !== true && typeof start === "string")
    return { StartDateTime: `${day}${start.slice(10)}`, ...length };
  return { ActivityDate: day, IsAllDayEvent: true, ...length };
}

function noteBody({ op }: Write, fields: Fields): Body {
  if (op === "delete") return { ok: true, fields: {} };
  const { Subject, Description, WhoId, WhatId, ...rest } = fields;
  const parent = isFilled(WhatId) ? WhatId : isFilled(WhoId) ? WhoId : undefined;
  if (op === "create" && parent === undefined)
    return refused("DATA_REQUIRED_MISSING", "a note in Salesforce hangs on a contact or a deal", "WhoId");
  const title = isFilled(Subject) ? Subject : op === "create" ? titleOf(Description) : undefined;
  return {
    ok: true,
    fields: {
      ...rest,
      ...(title !== undefined && { Title: title }),
      ...(Description !== undefined && { Body: Description }),
      ...(op === "create" && parent !== undefined && { ParentId: parent }),
    },
  };
}

/** A note must have a title: where ours has none, its first words are it. */
function titleOf(text: Value | undefined): string {
  const [line = ""] = String(text ?? "")
    .trim()
    .split("\n");
  return line.slice(0, TITLE_LENGTH).trim() || "Note";
}

function isDay(value: Value | undefined): value is string {
  return typeof value === "string" && value !== "";
}

function isFilled(value: Value | undefined): value is Exclude<Value, null> {
  return value !== undefined && value !== null && value !== "";
}

function refused(reason: Trouble["reason"], detail: string, field: string): Body {
  return { ok: false, trouble: { ...plain(reason, detail), field } };
}
