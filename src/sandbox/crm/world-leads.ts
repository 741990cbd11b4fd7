import type { SeedCompany, SeedDeal, SeedLead, SeedPerson } from "./seed.ts";
import { leadStatuses } from "./world-deal-words.ts";
import { ages, pick, plain, shuffled } from "./world-pick.ts";
import { companyFirsts, companyKinds, companySeconds, firstNames, lastNames, leadSources } from "./world-words.ts";

interface LeadsAsked {
  readonly companies: readonly SeedCompany[];
  readonly people: readonly SeedPerson[];
  readonly deals: readonly SeedDeal[];
  readonly count: number;
}

const [open, working, converted, lost] = leadStatuses;
/** Every so many leads one was converted; with 295 leads these are 25. */
const everyConverted = 12;

/** The leads of one org, some of them converted, and what is wrong with a quarter of the others. */
export function makeLeads(random: () => number, asked: LeadsAsked): SeedLead[] {
  const made: SeedLead[] = [];
  const known = asked.people.filter((person) => person.company !== null && person.last !== null);
  while (made.length < asked.count) {
    const key = `l${made.length + 1}`;
    const fresh = newLead(random, key, made.length);
    made.push(made.length % everyConverted === 5 ? past(random, fresh, known, asked) : fresh);
  }
  dirtyLeads(random, made, asked.count / 295);
  return made;
}

function newLead(random: () => number, key: string, place: number): SeedLead {
  const first = pick(random, firstNames);
  const last = pick(random, lastNames);
  const company = `${pick(random, companyFirsts)}${pick(random, companySeconds)} ${pick(random, companyKinds)}`;
  return {
    key,
    first,
    last,
    email: `${plain(first)}.${plain(last)}.${key}@${plain(company)}.lead.example`,
    phone: random() < 0.75 ? phoneAt(place) : null,
    company,
    status: pick(random, [open, open, open, working, working, lost]),
    leadSource: random() < 0.8 ? pick(random, [...leadSources.both, ...leadSources.salesforce]) : null,
    doNotSync: false,
    converted: null,
    ...ages(random),
  };
}

/** A lead that became a contact of an account, and mostly a deal. */
function past(random: () => number, lead: SeedLead, people: readonly SeedPerson[], asked: LeadsAsked): SeedLead {
  const person = pick(random, people);
  const company = asked.companies.find((one) => one.key === person.company);
  const deal = asked.deals.find((one) => one.company === person.company);
  return {
    ...lead,
    first: person.first,
    last: person.last ?? "",
    email: person.email,
    company: company?.name ?? "",
    status: converted,
    converted: { person: person.key, company: person.company ?? "", deal: deal?.key ?? null },
  };
}

/** In ranges that are kept free for fiction; leads are also told apart by it, so no two share one. */
function phoneAt(place: number): string {
  const areas = [113, 114, 115, 116, 117, 118, 121, 131, 141, 151, 161];
  return `+44 ${areas[place % areas.length]} 496 0${100 + place}`;
}

function dirtyLeads(random: () => number, leads: SeedLead[], share: number): void {
  const clean = shuffled(
    random,
    leads.filter((lead) => lead.converted === null),
  );
  const some = (count: number) => clean.splice(0, Math.round(count * share));
  for (const lead of some(25)) lead.email = null;
  for (const [i, lead] of some(15).entries()) lead.email = i % 2 === 0 ? "n/a" : `${lead.email?.split("@")[0]}@`;
  for (const lead of some(8)) lead.doNotSync = true;
  for (const lead of some(5)) leads.push({ ...lead, key: `${lead.key}-again`, status: open });
}
