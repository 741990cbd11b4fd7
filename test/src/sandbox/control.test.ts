import { describe, expect, it } from "vitest";
import { contacts, desk, parsed, start } from "./salesforce-desk.ts";

const records = "/salesforce/records/Contact";
const schemaPath = "/salesforce/schema/Contact";

describe("records", () => {
  it("are created, edited, listed, read and deleted as a person does it", () => {
    const world = desk();

    const created = parsed(world.control("POST", records, { fields: { LastName: "Lee", Email: "lee@x.example" } }));
    const path = `${records}/${created.body.id}`;
    world.clock.now = start + 60_000;
    const edited = parsed(world.control("PATCH", path, { fields: { Title: "Buyer" } }));
    const found = parsed(world.control("GET", `${records}?Email=lee@x.example&limit=1`));
    const deleted = parsed(world.control("DELETE", path));
    const gone = parsed(world.control("GET", path));

    expect(created.status).toBe(201);
    expect(edited.body.fields).toMatchObject({
      LastName: "Lee",
      Title: "Buyer",
      SystemModstamp: "2026-11-21T10:01:00.000+0000",
    });
    expect(found.body).toEqual({ total: 1, records: [{ id: created.body.id, fields: edited.body.fields }] });
    expect(deleted.body).toEqual({ id: created.body.id, deleted: true });
    expect(gone.status).toBe(404);
  });

  it("are listed in pieces with the whole number", () => {
    const world = desk();
    const ids = contacts(
      world.crm,
      ["A", "B", "C"].map((LastName) => ({ LastName })),
    );

    const { body } = parsed(world.control("GET", `${records}?limit=1&offset=1`));

    expect([body.total, body.records.map((row: { id: string }) => row.id)]).toEqual([3, [ids[1]]]);
  });

  it("take any value, unless the rules are asked for", () => {
    const world = desk();
    const wrong = { fields: { FirstName: "Only", Email: "jane@" } };

    const loose = parsed(world.control("POST", records, wrong));
    const checked = parsed(world.control("POST", `${records}?check=1`, wrong));

    expect(loose.status).toBe(201);
    expect(checked.status).toBe(400);
    expect(checked.body.violations).toEqual([
      { kind: "required", field: "LastName", message: "Required fields are missing: [LastName]" },
      { kind: "email", field: "Email", message: "Email: invalid email address: jane@" },
    ]);
  });

  it("live in one of two accounts", () => {
    const world = desk();
    world.control("POST", `${records}?account=other`, { fields: { LastName: "Lee" } });

    const totals = ["main", "other"].map(
      (name) => parsed(world.control("GET", `${records}?account=${name}`)).body.total,
    );

    expect(totals).toEqual([0, 1]);
  });

  it("hand their references over when merged", () => {
    const world = desk();
    const account = (Name: string) =>
      parsed(world.control("POST", "/salesforce/records/Account", { fields: { Name } })).body.id;
    const [loser, winner] = [account("Old"), account("New")];
    const person = parsed(world.control("POST", records, { fields: { LastName: "Lee", AccountId: loser } })).body.id;

    const merged = parsed(world.control("POST", `/salesforce/records/Account/${loser}/merge`, { into: winner }));
    const after = parsed(world.control("GET", `${records}/${person}`));

    expect(merged.body.id).toBe(winner);
    expect(after.body.fields.AccountId).toBe(winner);
  });

  it.each([
    ["GET", "/nocrm/records/Contact", "", "unknown CRM nocrm; known: salesforce"],
    ["GET", "/salesforce/records/contacts", "", "unknown type contacts; salesforce has: Contact, Account"],
    ["GET", `${records}?Nope=1`, "", "unknown field Nope; Contact has: Id"],
    ["GET", `${records}?limit=-1`, "", "limit and offset"],
    ["GET", `${records}?account=third`, "", "known: main, other"],
    ["POST", records, { LastName: "A" }, "the body must be {fields"],
    ["POST", records, { fields: { Nope: 1 } }, "unknown field Nope"],
    ["POST", records, { fields: { Id: "1" } }, "Id is set by the CRM itself"],
    ["PUT", records, "", "known: GET, POST"],
  ])("%s %s with %j is refused", (method, path, body, words) => {
    const refused = parsed(desk().control(method, path, body));

    expect(refused.status).toBe(400);
    expect(refused.body.error).toContain(words);
  });
});

describe("the schema", () => {
  it("is edited field by field, and values move along", () => {
    const world = desk();
    const edit = (op: object) => parsed(world.control("PATCH", schemaPath, op)).status;
    const statuses = [
      edit({ op: "add-field", field: "Level__c", type: "picklist", options: ["A"] }),
      edit({ op: "add-option", field: "Level__c", value: "B" }),
      edit({ op: "remove-option", field: "Level__c", value: "A" }),
      edit({ op: "set-required", field: "Level__c", on: true }),
      edit({ op: "rename-field", field: "Title", to: "Job__c" }),
      edit({ op: "retype-field", field: "Phone", type: "string", length: 10 }),
      edit({ op: "delete-field", field: "Email" }),
    ];
    const create = (fields: object) => parsed(world.control("POST", `${records}?check=1`, { fields }));

    const bare = create({ LastName: "A" });
    const old = create({ LastName: "A", Level__c: "A" });
    const long = create({ LastName: "A", Level__c: "B", Phone: "12345678901" });
    const good = create({ LastName: "A", Level__c: "B", Job__c: "Buyer" });

    expect(statuses).toEqual(Array(7).fill(200));
    expect([bare, old, long].map((refused) => refused.body.violations[0].kind)).toEqual([
      "required",
      "picklist",
      "too_long",
    ]);
    expect(good.body.fields).toMatchObject({ Job__c: "Buyer" });
    expect(good.body.fields).not.toHaveProperty("Email");
  });

  it("keeps the values of a renamed field", () => {
    const world = desk();
    const [id] = contacts(world.crm, [{ LastName: "A", Title: "Buyer" }]);
    world.control("PATCH", schemaPath, { op: "rename-field", field: "Title", to: "Job__c" });

    const { body } = parsed(world.control("GET", `${records}/${id}`));

    expect(body.fields).toMatchObject({ Job__c: "Buyer" });
  });

  it("gains and loses rules", () => {
    const world = desk();
    const rule = { name: "No_Test", field: "LastName", message: "No test people.", when: { op: "=", value: "Test" } };
    const create = () => parsed(world.control("POST", `${records}?check=1`, { fields: { LastName: "test" } }));

    world.control("PATCH", schemaPath, { op: "add-rule", ...rule });
    const refused = create();
    world.control("PATCH", schemaPath, { op: "remove-rule", name: "No_Test" });
    const accepted = create();

    expect(refused.body.error).toBe("No test people.");
    expect(accepted.status).toBe(201);
  });

  it.each([
    [{ op: "explode" }, "known: add-field, rename-field"],
    [{ op: "add-field", field: "x y", type: "string" }, "field must be a name"],
    [{ op: "add-field", field: "X__c", type: "colour" }, "unknown type"],
    [{ op: "rename-field", field: "Nope", to: "X" }, "unknown field"],
    [{ op: "add-option", field: "Title", value: "x" }, "is no picklist"],
    [{ op: "add-rule", name: "r", field: "Title", message: "m", when: { op: "smells" } }, "known: equals"],
    [{ op: "remove-rule", name: "r" }, "unknown rule"],
    [{ op: "set-permission", level: "planet", read: true }, "known: object, field"],
  ])("refuses %j", (edit, words) => {
    const refused = parsed(desk().control("PATCH", schemaPath, edit));

    expect(refused.status).toBe(400);
    expect(refused.body.error).toContain(words);
  });
});
