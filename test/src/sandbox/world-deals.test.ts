import { describe, expect, it } from "vitest";
import { crmWorld } from "../../../src/sandbox/crm/world.ts";
import { dealStages } from "../../../src/sandbox/crm/world-deal-words.ts";
import { hubspot as portal } from "./hubspot-portal.ts";
import { desk, parsed } from "./salesforce-desk.ts";

const salesforce = crmWorld("salesforce", "main");
const hubspot = crmWorld("hubspot", "main");
const inHubspot = new Map(hubspot.deals.map((deal) => [deal.key, deal]));

describe("the sandbox's deals", () => {
  it("are 1,200 on each side, nine in ten on both, and the other account has a few of its own", () => {
    const both = salesforce.deals.filter((deal) => inHubspot.has(deal.key)).length;
    const other = crmWorld("hubspot", "other").deals.length;

    expect([salesforce.deals.length, hubspot.deals.length, both, other]).toEqual([1_200, 1_200, 1_090, 40]);
  });

  it("are told apart by name and company, though some companies' deals bear one name", () => {
    const all = [...new Map([...hubspot.deals, ...salesforce.deals].map((deal) => [deal.key, deal])).values()];
    const pairs = new Set(all.map((deal) => `${deal.name}/${deal.company}`));
    const names = Map.groupBy(all, (deal) => deal.name);

    const shared = [...names.values()].filter((deals) => new Set(deals.map((deal) => deal.company)).size > 1);

    expect(pairs.size).toBe(all.length);
    expect(shared.length).toBeGreaterThanOrEqual(2);
    expect(shared.every(([deal]) => deal?.name.startsWith("Framework Agreement"))).toBe(true);
  });

  it.each([
    ["salesforce", salesforce],
    ["hubspot", hubspot],
  ] as const)("are dirty in %s in ways that the other CRM refuses", (side, seed) => {
    const gone = new Set(seed.companies.filter((company) => company.deleted).map((company) => company.key));
    const own: readonly string[] = dealStages[side];
    const dirt = {
      ownStage: seed.deals.filter((deal) => own.includes(deal.stage)).length,
      doNotSync: seed.deals.filter((deal) => deal.doNotSync).length,
      withoutDate: seed.deals.filter((deal) => deal.closeInDays === null).length,
      longName: seed.deals.filter((deal) => deal.name.length > 120).length,
      negative: seed.deals.filter((deal) => (deal.amount ?? 0) < 0).length,
      absurd: seed.deals.filter((deal) => (deal.amount ?? 0) >= 1e16).length,
      locked: seed.deals.filter((deal) => deal.locked).length,
    };

    const dead = seed.deals.filter((deal) => deal.company !== null && gone.has(deal.company)).length;

    expect(dirt).toEqual(
      side === "salesforce"
        ? { ownStage: 20, doNotSync: 12, withoutDate: 0, longName: 0, negative: 0, absurd: 0, locked: 10 }
        : { ownStage: 20, doNotSync: 12, withoutDate: 15, longName: 6, negative: 6, absurd: 4, locked: 0 },
    );
    expect(dead).toBeGreaterThanOrEqual(12);
    expect(dead).toBeLessThan(25);
  });

  it("differ wherever an approval process holds one in Salesforce, so that a write is tried", () => {
    const locked = salesforce.deals.filter((deal) => deal.locked);

    const differ = locked.filter((deal) => inHubspot.get(deal.key)?.amount !== deal.amount);

    expect([locked.length, differ.length]).toEqual([10, 10]);
  });

  it("stand in both CRMs with their company, and in HubSpot with a contact of it", () => {
    const org = desk({ records: "world" });
    const hub = portal({ records: "world" });
    const name = salesforce.deals.find((deal) => inHubspot.get(deal.key)?.contact != null && !deal.locked)?.name ?? "";

    const [row] = parsed(org.control("GET", `/salesforce/records/Opportunity?Name=${encodeURIComponent(name)}`)).body
      .records;
    const account = parsed(org.control("GET", `/salesforce/records/Account/${row.fields.AccountId}`)).body.fields.Name;
    const filter = { propertyName: "dealname", operator: "EQ", value: name };
    const properties = ["hs_primary_associated_company", "closedate"];
    const [deal] = hub.call("POST", "/crm/v3/objects/deals/search", {
      filterGroups: [{ filters: [filter] }],
      properties,
    }).body.results;
    const path = `/crm/v3/objects/deals/${deal?.id}?associations=companies&associations=contacts`;
    const { associations } = JSON.parse(hub.call("GET", path).text);
    const company = hub.call("GET", `/crm/v3/objects/companies/${deal?.properties.hs_primary_associated_company}`);

    expect(name.startsWith(`${account} – `)).toBe(true);
    expect(company.body.properties.name).toBe(account);
    expect(row.fields.CloseDate).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    expect(deal?.properties.closedate).toMatch(/T00:00:00\.000Z$/);
    expect(associations.companies.results).toMatchObject([
      { type: "deal_to_company" },
      { type: "deal_to_company_unlabeled" },
    ]);
    expect(associations.contacts.results).toMatchObject([{ type: "deal_to_contact" }]);
  });
});

describe("the sandbox's leads", () => {
  it("are 300 in Salesforce and none in HubSpot, some of them without a good address", () => {
    const { leads } = salesforce;
    const open = leads.filter((lead) => lead.converted === null);
    const dirt = {
      converted: leads.length - open.length,
      withoutEmail: open.filter((lead) => lead.email === null).length,
      badEmail: open.filter((lead) => lead.email !== null && !/^[^@\s]+@[^@\s]+\.[a-z]+$/.test(lead.email)).length,
      doNotSync: open.filter((lead) => lead.doNotSync).length,
      repeated: leads.filter((lead) => lead.key.endsWith("-again")).length,
    };

    expect([leads.length, hubspot.leads.length]).toEqual([300, 0]);
    expect(dirt).toEqual({ converted: 25, withoutEmail: 25, badEmail: 15, doNotSync: 8, repeated: 5 });
  });

  it("that were converted point to what they became, and cannot be changed", () => {
    const org = desk({ records: "world" });
    const [lead] = parsed(org.control("GET", "/salesforce/records/Lead?IsConverted=true&limit=1")).body.records;
    const named = (type: string, id: string) => parsed(org.ask("GET", `/sobjects/${type}/${id}`)).body;

    const refused = org.ask("PATCH", `/sobjects/Lead/${lead.id}`, { Phone: "1" });

    expect(named("Account", lead.fields.ConvertedAccountId).Name).toBe(lead.fields.Company);
    expect(named("Contact", lead.fields.ConvertedContactId).AccountId).toBe(lead.fields.ConvertedAccountId);
    expect(JSON.parse(refused.body)[0].errorCode).toBe("CANNOT_UPDATE_CONVERTED_LEAD");
  });
});
