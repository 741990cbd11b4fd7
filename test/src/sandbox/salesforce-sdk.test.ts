import { expect, it } from "vitest";
import { connection, contacts, desk } from "./salesforce-desk.ts";

it("pages a query and keeps the order", async () => {
  const world = desk();
  contacts(
    world.crm,
    Array.from({ length: 2_450 }, (_, i) => ({ LastName: `L${i}` })),
  );
  const conn = connection(world);

  const first = await conn.query("SELECT Id, LastName FROM Contact ORDER BY SystemModstamp, Id");
  const second = await conn.queryMore(first.nextRecordsUrl ?? "");

  expect([first.totalSize, first.done, first.records.length]).toEqual([2_450, false, 2_000]);
  expect([second.done, second.records.length, second.records.at(-1)?.LastName]).toEqual([true, 450, "L2449"]);
  expect(conn.limitInfo.apiUsage).toEqual({ used: 2, limit: 200_000 });
});

it("creates, updates, upserts and deletes collections row by row", async () => {
  const world = desk();
  const conn = connection(world);

  const created = await conn.sobject("Contact").create([{ LastName: "One" }, { FirstName: "No" }, { LastName: "Two" }]);
  const ids = created.map((row) => row.id ?? "");
  const updated = await conn.sobject("Contact").update([{ Id: ids[0] ?? "", Title: "Buyer" }]);
  const upserts = [
    { Crmsync_Id__c: "a", LastName: "New" },
    { Crmsync_Id__c: "b", LastName: "Other" },
  ];
  const once = await conn.sobject("Contact").upsert(upserts, "Crmsync_Id__c");
  const twice = await conn.sobject("Contact").upsert(upserts.slice(0, 1), "Crmsync_Id__c");
  const deleted = await conn.sobject("Contact").delete([ids[2] ?? ""]);

  expect(created.map((row) => row.success)).toEqual([true, false, true]);
  expect(created[1]?.errors).toEqual([
    { statusCode: "REQUIRED_FIELD_MISSING", message: "Required fields are missing: [LastName]", fields: ["LastName"] },
  ]);
  expect(updated).toEqual([{ id: ids[0], success: true, errors: [] }]);
  expect(once.map((row) => row.created)).toEqual([true, true]);
  expect(twice).toEqual([{ id: once[0]?.id, success: true, errors: [], created: false }]);
  expect(deleted[0]?.success).toBe(true);
  expect(world.logs.get("salesforce")?.calls.map((c) => [c.method, c.status, c.records])).toEqual([
    ["POST", 200, 3],
    ["PATCH", 200, 1],
    ["PATCH", 200, 2],
    ["PATCH", 200, 1],
    ["DELETE", 200, 1],
  ]);
});

it("describes fields with types, lengths, rights and picklists", async () => {
  const conn = connection(desk());

  const { fields, createable } = await conn.sobject("Contact").describe();

  const named = Object.fromEntries(fields.map((field) => [field.name, field]));
  expect(createable).toBe(true);
  expect(named.LastName).toMatchObject({ type: "string", length: 80, nillable: false, createable: true });
  expect(named.Title).toMatchObject({ length: 128, nillable: true });
  expect(named.Crmsync_Id__c).toMatchObject({ externalId: true, unique: true, custom: true });
  expect(named.LeadSource?.picklistValues?.map((option) => option.value)).toContain("Trade Show");
  expect(named.AccountId).toMatchObject({ type: "reference", referenceTo: ["Account"], relationshipName: "Account" });
  expect(named.SystemModstamp).toMatchObject({ type: "datetime", createable: false, updateable: false });
});

it("tells limits and deleted rows", async () => {
  const world = desk();
  const [id = ""] = contacts(world.crm, [{ LastName: "Gone" }]);
  world.control("DELETE", `/salesforce/records/Contact/${id}`);
  const conn = connection(world);

  const limits = await conn.limits();
  const hour = 3_600_000;
  const gone = await conn
    .sobject("Contact")
    .deleted(new Date(world.clock.now - hour), new Date(world.clock.now + hour));

  expect(limits.DailyApiRequests).toEqual({ Max: 200_000, Remaining: 199_999 });
  expect(gone.deletedRecords).toEqual([{ id, deletedDate: "2026-11-21T10:00:00.000+0000" }]);
});

it("gives jsforce the code of a refusal", async () => {
  const conn = connection(desk());

  const refused = await conn
    .sobject("Contact")
    .retrieve("0035Y0000009999AAA")
    .catch((problem: unknown) => problem);

  expect(refused).toMatchObject({ name: "NOT_FOUND", message: "The requested resource does not exist" });
});
