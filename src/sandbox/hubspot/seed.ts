import type { Account } from "../crm/accounts.ts";
import type { Crm } from "../crm/crm.ts";
import { load } from "../crm/load.ts";
import { crmWorld } from "../crm/world.ts";

/** Puts the sandbox's people and companies into a portal, as an import of long ago would have. */
export function fill(crm: Crm, account: Account): void {
  const seed = crmWorld("hubspot", account.name);
  const now = crm.world.now();
  const companies = seed.companies.map((company) => ({
    fields: { name: company.name, domain: company.domain, phone: company.phone, industry: company.industry },
    createdAt: now - company.createdAgoMs,
    modifiedAt: now - company.modifiedAgoMs,
    deleted: company.deleted,
  }));
  const ids = load(crm, account, "companies", companies);
  const companyOf = new Map(seed.companies.map(({ key, name }, i) => [key, { id: ids[i] ?? null, name }]));
  const people = seed.people.map((person) => {
    const company = person.company === null ? undefined : companyOf.get(person.company);
    return {
      fields: {
        email: person.email?.toLowerCase() ?? null,
        firstname: person.first,
        lastname: person.last,
        phone: person.phone,
        jobtitle: person.title,
        company: company?.name ?? null,
        associatedcompanyid: company?.id ?? null,
        lead_source: person.leadSource,
        do_not_sync: person.doNotSync ? "true" : null,
      },
      createdAt: now - person.createdAgoMs,
      modifiedAt: now - person.modifiedAgoMs,
    };
  });
  load(crm, account, "contacts", people);
}
