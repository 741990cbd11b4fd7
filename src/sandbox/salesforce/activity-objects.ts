import { field, type Schema, schema } from "../crm/schema.ts";
import { orgFields } from "./objects.ts";

/** A meeting, with hours or of whole days, about a person (Who) and a thing (What); each invited colleague has a copy. */
export function eventSchema(): Schema {
  return schema("Event", "Event", [
    field("Id", "id", { label: "Activity ID", readOnly: true }),
    field("Subject", "string", { length: 255 }),
    field("EventSubtype", "picklist", { options: ["Event"], default: "Event" }),
    field("IsAllDayEvent", "boolean", { label: "All-Day Event" }),
    field("ActivityDate", "date", { label: "Due Date Only" }),
    field("StartDateTime", "datetime", { label: "Start Date Time" }),
    field("EndDateTime", "datetime", { label: "End Date Time" }),
    field("DurationInMinutes", "number", { label: "Duration", length: 8 }),
    field("IsChild", "boolean", { label: "Is Child", readOnly: true }),
    field("Location", "string", { length: 255 }),
    field("Description", "string", { length: 32_000 }),
    field("WhoId", "reference", { label: "Name ID" }),
    field("WhatId", "reference", { label: "Related To ID" }),
    ...orgFields,
  ]);
}

/** A note on one record. It has none of the fields that admins add. */
export function noteSchema(): Schema {
  return schema("Note", "Note", [
    field("Id", "id", { label: "Note Id", readOnly: true }),
    field("ParentId", "reference", { label: "Parent ID", required: true }),
    field("Title", "string", { length: 80, required: true }),
    field("Body", "string", { length: 32_000 }),
    field("IsPrivate", "boolean", { label: "Private" }),
    ...orgFields.filter(({ custom }) => !custom),
  ]);
}
