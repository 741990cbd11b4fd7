import type { ConnectionSettings } from "../../engine/settings.ts";
import type { CrmName } from "../fakes/bed.ts";

/** What things are called in each CRM; `key` is never edited and names one person. Null = that CRM has no such field. */
export const words = {
  salesforce: {
    type: "Contact",
    key: "LastName",
    email: "Email",
    phone: "Phone",
    title: "Title",
    source: "LeadSource",
    account: "AccountId",
    company: "Account",
    name: "Name",
  },
  hubspot: {
    type: "contacts",
    key: "lastname",
    email: "email",
    phone: "phone",
    title: "jobtitle",
    source: "lead_source",
    account: "associatedcompanyid",
    company: "companies",
    name: "name",
  },
  pipedrive: {
    type: "persons",
    key: "name",
    email: "email",
    phone: "phone",
    title: "job_title",
    source: null,
    account: "org_id",
    company: "organizations",
    name: "name",
  },
} as const satisfies Record<CrmName, Readonly<Record<string, string | null>>>;

/** Our words for where a contact came from, and each CRM's. */
export const translations: Readonly<Record<CrmName, Readonly<Record<string, string>>>> = {
  salesforce: { net: "Web", talk: "Phone Inquiry", fair: "Trade Show" },
  hubspot: { net: "Event", talk: "Webinar", fair: "Newsletter" },
  pipedrive: {},
};
export const sources = Object.keys(translations.salesforce);

export const editedFields = ["phone", "title", "source", "account"] as const;
export type Edited = (typeof editedFields)[number];
export type Place = CrmName | "here";

/** The rules that a history is lived under. */
export interface Rule {
  readonly crms: readonly [CrmName, CrmName];
  readonly conflict: "newest" | "ours" | "theirs" | "ask";
  readonly direction: "both" | "inbound" | "outbound";
  readonly behaviour: "overwrite" | "fill";
  readonly deletes: "never" | "inbound" | "outbound" | "both";
}

/** What is switched off on a connection for a while; at the end of a history everything is on. */
export const switches = {
  "no import": { import: false },
  "no contacts in": { imports: { contact: false } },
  "no export": { export: false },
  "no accounts out": { exports: { account: false } },
  "only creates": { writeMode: "create" },
  "only updates": { writeMode: "update" },
  on: {},
} as const satisfies Record<string, Partial<ConnectionSettings>>;
export type Switch = keyof typeof switches;

const translated = (crm: CrmName) =>
  `{ ${Object.entries(translations[crm])
    .map(([ours, theirs]) => `${ours}: ${theirs}`)
    .join(", ")} }`;

export const settingsOf = ({ crms, conflict, direction, behaviour, deletes }: Rule) => `workspace: histories
connections:
${crms.map((crm) => `  ${crm}: { provider: ${crm}, poll: 5s, share: 100, objects: [account, contact] }`).join("\n")}
objects:
  account: { match: [[name]] }
  contact:
    match: [[email]]
    required: [email]
    delete: ${deletes}
    doNotSync: do_not_sync
    filter: { not: { field: title, equals: Out } }
    fields:
      do_not_sync: { type: boolean }
      title: { conflict: ${conflict} }
      phone: { direction: ${direction}, behaviour: ${behaviour} }
      source:
        type: picklist
        salesforce: LeadSource
        hubspot: lead_source
        translate: { salesforce: ${translated("salesforce")}, hubspot: ${translated("hubspot")} }
`;
