import type { SeedCompany, SeedPerson, Side } from "./seed.ts";
import { pick, shuffled } from "./world-pick.ts";
import { industries, leadSources } from "./world-words.ts";

/**
 * What real CRMs are full of, in at most six records of a hundred: each record gets one kind of dirt at most. `share`
 * scales the counts for smaller accounts.
 */
export function dirtyPeople(
  random: () => number,
  side: Side,
  people: SeedPerson[],
  companies: readonly SeedCompany[],
  share: number,
): void {
  const clean = shuffled(random, people);
  const some = (count: number) => clean.splice(0, Math.round(count * share));
  const gone = companies.filter((company) => company.deleted);
  for (const person of some(40)) person.email = null;
  for (const [i, person] of some(20).entries()) {
    const none = side === "salesforce" ? "n/a" : `n/a ${i}`;
    person.email = i % 2 === 0 ? none : `${person.email?.split("@")[0]}@`;
  }
  for (const person of some(40)) person.leadSource = pick(random, leadSources[side]);
  for (const person of some(20)) person.doNotSync = true;
  for (const person of some(15)) if (gone.length > 0) person.company = pick(random, gone).key;
  if (side === "salesforce") {
    for (const person of some(20)) people.push({ ...person, key: `${person.key}-again`, title: "Contact" });
    return;
  }
  for (const person of some(25)) person.title = longTitle(person.title ?? "Manager");
  for (const person of some(30)) person.last = null;
  for (const [i, person] of some(20).entries()) person.phone = i % 2 === 0 ? "ask the reception" : "mobile only";
  // Pipedrive keeps no value apart from others: the same person stands in it twice.
  if (side !== "pipedrive") return;
  for (const person of some(15)) people.push({ ...person, key: `${person.key}-again`, title: "Contact" });
}

export function dirtyCompanies(random: () => number, side: Side, companies: SeedCompany[], share: number): void {
  const clean = shuffled(random, companies);
  const some = (count: number) => clean.splice(0, Math.ceil(count * share));
  for (const company of some(3)) company.deleted = true;
  for (const company of some(10)) company.domain = null;
  for (const company of some(8)) company.industry = pick(random, industries[side]);
  for (const company of some(8)) {
    companies.push({ ...company, key: `${company.key}-again`, name: `${company.name} Group` });
  }
}

/** More than the 128 characters that Salesforce holds. */
function longTitle(title: string): string {
  return `${title}, responsible for purchasing, supplier development, contract renewal and the yearly planning of all sites in the north, the south and overseas`;
}
