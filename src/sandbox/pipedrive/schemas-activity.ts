import type { Builtin } from "./builtin.ts";
import { stamps } from "./schemas-person.ts";

const readOnly = { readOnly: true };

export const activityFields: readonly Builtin[] = [
  ["id", "int", { ...readOnly, label: "ID" }],
  ["subject", "varchar", { label: "Subject" }],
  ["type", "varchar", { label: "Type", default: "call" }],
  ["owner_id", "user", { label: "Assigned to user" }],
  ["creator_user_id", "user", { ...readOnly, label: "Creator" }],
  ["deal_id", "deal", { label: "Deal" }],
  ["lead_id", "lead", { label: "Lead" }],
  // Follows the primary participant: nobody writes it.
  ["person_id", "people", { ...readOnly, associated: true, label: "Contact person" }],
  ["org_id", "org", { label: "Organization" }],
  ["participants", "json", { label: "Participants" }],
  ["attendees", "json", { label: "Attendees" }],
  ["due_date", "date", { label: "Due date" }],
  ["due_time", "time", { label: "Due time" }],
  ["duration", "time", { label: "Duration" }],
  ["busy", "boolean", { label: "Free / busy" }],
  ["done", "boolean", { label: "Done" }],
  ["marked_as_done_time", "varchar", { ...readOnly, label: "Marked as done time" }],
  ["location", "address", { label: "Location" }],
  ["public_description", "text", { label: "Public description" }],
  ["priority", "int", { label: "Priority" }],
  ["note", "text", { label: "Note" }],
  ...stamps,
];

export const noteFields: readonly Builtin[] = [
  ["id", "int", { ...readOnly, label: "ID" }],
  ["content", "text", { required: true, label: "Content", length: 100_000 }],
  ["user_id", "user", { label: "Author" }],
  ["deal_id", "deal", { label: "Deal" }],
  ["lead_id", "lead", { label: "Lead" }],
  ["person_id", "people", { label: "Person" }],
  ["org_id", "org", { label: "Organization" }],
  ["pinned_to_deal_flag", "boolean", { label: "Pinned to deal" }],
  ["pinned_to_organization_flag", "boolean", { label: "Pinned to organization" }],
  ["pinned_to_person_flag", "boolean", { label: "Pinned to person" }],
  ...stamps,
];

/** The kinds of activities, by the key that activities bear. */
export const activityTypes: readonly { readonly id: number; readonly key: string; readonly name: string }[] = [
  { id: 1, key: "call", name: "Call" },
  { id: 2, key: "meeting", name: "Meeting" },
  { id: 3, key: "task", name: "Task" },
  { id: 4, key: "deadline", name: "Deadline" },
  { id: 5, key: "email", name: "Email" },
  { id: 6, key: "lunch", name: "Lunch" },
];
