import type { Fields } from "../../engine/record.ts";
import { addLink } from "../../src/sandbox/hubspot/links.ts";
import { codeIn } from "../../src/sandbox/pipedrive/home.ts";
import type { CrmName } from "../fakes/bed.ts";
import { type RepairBed, yamlOf } from "./bed.ts";

/** Objects of a CRM that come in here, with its words for what the tests write. */
type Kind = "account" | "contact" | "deal" | "activity" | "lead";

interface Words {
  readonly type: string;
  readonly names: Readonly<Record<string, string>>;
  /** What no record of the type can be without. */
  readonly always?: Fields;
}

const words: Readonly<Record<CrmName, Readonly<Partial<Record<Kind, Words>>>>> = {
  salesforce: {
    account: { type: "Account", names: { name: "Name", domain: "Website" } },
    contact: {
      type: "Contact",
      names: { last_name: "LastName", email: "Email", phone: "Phone", title: "Title", do_not_sync: "Do_Not_Sync__c" },
    },
    deal: {
      type: "Opportunity",
      names: { name: "Name", account_id: "AccountId", do_not_sync: "Do_Not_Sync__c" },
      always: { StageName: "Prospecting", CloseDate: "2026-12-31" },
    },
    activity: { type: "Task", names: { subject: "Subject", contact_id: "WhoId", deal_id: "WhatId" } },
    lead: {
      type: "Lead",
      names: { last_name: "LastName", email: "Email", company: "Company" },
      always: { Status: "New" },
    },
  },
  hubspot: {
    account: { type: "companies", names: { name: "name", domain: "domain" } },
    contact: {
      type: "contacts",
      names: { last_name: "lastname", email: "email", phone: "phone", title: "jobtitle", do_not_sync: "do_not_sync" },
    },
    deal: {
      type: "deals",
      names: { name: "dealname", account_id: "hs_primary_associated_company", do_not_sync: "do_not_sync" },
    },
    activity: {
      type: "tasks",
      names: { subject: "hs_task_subject" },
      always: { hs_timestamp: "2026-12-01T09:30:00.000Z" },
    },
  },
  pipedrive: {
    account: { type: "organizations", names: { name: "name", domain: "website" } },
    contact: {
      type: "persons",
      names: {
        last_name: "name",
        email: "email",
        phone: "phone",
        title: "job_title",
        do_not_sync: codeIn("main", "persons", "doNotSync"),
      },
    },
    deal: {
      type: "deals",
      names: { name: "title", account_id: "org_id", do_not_sync: codeIn("main", "deals", "doNotSync") },
    },
    activity: { type: "activities", names: { subject: "subject", contact_id: "person_id", deal_id: "deal_id" } },
  },
};

/** Everything of these tests has a rule that leaves it out; nothing new is made at the CRM. */
export function inboundYaml(crm: CrmName): string {
  return yamlOf(crm, [
    [/objects: \[account, contact, deal/, "objects: [account, contact, deal, activity"],
    ["writeMode: upsert", "writeMode: update"],
    ["    match: [[domain], [name]]\n", "    match: [[domain], [name]]\n    required: [domain]\n"],
    ["    match: [[email]]\n", "    match: [[email], [phone]]\n"],
    ["    match: [[name, account_id]]\n", "    match: [[name]]\n    required: [account_id]\n"],
    ["      do_not_sync: {", "      title: { conflict: ours }\n      do_not_sync: {"],
    ...(crm !== "pipedrive" ? [["channels:\n", EVENTS] as const, [", activity", ", activity, event"] as const] : []),
    ["channels:\n", "  activity:\n    match: [[subject]]\n    required: [contact_id, deal_id]\nchannels:\n"],
  ]);
}

const EVENTS = `  event:
    names: { salesforce: Usage_Event__c, hubspot: "2-1001" }
    fields:
      name: { salesforce: Name, hubspot: event_name }
      at: { salesforce: At__c, hubspot: at }
      contact_id: { salesforce: Contact__c, hubspot: contact_id }
channels:
`;

/** The object that events go to; Pipedrive takes no objects of one's own. */
export function addEvents({ crm, schema }: Pick<RepairBed, "crm" | "schema">): void {
  if (crm === "pipedrive") return;
  const [type, ...fields] =
    crm === "salesforce"
      ? (["Usage_Event__c", "At__c", "Contact__c"] as const)
      : (["2-1001", "event_name", "at", "contact_id"] as const);
  schema(crm, type, { op: "add-object" });
  for (const field of fields)
    schema(crm, type, { op: "add-field", field, type: /^at/i.test(field) ? "datetime" : "string" });
}

/** What a person does inside a CRM, in our words; `quietly` = no list of changes tells of it. */
export function insider({ crm, control, hubspot }: RepairBed) {
  const place = (kind: Kind) => {
    const found = words[crm][kind];
    if (!found) throw new Error(`${crm} has no ${kind} here`);
    return found;
  };
  const named = (kind: Kind, fields: Fields): Fields => {
    const { names } = place(kind);
    const own = Object.entries(fields).filter(([name]) => name in names);
    return Object.fromEntries(own.map(([name, value]) => [names[name] ?? name, option(crm, name, value ?? null)]));
  };
  /** HubSpot ties activities to records by associations. */
  const tie = (kind: Kind, id: string, fields: Fields) => {
    const portal = hubspot.portals.get("main");
    if (crm !== "hubspot" || kind !== "activity" || !portal) return;
    for (const [name, type] of [
      ["contact_id", "contacts"],
      ["deal_id", "deals"],
    ] as const)
      if (typeof fields[name] === "string") addLink(portal.links, "tasks", id, type, fields[name]);
  };
  return {
    create: (kind: Kind, fields: Fields, quietly = false): string => {
      const { type, always } = place(kind);
      const body = { fields: { ...always, ...named(kind, fields) } };
      const { id } = control<{ id: string }>("POST", `${crm}/records/${type}${quietly ? "?silent=1" : ""}`, body);
      tie(kind, String(id), fields);
      return String(id);
    },
    edit: (kind: Kind, id: string, fields: Fields, quietly = true): void => {
      const body = { fields: named(kind, fields) };
      control("PATCH", `${crm}/records/${place(kind).type}/${id}${quietly ? "?silent=1" : ""}`, body);
      tie(kind, id, fields);
    },
    convert: (id: string) => control("POST", `${crm}/records/${place("lead").type}/${id}/convert`, {}),
  };
}

function option(crm: CrmName, name: string, value: Fields[string]): Fields[string] {
  return crm === "pipedrive" && name === "do_not_sync" ? (value === true ? "Yes" : null) : value;
}
