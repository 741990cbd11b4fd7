import { afterEach, describe, expect, it } from "vitest";
import { scopesFor } from "../../engine/providers/hubspot/scopes.ts";
import { bed, until } from "../fakes/bed.ts";

const beds: Awaited<ReturnType<typeof bed>>[] = [];
afterEach(async () => {
  const used = beds.splice(0);
  for (const own of used) await own.close();
  expect(used.flatMap((own) => own.errors)).toEqual([]);
});

const yaml = `
connections:
  salesforce: { provider: salesforce, objects: [account, vehicle], poll: 5s, share: 100 }
  hubspot: { provider: hubspot, objects: [account, vehicle], poll: 5s, share: 100 }
objects:
  account:
    fields:
      id: { salesforce: Crmsync_Id__c, hubspot: crmsync_id }
  vehicle:
    names: { salesforce: Vehicle__c, hubspot: "2-1001", pipedrive: null }
    match: [[plate]]
    filter: { field: retired, not: true }
    fields:
      id: { salesforce: Crmsync_Id__c, hubspot: crmsync_id, direction: outbound }
      plate: { salesforce: Name, hubspot: name, type: string }
      seats: { salesforce: Seats__c, hubspot: seats, type: integer }
      bought: { salesforce: Bought__c, hubspot: bought, type: date }
      retired: { salesforce: Retired__c, type: boolean }
      account_id: { salesforce: Account__c, type: "reference:account" }
`;

async function ready() {
  const own = await bed({ yaml });
  beds.push(own);
  own.schema("salesforce", "Vehicle__c", { op: "add-object" });
  own.schema("hubspot", "2-1001", { op: "add-object", label: "Vehicle" });
  for (const [field, type] of Object.entries({ Seats__c: "number", Bought__c: "date", Retired__c: "boolean" }))
    own.schema("salesforce", "Vehicle__c", { op: "add-field", field, type });
  own.schema("salesforce", "Vehicle__c", {
    op: "add-field",
    field: "Account__c",
    type: "reference",
    references: "Account",
  });
  for (const [field, type] of Object.entries({ seats: "number", bought: "date" }))
    own.schema("hubspot", "2-1001", { op: "add-field", field, type });
  for (const crm of ["salesforce", "hubspot"] as const) await (await own.signIn(crm)).confirm();
  await own.rest();
  return own;
}

async function polls(own: Awaited<ReturnType<typeof ready>>, times = 4) {
  for (let n = 0; n < times; n += 1) {
    await own.clock.advance(5_000);
    await own.rest();
  }
}

describe("custom objects by configuration (A12, B9)", () => {
  it("go from one CRM to the other with their types and their parent, and stay quiet there", async () => {
    const own = await ready();
    const account = own.create("salesforce", "Account", { Name: "Acme", Website: "acme.test" });
    const fields = { Name: "B-AC 1", Seats__c: 5, Bought__c: "2026-03-01", Account__c: account };
    own.create("salesforce", "Vehicle__c", fields);

    await polls(own, 6);

    const [row] = await own.sql<Record<string, unknown>>(
      "select v.plate, v.seats, v.bought, a.name as account from vehicles v join accounts a on a.id = v.account_id",
    );
    expect({ ...row }).toEqual({ plate: "B-AC 1", seats: 5, bought: "2026-03-01", account: "Acme" });
    expect(own.list("hubspot", "2-1001").records[0]?.fields).toMatchObject({ name: "B-AC 1", seats: "5" });
    expect(await own.engine.outcomes({ limit: 10 })).toEqual([]);
    const { length } = own.writes("hubspot");
    await polls(own, 3);
    expect([own.writes("hubspot").length, own.writes("salesforce").length]).toEqual([length, 0]);
  });

  it("go from the workspace to both, once, and an edit there comes back", async () => {
    const own = await ready();
    await own.write("insert into vehicles (id, plate, seats) values ('v1', 'M-XY 2', 2)");
    await polls(own, 4);
    const [there] = own.list("hubspot", "2-1001").records;
    own.edit("hubspot", "2-1001", there?.id ?? "", { seats: "3" });

    await polls(own, 6);

    expect(own.list("salesforce", "Vehicle__c").records.map(({ fields }) => [fields.Name, fields.Seats__c])).toEqual([
      ["M-XY 2", 3],
    ]);
    expect(own.list("hubspot", "2-1001").total).toBe(1);
    expect((await own.sql<object>("select id, plate, seats from vehicles")).map((row) => ({ ...row }))).toEqual([
      { id: "v1", plate: "M-XY 2", seats: 3 },
    ]);
  });

  it("are matched, left out by their filter, and their rows deleted in the CRM are noted", async () => {
    const own = await ready();
    const kept = own.create("salesforce", "Vehicle__c", { Name: "A-1", Seats__c: 4 });
    own.create("hubspot", "2-1001", { name: "a-1" });
    const old = own.create("salesforce", "Vehicle__c", { Name: "A-2", Retired__c: true });
    await polls(own, 6);
    own.control("DELETE", `salesforce/records/Vehicle__c/${kept}`);
    await polls(own, 2);

    const outcomes = await own.engine.outcomes({ limit: 10 });

    expect(outcomes.map(({ object, subject, reason }) => [object, subject, reason])).toEqual([
      ["vehicle", old, "SKIP_EXCLUDED"],
    ]);
    expect(own.list("hubspot", "2-1001").total).toBe(1);
    expect(
      await own.sql("select deleted_in_crm as gone from links where object = 'vehicle' order by connection"),
    ).toMatchObject([{ gone: 0 }, { gone: 1 }]);
  });

  it("say which right is missing when nobody granted them (B9, E42)", async () => {
    const own = await ready();
    own.schema("salesforce", "Vehicle__c", { op: "set-permission", level: "object", read: true, write: false });

    await own.clock.advance(3_600_000);
    await polls(own, 2);

    const diagnosis = JSON.stringify(await until(own.clock, own.engine.diagnose("salesforce")));
    expect(diagnosis).toContain("Create on Vehicle__c");
    expect(diagnosis).toContain("Edit on Vehicle__c");
  });

  it("ask HubSpot for the scopes that they need, and for no others", async () => {
    const own = await ready();

    const asked = own.config.settings.connections.map(({ name, names }) => [name, names]);

    expect(asked).toEqual([
      ["salesforce", { vehicle: "Vehicle__c" }],
      ["hubspot", { vehicle: "2-1001" }],
    ]);
    expect(scopesFor(["companies", "2-1001"])).toEqual(
      expect.arrayContaining(["crm.objects.custom.read", "crm.objects.custom.write", "crm.schemas.custom.read"]),
    );
    expect(scopesFor(["companies"]).join()).not.toContain("custom");
  });
});
