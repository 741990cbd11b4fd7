import type { Account } from "../crm/accounts.ts";
import type { Crm } from "../crm/crm.ts";
import { load } from "../crm/load.ts";
import type { Fields } from "../crm/schema.ts";
import type { SeedCompany, SeedDeal, SeedLead, SeedPerson } from "../crm/seed.ts";
import type { Hold } from "../crm/table.ts";
import { crmWorld } from "../crm/world.ts";
import { dayMs } from "../crm/world-pick.ts";
import { dayOf } from "./convert.ts";
import { activitiesAround } from "./seed-activities.ts";

/** Finds the id that a seed's key was given. */
type IdOf = (key: string | null) => string | null;

interface Aged {
  readonly key: string;
  readonly createdAgoMs: number;
  readonly modifiedAgoMs: number;
  readonly deleted?: boolean;
}

/** Puts the sandbox's people, companies, deals and leads into an org, as a data load of long ago would have. */
export function fill(crm: Crm, account: Account): void {
  const seed = crmWorld("salesforce", account.name);
  const now = crm.world.now();
  const put = <T extends Aged>(
    type: string,
    rows: readonly T[],
    fields: (row: T) => Fields,
    hold: (row: T) => Hold | null = () => null,
  ): IdOf => {
    const made = rows.map((row) => ({
      fields: fields(row),
      createdAt: now - row.createdAgoMs,
      modifiedAt: now - row.modifiedAgoMs,
      deleted: row.deleted ?? false,
      hold: hold(row),
    }));
    const ids = load(crm, account, type, made);
    const byKey = new Map(rows.map((row, i) => [row.key, ids[i] ?? null]));
    return (key) => (key === null ? null : (byKey.get(key) ?? null));
  };
  const companies = put("Account", seed.companies, accountFields);
  const people = put("Contact", seed.people, (person) => contactFields(person, companies));
  const deals = put(
    "Opportunity",
    seed.deals,
    (deal) => opportunityFields(deal, companies, now),
    (deal) => (deal.locked ? "approval" : null),
  );
  put(
    "OpportunityContactRole",
    seed.deals.filter((deal) => deal.contact !== null),
    (deal) => ({ OpportunityId: deals(deal.key), ContactId: people(deal.contact), Role: null, IsPrimary: true }),
  );
  const ids = { companies, people, deals };
  put(
    "Lead",
    seed.leads,
    (lead) => leadFields(lead, ids, now),
    (lead) => (lead.converted === null ? null : "converted"),
  );
  if (account.name === "main")
    for (const made of activitiesAround(seed, { people, deals }, now)) put(made.type, made.rows, (row) => row.fields);
}

function accountFields(company: SeedCompany): Fields {
  return {
    Name: company.name,
    Website: company.domain === null ? null : `https://www.${company.domain}`,
    Phone: company.phone,
    Industry: company.industry,
  };
}

function contactFields(person: SeedPerson, companies: IdOf): Fields {
  return {
    FirstName: person.first,
    LastName: person.last,
    Email: person.email,
    Phone: person.phone,
    Title: person.title,
    AccountId: companies(person.company),
    LeadSource: person.leadSource,
    Do_Not_Sync__c: person.doNotSync,
  };
}

function opportunityFields(deal: SeedDeal, companies: IdOf, now: number): Fields {
  return {
    Name: deal.name,
    Amount: deal.amount,
    StageName: deal.stage,
    CloseDate: deal.closeInDays === null ? null : dayOf(now + deal.closeInDays * dayMs),
    AccountId: companies(deal.company),
    Do_Not_Sync__c: deal.doNotSync,
  };
}

function leadFields(
  lead: SeedLead,
  ids: { readonly companies: IdOf; readonly people: IdOf; readonly deals: IdOf },
  now: number,
): Fields {
  const { converted } = lead;
  return {
    FirstName: lead.first,
    LastName: lead.last,
    Email: lead.email,
    Phone: lead.phone,
    Company: lead.company,
    Status: lead.status,
    LeadSource: lead.leadSource,
    Do_Not_Sync__c: lead.doNotSync,
    ...(converted !== null && {
      IsConverted: true,
      ConvertedDate: dayOf(now - lead.modifiedAgoMs),
      ConvertedAccountId: ids.companies(converted.company),
      ConvertedContactId: ids.people(converted.person),
      ConvertedOpportunityId: ids.deals(converted.deal),
    }),
  };
}
