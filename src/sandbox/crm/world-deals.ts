import type { SeedCompany, SeedDeal, SeedPerson, Side } from "./seed.ts";
import { dealStages, dealSubjects } from "./world-deal-words.ts";
import { ages, between, pick, shuffled } from "./world-pick.ts";

interface DealsAsked {
  readonly companies: readonly SeedCompany[];
  readonly people: readonly SeedPerson[];
  readonly count: number;
  /** What keys begin with. */
  readonly key: string;
  /** Years in names: no two groups of deals share one, so that only the same deal has the same name and company. */
  readonly years: readonly number[];
}

/** Every so many deals one is held by an approval process, and one bears a name that other companies' deals have too. */
const every = { locked: 109, common: 90 } as const;

/** Deals of these companies: no two of one company have the same name. */
export function makeDeals(random: () => number, asked: DealsAsked): SeedDeal[] {
  const colleagues = byCompany(asked.people);
  const taken = new Set<string>();
  const made: SeedDeal[] = [];
  while (made.length < asked.count) {
    const company = pick(random, asked.companies);
    const year = pick(random, asked.years);
    const isCommon = made.length % every.common === 7;
    const name = isCommon ? `Framework Agreement ${year}` : `${company.name} – ${pick(random, dealSubjects)} ${year}`;
    if (taken.has(`${company.key} ${name}`)) continue;
    taken.add(`${company.key} ${name}`);
    const stage = pick(random, dealStages.both);
    const people = colleagues.get(company.key);
    made.push({
      key: `${asked.key}${made.length + 1}`,
      name,
      amount: random() < 0.92 ? between(random, 8, 900) * 250 : null,
      stage,
      closeInDays: stage.startsWith("Closed") ? -between(random, 1, 400) : between(random, -20, 240),
      company: company.key,
      contact: people === undefined ? null : pick(random, people),
      doNotSync: false,
      locked: asked.key === "d" && made.length % every.locked === 50,
      ...ages(random),
    });
  }
  return made;
}

/**
 * A few per cent differ between the CRMs, and every one that an approval process holds: it has no amount, HubSpot's has,
 * so that a write is tried.
 */
export function varyDeals(random: () => number, side: Side, deals: readonly SeedDeal[]): void {
  for (const deal of deals) {
    const edited = random() < 0.03;
    const amount = between(random, 8, 900) * 250;
    if (edited && !deal.locked) deal.amount = amount;
    if (!deal.locked) continue;
    deal.amount = side === "salesforce" ? null : (deal.amount ?? 12_500);
    deal.locked = side === "salesforce";
  }
}

/**
 * What real CRMs are full of: each deal gets one kind of dirt at most. Most of it falls on deals that only this CRM
 * has: what both have is settled at the first match. `share` scales the counts for smaller accounts.
 */
export function dirtyDeals(
  random: () => number,
  side: Side,
  deals: {
    readonly shared: readonly SeedDeal[];
    readonly own: readonly SeedDeal[];
    readonly companies: readonly SeedCompany[];
  },
  share: number,
): void {
  const own = shuffled(random, deals.own);
  const shared = shuffled(
    random,
    deals.shared.filter((deal) => !deal.locked),
  );
  const some = (from: SeedDeal[], count: number) => from.splice(0, Math.round(count * share));
  const gone = deals.companies.filter((company) => company.deleted);
  for (const deal of some(own, 12)) if (gone.length > 0) deal.company = pick(random, gone).key;
  for (const deal of some(own, 12)) deal.stage = pick(random, dealStages[side]);
  for (const deal of some(own, 8)) deal.doNotSync = true;
  for (const deal of some(shared, 8)) deal.stage = pick(random, dealStages[side]);
  for (const deal of some(shared, 4)) deal.doNotSync = true;
  if (side === "salesforce") return;
  for (const deal of some(own, 15)) deal.closeInDays = null;
  for (const deal of some(own, 6)) deal.name = longName(deal.name);
  for (const deal of some(own, 6)) deal.amount = -between(random, 1, 40) * 250;
  for (const deal of some(own, 4)) deal.amount = 9.9e17;
}

/** More than the 120 characters that Salesforce holds. */
function longName(name: string): string {
  return `${name}, with delivery, installation, training of the staff on all sites and spare parts for five years, as agreed by telephone`;
}

function byCompany(people: readonly SeedPerson[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { key, company } of people) {
    if (company === null) continue;
    const keys = found.get(company);
    if (keys === undefined) found.set(company, [key]);
    else keys.push(key);
  }
  return found;
}
