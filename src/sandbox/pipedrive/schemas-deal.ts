import type { Builtin } from "./builtin.ts";
import { owned, stamps } from "./schemas-person.ts";

const readOnly = { readOnly: true };

export const dealFields: readonly Builtin[] = [
  ["id", "int", { ...readOnly, label: "ID" }],
  ["title", "varchar", { required: true, label: "Title" }],
  ["value", "double", { label: "Value", default: 0 }],
  ["currency", "varchar", { length: 3, label: "Currency", default: "USD" }],
  ["status", "status", { label: "Status", default: "open", options: ["open", "won", "lost"] }],
  ["stage_id", "stage", { label: "Stage" }],
  ["pipeline_id", "int", { label: "Pipeline" }],
  ["person_id", "people", { label: "Contact person" }],
  ["org_id", "org", { label: "Organization" }],
  ["expected_close_date", "date", { label: "Expected close date" }],
  ["probability", "int", { label: "Probability" }],
  ["lost_reason", "varchar", { label: "Lost reason" }],
  ["label_ids", "set", { label: "Label", options: ["Hot", "Warm", "Cold"] }],
  ["is_archived", "boolean", { label: "Archived" }],
  ["archive_time", "varchar", { ...readOnly, label: "Archive time" }],
  ["stage_change_time", "varchar", { ...readOnly, label: "Last stage change" }],
  ["close_time", "varchar", { ...readOnly, label: "Deal closed on" }],
  ["won_time", "varchar", { ...readOnly, label: "Won time" }],
  ["lost_time", "varchar", { ...readOnly, label: "Lost time" }],
  ["creator_user_id", "user", { ...readOnly, label: "Creator" }],
  ["source_lead_id", "varchar", { ...readOnly, label: "Source lead" }],
  ...owned,
  ...stamps,
];

/** Leads are a matter of v1; their custom fields are those of deals. */
export const leadFields: readonly Builtin[] = [
  ["id", "varchar", { ...readOnly, label: "ID" }],
  ["title", "varchar", { required: true, label: "Title" }],
  ["value", "monetary", { label: "Value" }],
  ["person_id", "people", { label: "Contact person" }],
  ["organization_id", "org", { label: "Organization" }],
  ["expected_close_date", "date", { label: "Expected close date" }],
  ["label_ids", "json", { label: "Label" }],
  ["is_archived", "boolean", { label: "Archived" }],
  ["was_seen", "boolean", { label: "Seen" }],
  ["source_name", "varchar", { ...readOnly, label: "Source", default: "API" }],
  ["creator_id", "user", { ...readOnly, label: "Creator" }],
  ["owner_id", "user", { label: "Owner" }],
  ["visible_to", "varchar", { label: "Visible to", default: "3" }],
  ...stamps,
];
