import type { ObjectName } from "../../record.ts";

/** Our one name for HubSpot's five types of activities; no path of HubSpot knows it. */
export const ACTIVITIES = "activities";

/** Fields that each of the five types has under a name of its own, or as an association. */
export const SUBJECT = "activity_subject";
export const TYPE = "activity_type";
export const DONE = "activity_done";
export const BODY = "activity_body";
export const CONTACT = "activity_contact";
export const DEAL = "activity_deal";
/** When it is due, or happened: the one property that all five have and need. */
export const DUE = "hs_timestamp";

/** An association that is told as a field. */
export interface End {
  readonly field: string;
  readonly to: "contacts" | "deals";
  /** What messages of HubSpot call the other one. */
  readonly singular: string;
  readonly object: ObjectName;
}

export const ends: readonly End[] = [
  { field: CONTACT, to: "contacts", singular: "CONTACT", object: "contact" },
  { field: DEAL, to: "deals", singular: "DEAL", object: "deal" },
];

/** One of HubSpot's types of activities. */
export interface ActivityType {
  /** HubSpot's name, which the ids of its records begin with here: "calls-123". */
  readonly type: string;
  /** Our word for it in the field `type`. */
  readonly word: string;
  /** HubSpot's number of it, in the addresses of its pages. */
  readonly page: string;
  /** How the names of its own properties begin. */
  readonly prefix: string;
  /** null = it has none: the first line of the body stands for it. */
  readonly subject: string | null;
  readonly body: string;
  /** The property that tells whether it is done, and what it says then and before ("" = nothing); null = it has none. */
  readonly status: { readonly property: string; readonly done: string; readonly open: string } | null;
  /** What a new record needs besides its time. */
  readonly needs: Readonly<Record<string, string>>;
  /** HubSpot's ids of its associations without a label. */
  readonly associations: Readonly<Record<End["to"], number>>;
}

export const activityTypes: readonly ActivityType[] = [
  {
    type: "tasks",
    word: "task",
    page: "0-27",
    prefix: "hs_task_",
    subject: "hs_task_subject",
    body: "hs_task_body",
    status: { property: "hs_task_status", done: "COMPLETED", open: "NOT_STARTED" },
    needs: {},
    associations: { contacts: 204, deals: 216 },
  },
  {
    type: "calls",
    word: "call",
    page: "0-48",
    prefix: "hs_call_",
    subject: "hs_call_title",
    body: "hs_call_body",
    status: { property: "hs_call_status", done: "COMPLETED", open: "" },
    needs: {},
    associations: { contacts: 194, deals: 206 },
  },
  {
    type: "emails",
    word: "email",
    page: "0-49",
    prefix: "hs_email_",
    subject: "hs_email_subject",
    body: "hs_email_text",
    status: { property: "hs_email_status", done: "SENT", open: "" },
    needs: { hs_email_direction: "EMAIL" },
    associations: { contacts: 198, deals: 210 },
  },
  {
    type: "meetings",
    word: "meeting",
    page: "0-47",
    prefix: "hs_meeting_",
    subject: "hs_meeting_title",
    body: "hs_meeting_body",
    status: { property: "hs_meeting_outcome", done: "COMPLETED", open: "SCHEDULED" },
    needs: {},
    associations: { contacts: 200, deals: 212 },
  },
  {
    type: "notes",
    word: "note",
    page: "0-46",
    prefix: "hs_note_",
    subject: null,
    body: "hs_note_body",
    status: null,
    needs: {},
    associations: { contacts: 202, deals: 214 },
  },
];

const byType: ReadonlyMap<string, ActivityType> = new Map(activityTypes.map((one) => [one.type, one]));

export function activityType(type: string): ActivityType | null {
  return byType.get(type) ?? null;
}

/** The type that our word names, in any case; null = HubSpot has none of it. */
export function typeOfWord(word: string): ActivityType | null {
  return activityTypes.find((one) => one.word === word.trim().toLowerCase()) ?? null;
}

/** Ids of the five types are told apart by their types only: "calls-123". */
export function joinId(type: string, id: string): string {
  return `${type}-${id}`;
}

/** The parts of an id that joinId made; null for every other text. */
export function splitId(externalId: string | null): { readonly of: ActivityType; readonly id: string } | null {
  const [, type = "", id = ""] = /^([a-z]+)-(\d+)$/.exec(externalId ?? "") ?? [];
  const of = activityType(type);
  return of === null ? null : { of, id };
}
