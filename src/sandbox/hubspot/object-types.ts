import type { Account } from "../crm/accounts.ts";
import type { Table } from "../crm/table.ts";
import { tableOf } from "../crm/writes.ts";
import { activityTypes } from "./activity-types.ts";
import { dealSchema, leadSchema } from "./deal-schemas.ts";
import type { ObjectType } from "./object-type.ts";
import { companySchema, contactSchema, customSchema } from "./schemas.ts";

export type { ObjectType };

export const objectTypes: readonly ObjectType[] = [
  {
    name: "contacts",
    id: "0-1",
    singular: "CONTACT",
    modified: "lastmodifieddate",
    display: "email",
    key: "email",
    primary: { property: "associatedcompanyid", to: "companies" },
    needs: null,
    pipeline: null,
    shown: ["email", "firstname", "lastname"],
    searchable: ["firstname", "lastname", "email", "phone", "company"],
    schema: contactSchema,
    firstId: 51_000_000_000,
    label: { singular: "Contact", plural: "Contacts" },
  },
  {
    name: "companies",
    id: "0-2",
    singular: "COMPANY",
    modified: "hs_lastmodifieddate",
    display: "name",
    key: null,
    primary: null,
    needs: null,
    pipeline: null,
    shown: ["name", "domain"],
    searchable: ["name", "domain", "phone"],
    schema: companySchema,
    firstId: 21_000_000_000,
    label: { singular: "Company", plural: "Companies" },
  },
  {
    name: "deals",
    id: "0-3",
    singular: "DEAL",
    modified: "hs_lastmodifieddate",
    display: "dealname",
    key: null,
    primary: { property: "hs_primary_associated_company", to: "companies" },
    needs: null,
    pipeline: { property: "pipeline", stage: "dealstage", label: "Sales Pipeline" },
    shown: ["amount", "closedate", "dealname", "dealstage", "pipeline"],
    searchable: ["dealname"],
    schema: dealSchema,
    firstId: 31_000_000_000,
    label: { singular: "Deal", plural: "Deals" },
  },
  {
    name: "leads",
    id: "0-136",
    singular: "LEAD",
    modified: "hs_lastmodifieddate",
    display: "hs_lead_name",
    key: null,
    primary: { property: "hs_primary_contact_id", to: "contacts" },
    needs: "contacts",
    pipeline: { property: "hs_pipeline", stage: "hs_pipeline_stage", label: "Lead Pipeline" },
    shown: ["hs_lead_name", "hs_pipeline", "hs_pipeline_stage"],
    searchable: ["hs_lead_name"],
    schema: leadSchema,
    firstId: 61_000_000_000,
    label: { singular: "Lead", plural: "Leads" },
  },
  ...activityTypes,
];

/** Paths name a type by its plural, its singular or its number; those of the customer's own by their number alone. */
export function objectType(word: string): ObjectType | null {
  const plain = word.toLowerCase();
  if (isCustom(plain)) return customType(plain);
  return (
    objectTypes.find((type) => type.name === plain || type.id === plain || type.singular.toLowerCase() === plain) ??
    null
  );
}

export function typeNamed(name: string): ObjectType {
  const type = isCustom(name) ? customType(name) : objectTypes.find((one) => one.name === name);
  if (type === undefined) throw new Error(`no object type ${name}`);
  return type;
}

export function tableFor(account: Account, type: ObjectType): Table {
  return tableOf(account, type.name);
}

/** Whether the name is that of an object of the customer's own: a portal has it once an administrator has made it. */
export function isCustom(name: string): boolean {
  return /^2-\d{1,12}$/.test(name);
}

function customType(name: string): ObjectType {
  return {
    name,
    id: name,
    singular: `CUSTOM_${name.slice(2)}`,
    modified: "hs_lastmodifieddate",
    display: "name",
    key: null,
    primary: null,
    needs: null,
    pipeline: null,
    shown: ["name"],
    searchable: ["name"],
    schema: () => customSchema(name, name),
    firstId: 71_000_000_000 + Number(name.slice(2)) * 1_000_000,
    label: { singular: name, plural: name },
  };
}
