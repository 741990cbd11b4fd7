import { type Field, field, type Schema, schema } from "../crm/schema.ts";
import { common, owner, ownId, text } from "./schemas.ts";

/** Every activity has a time, and none can be without. */
function activity(type: string, label: string, fields: readonly Field[]): Schema {
  return schema(type, label, [
    ...common("hs_lastmodifieddate"),
    field("hs_timestamp", "datetime", { label: "Activity date", required: true }),
    { ...owner, label: "Activity assigned to" },
    ...fields,
    ownId,
  ]);
}

export function taskSchema(): Schema {
  return activity("tasks", "Task", [
    field("hs_task_subject", "string", { ...text, label: "Task Title" }),
    field("hs_task_body", "string", { ...text, label: "Task Notes" }),
    field("hs_task_status", "picklist", {
      label: "Task Status",
      options: ["NOT_STARTED", "IN_PROGRESS", "WAITING", "DEFERRED", "COMPLETED"],
      default: "NOT_STARTED",
    }),
    field("hs_task_type", "picklist", { label: "Task Type", options: ["TODO", "EMAIL", "CALL"], default: "TODO" }),
    field("hs_task_priority", "picklist", { label: "Priority", options: ["NONE", "LOW", "MEDIUM", "HIGH"] }),
  ]);
}

export function callSchema(): Schema {
  const statuses = ["BUSY", "CALLING_CRM_USER", "CANCELED", "COMPLETED", "CONNECTING", "FAILED", "IN_PROGRESS"];
  return activity("calls", "Call", [
    field("hs_call_title", "string", { ...text, label: "Call Title" }),
    field("hs_call_body", "string", { ...text, label: "Call notes" }),
    field("hs_call_status", "picklist", {
      label: "Call status",
      options: [...statuses, "MISSED", "NO_ANSWER", "QUEUED", "RINGING"],
    }),
    field("hs_call_direction", "picklist", { label: "Call direction", options: ["INBOUND", "OUTBOUND"] }),
    field("hs_call_duration", "number", { label: "Call duration" }),
  ]);
}

export function emailSchema(): Schema {
  return activity("emails", "Email", [
    field("hs_email_subject", "string", { ...text, label: "Email subject" }),
    field("hs_email_text", "string", { ...text, label: "Email body" }),
    field("hs_email_direction", "picklist", {
      label: "Email Direction",
      options: ["EMAIL", "INCOMING_EMAIL", "FORWARDED_EMAIL"],
      required: true,
    }),
    field("hs_email_status", "picklist", {
      label: "Email send status",
      options: ["BOUNCED", "FAILED", "SCHEDULED", "SENDING", "SENT"],
    }),
  ]);
}

export function meetingSchema(): Schema {
  return activity("meetings", "Meeting", [
    field("hs_meeting_title", "string", { ...text, label: "Meeting name" }),
    field("hs_meeting_body", "string", { ...text, label: "Meeting description" }),
    field("hs_meeting_start_time", "datetime", { label: "Meeting start time" }),
    field("hs_meeting_end_time", "datetime", { label: "Meeting end time" }),
    field("hs_meeting_location", "string", { ...text, label: "Meeting location" }),
    field("hs_meeting_outcome", "picklist", {
      label: "Meeting outcome",
      options: ["SCHEDULED", "COMPLETED", "RESCHEDULED", "NO_SHOW", "CANCELED"],
    }),
  ]);
}

export function noteSchema(): Schema {
  return activity("notes", "Note", [field("hs_note_body", "string", { ...text, label: "Note body" })]);
}
