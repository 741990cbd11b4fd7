import { describe, expect, it } from "vitest";
import { crmWorld } from "../../../src/sandbox/crm/world.ts";
import { leadSources } from "../../../src/sandbox/crm/world-words.ts";

const salesforce = crmWorld("salesforce", "main");
const hubspot = crmWorld("hubspot", "main");

describe("the sandbox's people and companies", () => {
  it("are the same on every start", () => {
    const again = crmWorld("salesforce", "main");

    expect(again).toEqual(salesforce);
  });

  it("are about 5,000 and 800, nine in ten in both CRMs", () => {
    const shared = new Set(salesforce.people.map((person) => person.key));

    const both = hubspot.people.filter((person) => shared.has(person.key)).length;

    expect([salesforce.people.length, hubspot.people.length]).toEqual([5_010, 4_990]);
    expect([salesforce.companies.length, hubspot.companies.length]).toEqual([805, 805]);
    expect(both / hubspot.people.length).toBeGreaterThan(0.88);
  });

  it("were loaded in bulk: 2,500 and more bear one stamp, and none is younger than half an hour", () => {
    const counts = new Map<number, number>();
    for (const { modifiedAgoMs } of hubspot.people) counts.set(modifiedAgoMs, (counts.get(modifiedAgoMs) ?? 0) + 1);

    expect(Math.max(...counts.values())).toBeGreaterThanOrEqual(2_500);
    expect(Math.min(...counts.keys())).toBeGreaterThanOrEqual(30 * 60_000);
  });

  it.each([
    ["salesforce", salesforce],
    ["hubspot", hubspot],
  ] as const)("are dirty in %s, but in fewer than six of a hundred", (side, seed) => {
    const emails = seed.people.map((person) => person.email);
    const gone = new Set(seed.companies.filter((company) => company.deleted).map((company) => company.key));
    const dirt = {
      withoutEmail: emails.filter((email) => email === null).length,
      badEmail: emails.filter((email) => email !== null && !/^[^@\s]+@[^@\s]+\.[a-z]+$/.test(email)).length,
      repeated: emails.length - new Set(emails).size,
      foreignSource: seed.people.filter((p) => (leadSources[side] as readonly (string | null)[]).includes(p.leadSource))
        .length,
      longTitle: seed.people.filter((person) => (person.title ?? "").length > 128).length,
      withoutLastName: seed.people.filter((person) => person.last === null).length,
      deadReference: seed.people.filter((person) => person.company !== null && gone.has(person.company)).length,
      wordsAsPhone: seed.people.filter((person) => /[a-z]{4}/.test(person.phone ?? "")).length,
      doNotSync: seed.people.filter((person) => person.doNotSync).length,
    };

    const total = Object.values(dirt).reduce((sum, count) => sum + count, 0);

    expect(dirt).toMatchObject({ withoutEmail: 40, badEmail: 20, foreignSource: 40, doNotSync: 20 });
    expect(side === "hubspot" ? [dirt.longTitle, dirt.withoutLastName, dirt.wordsAsPhone] : [25, 30, 20]).toEqual([
      25, 30, 20,
    ]);
    expect(dirt.deadReference).toBeGreaterThanOrEqual(15);
    expect(total / seed.people.length).toBeLessThan(0.06);
  });
});
