import type { Value } from "../../record.ts";
import { isRow, ownColumns, type Row } from "./records.ts";

/**
 * Salesforce keeps activities in types of their own: tasks (with calls and e-mails), meetings (Event) and notes (Note).
 * All are told in the names of a task's fields; its TaskSubtype holds `Event` and `Note` for the other two.
 */
export interface ActivityPart {
  readonly type: "Task" | "Event" | "Note";
  /** With what its ids begin. */
  readonly prefix: string;
  /** The word of TaskSubtype that means this type; null = every other one. */
  readonly word: string | null;
  /** A condition on its rows; null = all of them. */
  readonly only: string | null;
  /** Whether an org may lack the type. */
  readonly optional: boolean;
  /** The columns behind a field; none = the type has nothing of the kind. */
  columns(field: string): readonly string[];
  /** A row of it in the names of a task. A field that is missing then is not told: it is left as it is with us. */
  told(row: Row): Row;
  /** The field of a task that a refusal of one of its columns means. */
  field(column: string): string;
}

/** What only tasks, and only meetings, have. Fields of the customer's own are those of both. */
const TASK_ONLY =
  /^(Status|Priority|IsClosed|IsHighPriority|CompletedDateTime|RecurrenceRegeneratedType|Call(Object|Type|Disposition|DurationInSeconds))$/;
const EVENT_ONLY =
  /^(StartDateTime|EndDateTime|EndDate|ActivityDateTime|DurationInMinutes|IsAllDayEvent|IsPrivate|IsChild|IsGroupEvent|GroupEventType|EventSubtype|Location|ShowAs)$/;
const NOTE_COLUMNS: Readonly<Record<string, string>> = {
  Subject: "Title",
  Description: "Body",
  WhoId: "ParentId",
  WhatId: "ParentId",
  OwnerId: "OwnerId",
  CreatedDate: "CreatedDate",
  LastModifiedDate: "LastModifiedDate",
};

const task: ActivityPart = {
  type: "Task",
  prefix: "00T",
  word: null,
  only: null,
  optional: false,
  columns: (field) => (EVENT_ONLY.test(field) ? [] : [field]),
  told: (row) => row,
  field: (column) => column,
};

const meeting: ActivityPart = {
  type: "Event",
  prefix: "00U",
  word: "Event",
  // Each colleague who is invited has a copy of their own.
  only: "IsChild = false",
  optional: false,
  columns(field) {
    if (field === "TaskSubtype") return ["EventSubtype"];
    if (field === "ActivityDate") return ["ActivityDate", "IsAllDayEvent", "StartDateTime"];
    return TASK_ONLY.test(field) ? [] : [field];
  },
  told: (row) => ({ ...row, TaskSubtype: "Event", ActivityDate: dayOf(row) }),
  field: (column) => (column === "EventSubtype" ? "TaskSubtype" : WHEN.has(column) ? "ActivityDate" : column),
};

const note: ActivityPart = {
  type: "Note",
  prefix: "002",
  word: "Note",
  only: null,
  optional: true,
  columns: (field) =>
    field === "TaskSubtype" ? ["Id"] : NOTE_COLUMNS[field] === undefined ? [] : [NOTE_COLUMNS[field]],
  told({ Title, Body, ParentId, ...row }) {
    const parent = typeof ParentId === "string" ? ParentId : "";
    return {
      ...row,
      Subject: Title ?? null,
      Description: Body ?? null,
      TaskSubtype: "Note",
      // It hangs on one record: of the other kind of parent nothing is known.
      ...(parent.startsWith("003") && { WhoId: parent }),
      ...(parent.startsWith("006") && { WhatId: parent }),
    };
  },
  field: (column) => Object.keys(NOTE_COLUMNS).find((name) => NOTE_COLUMNS[name] === column) ?? column,
};

const WHEN: ReadonlySet<string> = new Set([
  "StartDateTime",
  "ActivityDateTime",
  "IsAllDayEvent",
  "DurationInMinutes",
  "EndDateTime",
]);

export const activityParts: readonly ActivityPart[] = [task, meeting, note];

/** The day of a meeting: of one with hours the day, in UTC, on which it begins. */
function dayOf({ IsAllDayEvent, ActivityDate, StartDateTime }: Row): unknown {
  const start = typeof StartDateTime === "string" ? StartDateTime.slice(0, 10) : null;
  return IsAllDayEvent === true ? (ActivityDate ?? start) : (start ?? ActivityDate ?? null);
}

/** All columns that a part's rows are read with. */
export function columnsOf(part: ActivityPart, fields: readonly string[]): readonly string[] {
  return [...new Set([...ownColumns(part.type), ...fields.flatMap((field) => part.columns(field))])];
}

/** The fields that a row of this part tells. */
export function toldBy(part: ActivityPart, fields: readonly string[], row: unknown): readonly string[] {
  const present = fields.filter((field) => part.columns(field).length > 0);
  return part.type === "Note" && isRow(row) ? present.filter((field) => !/^Wh/.test(field) || field in row) : present;
}

/** The part that an id belongs to, among those that are synced. */
export function partOfId(parts: readonly ActivityPart[], id: string): ActivityPart | null {
  return parts.find(({ prefix }) => id.startsWith(prefix)) ?? null;
}

/** The part that a value of TaskSubtype means. */
export function partOfWord(parts: readonly ActivityPart[], word: Value | undefined): ActivityPart | null {
  return (
    parts.find((part) => part.word !== null && part.word === word) ?? parts.find((part) => part.word === null) ?? null
  );
}

/** Whether a field can be written to this part at all. */
export function takes(part: ActivityPart, field: string): boolean {
  return field !== "TaskSubtype" ? part.columns(field).length > 0 : part.word === null;
}
