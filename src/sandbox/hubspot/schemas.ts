import { type Field, field, type Schema, schema } from "../crm/schema.ts";
import { industries, leadSources } from "../crm/world-words.ts";

/** No text of HubSpot is longer. */
const longest = 65_536;
export const text = { length: longest };
const readOnly = { readOnly: true };
const custom = { custom: true };

const lifecycleStages = [
  "subscriber",
  "lead",
  "marketingqualifiedlead",
  "salesqualifiedlead",
  "opportunity",
  "customer",
  "evangelist",
  "other",
];

const lifecycleStage = field("lifecyclestage", "picklist", { label: "Lifecycle Stage", options: lifecycleStages });

/** Where the portal's admin lets our ids stand. */
export const ownId = field("crmsync_id", "string", { ...custom, unique: true, externalId: true, label: "crmsync ID" });

/** Who has a record: people are listed elsewhere, and each write is checked against them. */
export const owner = field("hubspot_owner_id", "picklist", { optionsElsewhere: true, label: "Owner" });

export function common(modified: string): readonly Field[] {
  return [
    field("hs_object_id", "id", { ...readOnly, label: "Record ID" }),
    field("createdate", "datetime", { ...readOnly, label: "Create Date" }),
    field(modified, "datetime", { ...readOnly, label: "Last Modified Date" }),
    field("hs_merged_object_ids", "string", { ...readOnly, label: "Merged record IDs" }),
  ];
}

export function contactSchema(): Schema {
  return schema("contacts", "Contact", [
    ...common("lastmodifieddate"),
    lifecycleStage,
    field("email", "email", { ...text, unique: true, externalId: true }),
    field("firstname", "string", { ...text, label: "First Name" }),
    field("lastname", "string", { ...text, label: "Last Name" }),
    field("phone", "phone", { ...text, label: "Phone Number" }),
    field("jobtitle", "string", { ...text, label: "Job Title" }),
    field("company", "string", { ...text, label: "Company Name" }),
    field("associatedcompanyid", "reference", { references: "companies", label: "Primary Associated Company ID" }),
    owner,
    field("hs_additional_emails", "string", { ...readOnly, label: "Additional email addresses" }),
    field("hs_calculated_merged_vids", "string", { ...readOnly, label: "Merged vids with timestamps of a contact" }),
    field("lead_source", "picklist", { ...custom, options: [...leadSources.both, ...leadSources.hubspot] }),
    field("do_not_sync", "boolean", custom),
    ownId,
  ]);
}

export function companySchema(): Schema {
  return schema("companies", "Company", [
    ...common("hs_lastmodifieddate"),
    lifecycleStage,
    field("name", "string", { ...text, label: "Company name" }),
    field("domain", "string", { ...text, label: "Company Domain Name" }),
    field("phone", "phone", { ...text, label: "Phone Number" }),
    field("industry", "picklist", { options: [...industries.both, ...industries.hubspot] }),
    field("numberofemployees", "number", { label: "Number of Employees" }),
    owner,
    ownId,
  ]);
}

/** An object of the customer's own as HubSpot makes it, with the one property that it must have. */
export function customSchema(type: string, label: string): Schema {
  return schema(type, label, [...common("hs_lastmodifieddate"), field("name", "string", text), ownId]);
}
