import { industries } from "../crm/world-words.ts";
import type { Builtin } from "./builtin.ts";

const readOnly = { readOnly: true };

/** What every record type of v2 has. */
export const stamps: readonly Builtin[] = [
  ["add_time", "date", { ...readOnly, label: "Created" }],
  ["update_time", "date", { ...readOnly, label: "Update time" }],
];

export const owned: readonly Builtin[] = [
  ["owner_id", "user", { label: "Owner" }],
  ["visible_to", "visible_to", { label: "Visible to", default: 3 }],
];

export const personFields: readonly Builtin[] = [
  ["id", "int", { ...readOnly, label: "ID" }],
  ["name", "varchar", { required: true, label: "Name" }],
  ["first_name", "varchar", { ...readOnly, label: "First name" }],
  ["last_name", "varchar", { ...readOnly, label: "Last name" }],
  // The primary address as plain text, or all of them as JSON; records show them as `emails` and `phones`.
  ["email", "varchar", { length: null, label: "Email" }],
  ["phone", "phone", { length: null, label: "Phone" }],
  ["org_id", "org", { label: "Organization" }],
  ["label_ids", "set", { label: "Labels", options: ["Customer", "Hot lead", "Warm lead", "Cold lead"] }],
  ["picture_id", "picture", { ...readOnly, label: "Profile picture" }],
  ...owned,
  ...stamps,
];

/** Only where contact sync is on: elsewhere persons have no such fields, and writing one is refused with 403. */
export const syncFields: readonly Builtin[] = [
  ["job_title", "varchar", { label: "Job title" }],
  ["birthday", "date", { label: "Birthday" }],
  ["notes", "text", { length: 10_000, label: "Notes" }],
  ["im", "json", { label: "Instant messenger" }],
  ["postal_address", "address", { label: "Postal address" }],
];

export const organizationFields: readonly Builtin[] = [
  ["id", "int", { ...readOnly, label: "ID" }],
  ["name", "varchar", { required: true, label: "Name" }],
  ["address", "address", { label: "Address" }],
  ["website", "varchar", { label: "Website" }],
  ["linkedin", "varchar", { label: "LinkedIn profile" }],
  ["industry", "enum", { label: "Industry", options: [...industries.both, ...industries.pipedrive] }],
  ["annual_revenue", "double", { label: "Annual revenue" }],
  ["employee_count", "int", { label: "Number of employees" }],
  ["label_ids", "set", { label: "Labels", options: ["Customer", "Hot lead", "Warm lead", "Cold lead"] }],
  ...owned,
  ...stamps,
];
