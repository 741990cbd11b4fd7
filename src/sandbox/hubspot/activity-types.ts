import type { Schema } from "../crm/schema.ts";
import { callSchema, emailSchema, meetingSchema, noteSchema, taskSchema } from "./activity-schemas.ts";
import type { ObjectType } from "./object-type.ts";

type Words = readonly [name: string, singular: string, id: string, firstId: number];

/** What people do, which HubSpot keeps in five types; none has pipelines, a key, or a primary association. */
function activity([name, singular, id, firstId]: Words, display: string, schema: () => Schema): ObjectType {
  const label = `${singular.slice(0, 1)}${singular.slice(1).toLowerCase()}`;
  return {
    name,
    id,
    singular,
    modified: "hs_lastmodifieddate",
    display,
    key: null,
    primary: null,
    needs: null,
    pipeline: null,
    shown: ["hs_timestamp", display],
    searchable: [display],
    schema,
    firstId,
    label: { singular: label, plural: `${label}s` },
  };
}

export const activityTypes: readonly ObjectType[] = [
  activity(["tasks", "TASK", "0-27", 81_000_000_000], "hs_task_subject", taskSchema),
  activity(["calls", "CALL", "0-48", 82_000_000_000], "hs_call_title", callSchema),
  activity(["emails", "EMAIL", "0-49", 83_000_000_000], "hs_email_subject", emailSchema),
  activity(["meetings", "MEETING", "0-47", 84_000_000_000], "hs_meeting_title", meetingSchema),
  activity(["notes", "NOTE", "0-46", 85_000_000_000], "hs_note_body", noteSchema),
];

const names: ReadonlySet<string> = new Set(activityTypes.map((type) => type.name));

/** HubSpot allows activities to whoever may see contacts. */
export function isActivity(name: string): boolean {
  return names.has(name);
}
