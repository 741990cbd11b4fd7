import type { Seed, SeedCompany, SeedPerson, Side } from "./seed.ts";
import { dirtyDeals, makeDeals, varyDeals } from "./world-deals.ts";
import { dirtyCompanies, dirtyPeople } from "./world-dirt.ts";
import { makeLeads } from "./world-leads.ts";
import { ages, dayMs, dice, phone, pick, plain } from "./world-pick.ts";
import {
  companyFirsts,
  companyKinds,
  companySeconds,
  firstNames,
  industries,
  jobs,
  lastNames,
  leadSources,
  seniorities,
} from "./world-words.ts";

const sizes = {
  main: {
    seed: 20_261,
    companies: { both: 730, only: 67 },
    people: { both: 4_560, only: 430 },
    deals: { both: 1_090, only: 110 },
    leads: 295,
  },
  other: {
    seed: 7_177,
    companies: { both: 20, only: 10 },
    people: { both: 120, only: 60 },
    deals: { both: 30, only: 10 },
    leads: 15,
  },
} as const;

/** One bulk load: this many rows bear one identical stamp. */
const bulk = { people: 2_600, ageMs: 212 * dayMs } as const;

/** What is each CRM's own: what its dice begin with, what its keys bear, and the year in its deals' names. */
const marks = {
  salesforce: { dice: 1, key: "s", year: 2024 },
  hubspot: { dice: 2, key: "h", year: 2023 },
  pipedrive: { dice: 3, key: "p", year: 2022 },
} as const;

/** The records of one account of one CRM: the same on every start; about nine in ten are in all CRMs. */
export function crmWorld(side: Side, account: "main" | "other"): Seed {
  const size = sizes[account];
  const mark = marks[side];
  const shared = dice(size.seed);
  const companies = makeCompanies(shared, size.companies.both, "c");
  const people = makePeople(shared, size.people.both, "p", companies, account === "main");
  const own = dice(size.seed + mark.dice);
  const ownCompanies = makeCompanies(own, size.companies.only, `c${mark.key}`);
  const ownPeople = makePeople(own, size.people.only, `p${mark.key}`, ownCompanies, false);
  const all = { companies: [...companies, ...ownCompanies], people: [...people, ...ownPeople] };
  // Deals and leads throw dice of their own, and before the dirt falls: all CRMs begin with the same ones.
  const deal = { companies, people, count: size.deals.both, key: "d", years: [2025, 2026, 2027] };
  const deals = makeDeals(dice(size.seed + 100), deal);
  const ownDice = dice(size.seed + 100 + mark.dice);
  const ownYears = [mark.year];
  const ownKey = `d${mark.key}`;
  const ownDeals = makeDeals(ownDice, { ...deal, ...all, count: size.deals.only, key: ownKey, years: ownYears });
  const leads = side === "salesforce" ? makeLeads(dice(size.seed + 103), { ...deal, deals, count: size.leads }) : [];
  vary(own, all.people);
  dirtyCompanies(own, side, all.companies, account === "main" ? 1 : 0.05);
  dirtyPeople(own, side, all.people, all.companies, account === "main" ? 1 : 0.05);
  varyDeals(ownDice, side, deals);
  dirtyDeals(ownDice, side, { shared: deals, own: ownDeals, companies: all.companies }, account === "main" ? 1 : 0.05);
  return {
    companies: oldestFirst(all.companies),
    people: oldestFirst(all.people),
    deals: oldestFirst([...deals, ...ownDeals]),
    leads: oldestFirst(leads),
  };
}

function makeCompanies(random: () => number, count: number, prefix: string): SeedCompany[] {
  const taken = new Set<string>();
  const made: SeedCompany[] = [];
  while (made.length < count) {
    const place = `${pick(random, companyFirsts)}${pick(random, companySeconds)}`;
    const kind = pick(random, companyKinds);
    const domain = `${plain(place)}-${plain(kind)}.${prefix === "c" ? "example" : `${prefix}.example`}`;
    if (taken.has(domain)) continue;
    taken.add(domain);
    made.push({
      key: `${prefix}${made.length + 1}`,
      name: `${place} ${kind}`,
      domain,
      phone: phone(random),
      industry: pick(random, industries.both),
      deleted: false,
      ...ages(random),
    });
  }
  return made;
}

function makePeople(
  random: () => number,
  count: number,
  prefix: string,
  companies: readonly SeedCompany[],
  withBulk: boolean,
): SeedPerson[] {
  const taken = new Set<string>();
  const made: SeedPerson[] = [];
  while (made.length < count) {
    const first = pick(random, firstNames);
    const last = pick(random, lastNames);
    const company = random() < 0.9 ? pick(random, companies) : null;
    const host = company?.domain ?? `mail.${prefix}.example`;
    const stem = `${plain(first)}.${plain(last)}`;
    const email = `${stem}${taken.has(`${stem}@${host}`) ? made.length : ""}@${host}`;
    taken.add(email);
    const isBulk = withBulk && made.length < bulk.people;
    made.push({
      key: `${prefix}${made.length + 1}`,
      first,
      last,
      email,
      phone: random() < 0.8 ? phone(random) : null,
      title: random() < 0.9 ? `${pick(random, seniorities)}${pick(random, jobs)}` : null,
      company: company?.key ?? null,
      leadSource: random() < 0.7 ? pick(random, leadSources.both) : null,
      doNotSync: false,
      ...(isBulk ? { modifiedAgoMs: bulk.ageMs, createdAgoMs: bulk.ageMs } : ages(random)),
    });
  }
  return made;
}

/** A few per cent differ between the CRMs: somebody edited one side only. */
function vary(random: () => number, people: readonly SeedPerson[]): void {
  for (const person of people) {
    if (random() > 0.03) continue;
    if (random() < 0.5) person.phone = phone(random);
    else person.title = pick(random, jobs);
  }
}

function oldestFirst<T extends { readonly createdAgoMs: number }>(rows: readonly T[]): T[] {
  return [...rows].sort((a, b) => b.createdAgoMs - a.createdAgoMs);
}
