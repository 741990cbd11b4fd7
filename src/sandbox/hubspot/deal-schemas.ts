import { field, type Schema, schema } from "../crm/schema.ts";
import { dealStages } from "../crm/world-deal-words.ts";
import { common, owner, ownId, text } from "./schemas.ts";

const associated = { readOnly: true, associated: true };
/** Pipelines and their stages are not listed with the property: they have an endpoint of their own. */
const elsewhere = { optionsElsewhere: true };

const leadStages = [
  "new-stage-id",
  "attempting-stage-id",
  "connected-stage-id",
  "qualified-stage-id",
  "unqualified-stage-id",
];

const ours = [field("do_not_sync", "boolean", { custom: true }), ownId];

export function dealSchema(): Schema {
  const stages = [...dealStages.both, ...dealStages.hubspot];
  return schema("deals", "Deal", [
    ...common("hs_lastmodifieddate"),
    field("dealname", "string", { ...text, label: "Deal Name", required: true }),
    field("amount", "number"),
    field("dealstage", "picklist", { ...elsewhere, label: "Deal Stage", options: stages, required: true }),
    field("pipeline", "picklist", { ...elsewhere, options: ["default"], default: "default" }),
    field("closedate", "datetime", { label: "Close Date" }),
    field("hs_primary_associated_company", "reference", {
      ...associated,
      references: "companies",
      label: "Primary Associated Company",
    }),
    field("num_associated_contacts", "number", { ...associated, label: "Number of Associated Contacts" }),
    owner,
    ...ours,
  ]);
}

export function leadSchema(): Schema {
  const types = ["NEW_BUSINESS", "RE_ATTEMPT", "UPSELL", "REFERRAL"];
  const pipeline = "lead-pipeline-id";
  return schema("leads", "Lead", [
    ...common("hs_lastmodifieddate"),
    field("hs_lead_name", "string", { ...text, label: "Lead Name", required: true }),
    field("hs_lead_type", "picklist", { label: "Lead Type", options: types }),
    field("hs_lead_label", "picklist", { label: "Lead Label", options: ["HOT", "WARM", "COLD"] }),
    field("hs_pipeline", "picklist", { ...elsewhere, label: "Pipeline", options: [pipeline], default: pipeline }),
    field("hs_pipeline_stage", "picklist", {
      ...elsewhere,
      label: "Lead Stage",
      options: leadStages,
      default: leadStages[0] ?? null,
    }),
    field("hs_primary_contact_id", "reference", {
      ...associated,
      references: "contacts",
      label: "Primary Contact ID",
    }),
    ...ours,
  ]);
}
