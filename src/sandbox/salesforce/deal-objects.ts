import { field, type Schema, schema } from "../crm/schema.ts";
import { dealStages, leadStatuses } from "../crm/world-deal-words.ts";
import { leadSources } from "../crm/world-words.ts";
import { orgFields } from "./objects.ts";

/** What Salesforce holds of money: sixteen digits before the point. */
const amountDigits = 16;

export function opportunitySchema(): Schema {
  const options = [...dealStages.both, ...dealStages.salesforce];
  const sources = [...leadSources.both, ...leadSources.salesforce];
  return schema(
    "Opportunity",
    "Opportunity",
    [
      field("Id", "id", { label: "Opportunity ID", readOnly: true }),
      field("AccountId", "reference", { label: "Account ID", references: "Account" }),
      field("Name", "string", { length: 120, required: true }),
      field("StageName", "picklist", { label: "Stage", options, required: true }),
      field("Amount", "number", { length: amountDigits }),
      field("Probability", "number", { label: "Probability (%)", length: 3 }),
      field("CloseDate", "date", { required: true }),
      field("LeadSource", "picklist", { options: sources }),
      ...orgFields,
    ],
    [
      {
        name: "Amount_Not_Negative",
        field: "Amount",
        message: "Amount: enter 0 or more. Credits are kept with the invoices.",
        when: { op: "less-than", value: 0 },
      },
    ],
  );
}

/** Who takes part in an opportunity: a row of its own, whose change does not move the opportunity's stamp. */
export function contactRoleSchema(): Schema {
  return schema("OpportunityContactRole", "Opportunity Contact Role", [
    field("Id", "id", { label: "Contact Role ID", readOnly: true }),
    field("OpportunityId", "reference", { label: "Opportunity ID", references: "Opportunity", required: true }),
    field("ContactId", "reference", { label: "Contact ID", references: "Contact", required: true }),
    field("Role", "picklist", { options: ["Decision Maker", "Business User", "Evaluator", "Other"] }),
    field("IsPrimary", "boolean", { label: "Primary" }),
    field("SystemModstamp", "datetime", { readOnly: true }),
    field("IsDeleted", "boolean", { label: "Deleted", readOnly: true }),
  ]);
}

export function leadSchema(): Schema {
  const converted = (name: string, references: string) =>
    field(name, "reference", { label: `Converted ${references} ID`, references, readOnly: true });
  return schema("Lead", "Lead", [
    field("Id", "id", { label: "Lead ID", readOnly: true }),
    field("MasterRecordId", "reference", { label: "Master Record ID", references: "Lead", readOnly: true }),
    field("FirstName", "string", { length: 40 }),
    field("LastName", "string", { length: 80, required: true }),
    field("Name", "string", { label: "Full Name", length: 121, readOnly: true }),
    field("Company", "string", { length: 255, required: true }),
    field("Email", "email", { length: 80 }),
    field("Phone", "phone", { length: 40 }),
    field("Status", "picklist", { options: leadStatuses, required: true, default: leadStatuses[0] }),
    field("LeadSource", "picklist", { options: [...leadSources.both, ...leadSources.salesforce] }),
    field("IsConverted", "boolean", { label: "Converted", readOnly: true }),
    field("ConvertedDate", "date", { readOnly: true }),
    converted("ConvertedAccountId", "Account"),
    converted("ConvertedContactId", "Contact"),
    converted("ConvertedOpportunityId", "Opportunity"),
    ...orgFields,
  ]);
}

/** What people do: a call, a mail or anything else that is to be done, about a person (Who) and a thing (What). */
export function taskSchema(): Schema {
  return schema("Task", "Task", [
    field("Id", "id", { label: "Activity ID", readOnly: true }),
    field("Subject", "string", { length: 255 }),
    field("TaskSubtype", "picklist", { options: ["Task", "Call", "Email"], default: "Task" }),
    field("Status", "picklist", {
      options: ["Not Started", "In Progress", "Completed", "Waiting on someone else", "Deferred"],
      default: "Not Started",
      required: true,
    }),
    field("ActivityDate", "date", { label: "Due Date Only" }),
    field("Description", "string", { length: 32_000, label: "Comments" }),
    field("WhoId", "reference", { label: "Name ID" }),
    field("WhatId", "reference", { label: "Related To ID" }),
    ...orgFields,
  ]);
}
