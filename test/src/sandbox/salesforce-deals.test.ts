import { describe, expect, it } from "vitest";
import { connection, desk, parsed, start } from "./salesforce-desk.ts";

const deal = { Name: "Acme – Renewal 2026", StageName: "Prospecting", CloseDate: "2026-12-31" };
const lead = { LastName: "Lee", Company: "Acme", Email: "lee@acme.example" };

function added(world: ReturnType<typeof desk>, type: string, fields: object): string {
  return parsed(world.ask("POST", `/sobjects/${type}`, fields)).body.id;
}

describe("opportunities and leads", () => {
  it("are described with their keys, types and what must be given", () => {
    const world = desk();
    const described = (type: string) => parsed(world.ask("GET", `/sobjects/${type}/describe`)).body;
    const required = (type: string) =>
      described(type)
        .fields.filter((f: Described) => !f.nillable && !f.defaultedOnCreate && f.createable)
        .map((f: Described) => f.name);
    const field = (type: string, name: string) => described(type).fields.find((f: Described) => f.name === name);

    const status = field("Lead", "Status");

    expect([described("Opportunity").keyPrefix, described("Lead").keyPrefix]).toEqual(["006", "00Q"]);
    expect(required("Opportunity")).toEqual(["Name", "StageName", "CloseDate"]);
    expect(required("Lead")).toEqual(["LastName", "Company"]);
    expect(field("Opportunity", "Amount")).toMatchObject({ type: "currency", length: 0, precision: 18, scale: 2 });
    expect(field("Opportunity", "CloseDate")).toMatchObject({ type: "date", createable: true });
    expect(field("Lead", "IsConverted")).toMatchObject({ type: "boolean", createable: false, updateable: false });
    expect(status).toMatchObject({ nillable: false, defaultedOnCreate: true, restrictedPicklist: true });
    expect(status.picklistValues.filter((value: { defaultValue: boolean }) => value.defaultValue)).toMatchObject([
      { value: "Open - Not Contacted" },
    ]);
  });

  it("are written, upserted, queried by day and told as deleted like every object, through the SDK", async () => {
    const world = desk();
    const conn = connection(world);

    const made = await conn.sobject("Opportunity").create([{ ...deal, Amount: 1200.5 }, { Name: "No stage" }]);
    const upserted = await conn.sobject("Opportunity").upsert([{ ...deal, Crmsync_Id__c: "d1" }], "Crmsync_Id__c");
    const found = await conn.query(
      "SELECT Name, Amount, CloseDate FROM Opportunity WHERE CloseDate > 2026-12-30 AND CloseDate <= 2026-12-31 AND Amount > 1000",
    );
    const missed = await conn.query("SELECT Id FROM Opportunity WHERE CloseDate = 2026-12-30");
    world.clock.now = start + 120_000;
    await conn.sobject("Opportunity").delete([made[0]?.id ?? ""]);
    const span = `start=${at(-60_000)}&end=${at(240_000)}`;
    const gone = parsed(world.ask("GET", `/sobjects/Opportunity/deleted?${span}`));

    expect(made[1]?.errors).toMatchObject([
      { statusCode: "REQUIRED_FIELD_MISSING", fields: ["StageName", "CloseDate"] },
    ]);
    expect(upserted).toMatchObject([{ success: true, created: true }]);
    expect(found.records).toMatchObject([{ Name: deal.Name, Amount: 1200.5, CloseDate: "2026-12-31" }]);
    expect(missed.totalSize).toBe(0);
    expect(gone.body.deletedRecords).toMatchObject([{ id: made[0]?.id }]);
  });

  it.each([
    ["Opportunity", { ...deal, CloseDate: "31.12.2026" }, "INVALID_TYPE_ON_FIELD_IN_RECORD", ["CloseDate"]],
    ["Opportunity", { ...deal, CloseDate: "2026-02-30" }, "INVALID_TYPE_ON_FIELD_IN_RECORD", ["CloseDate"]],
    ["Opportunity", { ...deal, Name: "x".repeat(121) }, "STRING_TOO_LONG", ["Name"]],
    [
      "Opportunity",
      { ...deal, StageName: "appointmentscheduled" },
      "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
      ["StageName"],
    ],
    ["Opportunity", { ...deal, Amount: 1e17 }, "NUMBER_OUTSIDE_VALID_RANGE", ["Amount"]],
    ["Opportunity", { ...deal, Amount: -1 }, "FIELD_CUSTOM_VALIDATION_EXCEPTION", ["Amount"]],
    ["Opportunity", { ...deal, AccountId: "0015Y0000999999AAA" }, "INVALID_CROSS_REFERENCE_KEY", ["AccountId"]],
    ["Lead", { ...lead, Status: null }, "REQUIRED_FIELD_MISSING", ["Status"]],
    ["Lead", { ...lead, Email: "lee@" }, "INVALID_EMAIL_ADDRESS", ["Email"]],
    ["Lead", { ...lead, IsConverted: true }, "INVALID_FIELD_FOR_INSERT_UPDATE", ["IsConverted"]],
  ])("%s %j is refused: %s", (type, fields, errorCode, names) => {
    const world = desk();

    const refused = parsed(world.ask("POST", `/sobjects/${type}`, fields));

    expect(refused).toMatchObject({ status: 400, body: [{ errorCode, fields: names }] });
  });

  it("ask for dates in queries without a time", () => {
    const world = desk();
    const q = encodeURIComponent("SELECT Id FROM Opportunity WHERE CloseDate > 2026-12-30T00:00:00Z");

    const refused = parsed(world.ask("GET", `/query?q=${q}`));

    expect(refused.body[0].message).toContain("must be of type date and should not be enclosed in quotes");
  });

  it("know the lock-row fault", () => {
    const world = desk();
    const id = added(world, "Opportunity", deal);
    world.control("POST", "/faults", { service: "salesforce", fault: "lock-row", type: "Opportunity", id, times: 1 });

    const answers = [1, 2].map(() => world.ask("PATCH", `/sobjects/Opportunity/${id}`, { Amount: 5 }));

    expect(answers.map((answer) => answer.status)).toEqual([400, 204]);
    expect(JSON.parse(answers[0]?.body ?? "")[0].errorCode).toBe("UNABLE_TO_LOCK_ROW");
  });
});

describe("an opportunity under approval", () => {
  it("is written by no program until the process is over; people with the right still may", () => {
    const world = desk();
    const id = added(world, "Opportunity", deal);
    const record = `/salesforce/records/Opportunity/${id}`;
    const patch = () => world.ask("PATCH", `/sobjects/Opportunity/${id}`, { Amount: 5 });

    world.control("POST", `${record}/lock`);
    const row = parsed(
      world.ask("PATCH", "/composite/sobjects", { records: [{ ...typed("Opportunity"), id, Amount: 7 }] }),
    );
    const refused = parsed(patch());
    const deleted = world.ask("DELETE", `/sobjects/Opportunity/${id}`);
    const edited = parsed(world.control("PATCH", record, { fields: { Amount: 9 } }));
    world.control("POST", `${record}/unlock`);
    const after = patch();

    expect(row.body).toMatchObject([{ success: false, errors: [{ statusCode: "ENTITY_IS_LOCKED" }] }]);
    expect(refused).toMatchObject({ status: 400, body: [{ errorCode: "ENTITY_IS_LOCKED" }] });
    expect(deleted.status).toBe(400);
    expect(edited).toMatchObject({ status: 200, body: { locked: true, fields: { Amount: 9 } } });
    expect(after.status).toBe(204);
  });
});

describe("a converted lead", () => {
  it("made an account, a contact and an opportunity, stays in queries, and is changed no more", () => {
    const world = desk();
    const id = added(world, "Lead", { ...lead, FirstName: "Kim" });

    const converted = parsed(world.control("POST", `/salesforce/records/Lead/${id}/convert`));
    const refused = parsed(world.ask("PATCH", `/sobjects/Lead/${id}`, { Phone: "1" }));
    const q = "SELECT Name, IsConverted, ConvertedDate, Status FROM Lead WHERE IsConverted = true";
    const found = parsed(world.ask("GET", `/query?q=${encodeURIComponent(q)}`));
    const made = (type: string, of: string) =>
      parsed(world.control("GET", `/salesforce/records/${type}/${of}`)).body.fields;
    const { ConvertedAccountId, ConvertedContactId, ConvertedOpportunityId } = converted.body.fields;

    expect(refused).toMatchObject({
      status: 400,
      body: [{ errorCode: "CANNOT_UPDATE_CONVERTED_LEAD", message: "cannot reference converted lead" }],
    });
    expect(found.body.records).toMatchObject([
      { Name: "Kim Lee", IsConverted: true, ConvertedDate: "2026-11-21", Status: "Closed - Converted" },
    ]);
    expect(made("Account", ConvertedAccountId)).toMatchObject({ Name: "Acme" });
    expect(made("Contact", ConvertedContactId)).toMatchObject({ LastName: "Lee", AccountId: ConvertedAccountId });
    expect(made("Opportunity", ConvertedOpportunityId)).toMatchObject({
      Name: "Acme-",
      CloseDate: "2026-12-31",
      AccountId: ConvertedAccountId,
    });
  });

  it("joins the account and the contact that are there, and makes no opportunity when none is wanted", () => {
    const world = desk();
    const account = added(world, "Account", { Name: "ACME" });
    const contact = added(world, "Contact", { LastName: "Lee", Email: "lee@acme.example" });
    const id = added(world, "Lead", lead);
    const path = `/salesforce/records/Lead/${id}/convert`;

    const wrong = parsed(world.control("POST", path, { accountId: "0015Y0000999999AAA" }));
    const converted = parsed(world.control("POST", path, { opportunity: false }));
    const again = parsed(world.control("POST", path));
    const other = parsed(world.control("POST", `/salesforce/records/Contact/${contact}/convert`));

    expect(wrong).toMatchObject({ status: 400, body: { error: "accountId: there is no such Account" } });
    expect(converted.body.fields).toMatchObject({
      ConvertedAccountId: account,
      ConvertedContactId: contact,
      ConvertedOpportunityId: null,
    });
    expect([again.status, again.body.error]).toEqual([400, `Lead ${id} is converted already`]);
    expect(other.body.error).toBe("only leads are converted, not Contact");
  });
});

interface Described {
  readonly name: string;
  readonly nillable: boolean;
  readonly defaultedOnCreate: boolean;
  readonly createable: boolean;
}

function typed(type: string) {
  return { attributes: { type } };
}

function at(afterMs: number): string {
  return encodeURIComponent(new Date(start + afterMs).toISOString());
}
