import type { CrmName, ObjectKind } from "./crms.ts";

/** Our field -> the CRM's, for all that the settings of the simulated worlds map. */
export const mapped: Readonly<Record<CrmName, Readonly<Record<ObjectKind, Readonly<Record<string, string>>>>>> = {
  salesforce: {
    account: { name: "Name", domain: "Website", phone: "Phone", industry: "Industry" },
    contact: {
      first_name: "FirstName",
      last_name: "LastName",
      email: "Email",
      phone: "Phone",
      title: "Title",
      account_id: "AccountId",
      lead_source: "LeadSource",
      do_not_sync: "Do_Not_Sync__c",
    },
  },
  hubspot: {
    account: { name: "name", domain: "domain", phone: "phone", industry: "industry" },
    contact: {
      first_name: "firstname",
      last_name: "lastname",
      email: "email",
      phone: "phone",
      title: "jobtitle",
      account_id: "associatedcompanyid",
      lead_source: "lead_source",
      do_not_sync: "do_not_sync",
    },
  },
};

/**
 * `tag` names one person or company of the world and is never edited; `key` is what records are matched by; values of
 * the unmistakable fields are never used twice.
 */
export const remoteNames: Readonly<
  Record<CrmName, Readonly<Record<ObjectKind, { tag: string; key: string; unmistakable: readonly string[] }>>>
> = {
  salesforce: {
    account: { tag: "Name", key: "Website", unmistakable: ["Phone"] },
    contact: { tag: "LastName", key: "Email", unmistakable: ["Phone", "Title"] },
  },
  hubspot: {
    account: { tag: "name", key: "domain", unmistakable: ["phone"] },
    contact: { tag: "lastname", key: "email", unmistakable: ["phone", "jobtitle"] },
  },
};
