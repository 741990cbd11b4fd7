import type { Crm } from "../crm/crm.ts";
import { load } from "../crm/load.ts";
import type { Fields } from "../crm/schema.ts";
import type { SeedCompany, SeedDeal, SeedPerson } from "../crm/seed.ts";
import { crmWorld } from "../crm/world.ts";
import { dayMs } from "../crm/world-pick.ts";
import { activityTypes } from "./activity-types.ts";
import type { Portal } from "./ask.ts";
import { addLink } from "./links.ts";
import { makeActivities } from "./seed-activities.ts";
import { isoOf } from "./values.ts";

/** Puts the sandbox's people, companies and deals into a portal, as an import of long ago would have; no leads. */
export function fill(crm: Crm, { account, links }: Portal): void {
  const seed = crmWorld("hubspot", account.name);
  const now = crm.world.now();
  const put = <T extends { readonly createdAgoMs: number; readonly modifiedAgoMs: number }>(
    type: string,
    rows: readonly T[],
    fields: (row: T) => Fields,
    isDeleted: (row: T) => boolean = () => false,
  ) => {
    const made = rows.map((row) => ({
      fields: fields(row),
      createdAt: now - row.createdAgoMs,
      modifiedAt: now - row.modifiedAgoMs,
      deleted: isDeleted(row),
    }));
    return load(crm, account, type, made);
  };
  const ids = put("companies", seed.companies, companyProperties, (company) => company.deleted);
  const companies: Companies = new Map(seed.companies.map(({ key, name }, i) => [key, { id: ids[i] ?? null, name }]));
  const peopleIds = put("contacts", seed.people, (person) => contactProperties(person, companies));
  const people = new Map(seed.people.map(({ key }, i) => [key, peopleIds[i]]));
  const dealIds = put("deals", seed.deals, (deal) => dealProperties(deal, companies, now));
  for (const [i, deal] of seed.deals.entries()) {
    const id = dealIds[i];
    const contact = deal.contact === null ? undefined : people.get(deal.contact);
    if (id !== undefined && contact !== undefined) addLink(links, "deals", id, "contacts", contact);
  }
  const dealsById = new Map(seed.deals.map(({ key }, i) => [key, dealIds[i]]));
  const activities = makeActivities(seed.deals, account.name === "main" ? 20_361 : 7_277, now);
  for (const { name } of activityTypes) {
    const own = activities.filter(({ type }) => type === name);
    const ids = put(name, own, ({ fields }) => fields);
    for (const [i, { deal }] of own.entries()) {
      const [id, about] = [ids[i], dealsById.get(deal?.key ?? "")];
      const contact = deal === null || deal.contact === null ? undefined : people.get(deal.contact);
      if (id !== undefined && about !== undefined) addLink(links, name, id, "deals", about);
      if (id !== undefined && contact !== undefined) addLink(links, name, id, "contacts", contact);
    }
  }
}

type Companies = ReadonlyMap<string, { readonly id: string | null; readonly name: string }>;

function companyProperties(company: SeedCompany): Fields {
  return { name: company.name, domain: company.domain, phone: company.phone, industry: company.industry };
}

function contactProperties(person: SeedPerson, companies: Companies): Fields {
  const company = person.company === null ? undefined : companies.get(person.company);
  return {
    email: person.email?.toLowerCase() ?? null,
    firstname: person.first,
    lastname: person.last,
    phone: person.phone,
    jobtitle: person.title,
    company: company?.name ?? null,
    associatedcompanyid: company?.id ?? null,
    lead_source: person.leadSource,
    do_not_sync: person.doNotSync ? "true" : null,
  };
}

function dealProperties(deal: SeedDeal, companies: Companies, now: number): Fields {
  const closesAt = deal.closeInDays === null ? null : Math.floor(now / dayMs + deal.closeInDays) * dayMs;
  return {
    dealname: deal.name,
    amount: deal.amount === null ? null : String(deal.amount),
    dealstage: deal.stage,
    pipeline: "default",
    closedate: closesAt === null ? null : isoOf(closesAt),
    hs_primary_associated_company: deal.company === null ? null : (companies.get(deal.company)?.id ?? null),
    do_not_sync: deal.doNotSync ? "true" : null,
  };
}
