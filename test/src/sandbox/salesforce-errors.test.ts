import { describe, expect, it } from "vitest";
import { contacts, desk, parsed } from "./salesforce-desk.ts";

const post = (fields: object, prepare: (world: ReturnType<typeof desk>) => void = () => undefined) => {
  const world = desk();
  prepare(world);
  return parsed(world.ask("POST", "/sobjects/Contact", fields));
};
const schema = (edit: object) => (world: ReturnType<typeof desk>) =>
  void world.control("PATCH", "/salesforce/schema/Contact", edit);

describe("refusals of one record", () => {
  it.each([
    [
      { FirstName: "A" },
      { message: "Required fields are missing: [LastName]", errorCode: "REQUIRED_FIELD_MISSING", fields: ["LastName"] },
    ],
    [
      { LastName: "A", LeadSource: "Webinar" },
      {
        message: "Lead Source: bad value for restricted picklist field: Webinar",
        errorCode: "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
        fields: ["LeadSource"],
      },
    ],
    [
      { LastName: "A", FirstName: "B".repeat(41) },
      {
        message: `First Name: data value too large: ${"B".repeat(41)} (max length=40)`,
        errorCode: "STRING_TOO_LONG",
        fields: ["FirstName"],
      },
    ],
    [
      { LastName: "A", Email: "jane@" },
      { message: "Email: invalid email address: jane@", errorCode: "INVALID_EMAIL_ADDRESS", fields: ["Email"] },
    ],
    [
      { LastName: "A", Phone: "ask the reception" },
      {
        message: "Phone: enter a number, without words.",
        errorCode: "FIELD_CUSTOM_VALIDATION_EXCEPTION",
        fields: ["Phone"],
      },
    ],
    [
      { LastName: "A", AccountId: "0015Y0000999999AAA" },
      { message: "invalid cross reference id", errorCode: "INVALID_CROSS_REFERENCE_KEY", fields: ["AccountId"] },
    ],
    [
      { LastName: "A", AccountId: "not an id" },
      {
        message: "Account ID: id value of incorrect type: not an id",
        errorCode: "MALFORMED_ID",
        fields: ["AccountId"],
      },
    ],
    [
      { LastName: "A", Foo__c: "x" },
      { message: "No such column 'Foo__c' on sobject of type Contact", errorCode: "INVALID_FIELD", fields: [] },
    ],
    [
      { LastName: "A", Name: "A" },
      {
        message:
          "Unable to create/update fields: Name. Please check the security settings of this field and verify that it is read/write for your profile or permission set.",
        errorCode: "INVALID_FIELD_FOR_INSERT_UPDATE",
        fields: ["Name"],
      },
    ],
    [
      { LastName: "A", Do_Not_Sync__c: "perhaps" },
      {
        message: "Do Not Sync: value not of required type: perhaps",
        errorCode: "INVALID_TYPE_ON_FIELD_IN_RECORD",
        fields: ["Do_Not_Sync__c"],
      },
    ],
  ])("refuses %j", (fields, body) => {
    const refused = post(fields);

    expect(refused).toEqual({ status: 400, body: [body] });
  });

  it("refuses a field that the user may not write, and the object as a whole", () => {
    const right = { op: "set-permission", read: true, write: false };

    const field = post({ LastName: "A", Title: "x" }, schema({ ...right, level: "field", field: "Title" }));
    const object = post({ LastName: "A" }, schema({ ...right, level: "object" }));

    expect(field.body[0]).toMatchObject({ errorCode: "INVALID_FIELD_FOR_INSERT_UPDATE", fields: ["Title"] });
    expect(object).toEqual({
      status: 403,
      body: [
        {
          message: "insufficient access rights on object id",
          errorCode: "INSUFFICIENT_ACCESS_OR_READONLY",
          fields: [],
        },
      ],
    });
  });

  it("names the record that holds a unique value already", () => {
    const world = desk();
    const [id] = contacts(world.crm, [{ LastName: "A", Crmsync_Id__c: "k1" }]);

    const refused = parsed(world.ask("POST", "/sobjects/Contact", { LastName: "B", Crmsync_Id__c: "K1" }));

    const message = `duplicate value found: Crmsync_Id__c duplicates value on record with id: ${id}`;
    expect(refused).toEqual({ status: 400, body: [{ message, errorCode: "DUPLICATE_VALUE", fields: [] }] });
  });

  it("applies a duplicate rule unless the writer insists", () => {
    const world = desk();
    const [id] = contacts(world.crm, [{ LastName: "A", Email: "a@x.example" }]);
    const when = { op: "duplicate" };
    schema({ op: "add-rule", name: "Same_Mail", field: "Email", message: "Use one of these records?", when })(world);
    const twin = { LastName: "B", Email: "A@x.example" };

    const refused = parsed(world.ask("POST", "/sobjects/Contact", twin));
    const header = { "sforce-duplicate-rule-header": "allowSave=true; includeRecordDetails=false" };
    const insisted = parsed(world.ask("POST", "/sobjects/Contact", twin, header));

    expect(refused.body[0]).toMatchObject({
      errorCode: "DUPLICATES_DETECTED",
      message: "Use one of these records?",
      duplicateResut: { duplicateRule: "Same_Mail", matchResults: [{ matchRecords: [{ record: { Id: id } }] }] },
    });
    expect(insisted.status).toBe(201);
  });

  it("refuses locked, deleted and unknown records", () => {
    const world = desk();
    const [locked = "", gone = ""] = contacts(world.crm, [{ LastName: "A" }, { LastName: "B" }]);
    world.control("POST", "/faults", {
      service: "salesforce",
      fault: "lock-row",
      type: "Contact",
      id: locked,
      times: 1,
    });
    world.control("DELETE", `/salesforce/records/Contact/${gone}`);
    const edit = (id: string) => parsed(world.ask("PATCH", `/sobjects/Contact/${id}`, { Title: "x" }));

    const first = edit(locked);
    const second = world.ask("PATCH", `/sobjects/Contact/${locked}`, { Title: "x" });
    const deleted = edit(gone);
    const unknown = edit("0035Y0000999999AAA");

    const message = `unable to obtain exclusive access to this record or 1 records: ${locked}`;
    expect(first).toEqual({ status: 400, body: [{ message, errorCode: "UNABLE_TO_LOCK_ROW", fields: [] }] });
    expect([second.status, second.body]).toEqual([204, ""]);
    expect(deleted).toEqual({
      status: 404,
      body: [{ message: "entity is deleted", errorCode: "ENTITY_IS_DELETED", fields: [] }],
    });
    expect(unknown.body[0]).toMatchObject({
      errorCode: "INVALID_CROSS_REFERENCE_KEY",
      message: "invalid cross reference id",
    });
  });
});

describe("collections and upserts", () => {
  it("rolls the good rows back under allOrNone", () => {
    const world = desk();
    const records = [{ LastName: "A" }, { FirstName: "B" }].map((r) => ({ attributes: { type: "Contact" }, ...r }));

    const { status, body } = parsed(world.ask("POST", "/composite/sobjects", { allOrNone: true, records }));
    const count = parsed(world.ask("GET", `/query?q=${encodeURIComponent("SELECT COUNT() FROM Contact")}`));

    expect(status).toBe(200);
    expect(body.map((row: { errors: { statusCode: string }[] }) => row.errors[0]?.statusCode)).toEqual([
      "ALL_OR_NONE_OPERATION_ROLLED_BACK",
      "REQUIRED_FIELD_MISSING",
    ]);
    expect(count.body.totalSize).toBe(0);
  });

  it("answers 300 with the candidates when an external id is held twice", () => {
    const world = desk();
    const ids = contacts(world.crm, [
      { LastName: "A", Crmsync_Id__c: "k" },
      { LastName: "B", Crmsync_Id__c: "k" },
    ]);

    const refused = parsed(world.ask("PATCH", "/sobjects/Contact/Crmsync_Id__c/k", { LastName: "C" }));

    expect(refused).toEqual({ status: 300, body: ids.map((id) => `/services/data/v62.0/sobjects/Contact/${id}`) });
  });

  it("creates with 201 and updates with 200, and finds a parent by its external id", () => {
    const world = desk();
    world.ask("POST", "/sobjects/Account", { Name: "Mill", Crmsync_Id__c: "acc" });
    const body = { LastName: "A", Account: { Crmsync_Id__c: "acc" } };

    const created = parsed(world.ask("PATCH", "/sobjects/Contact/Crmsync_Id__c/k", body));
    const updated = parsed(world.ask("PATCH", "/sobjects/Contact/Crmsync_Id__c/k", { Title: "x" }));
    const read = parsed(world.ask("GET", `/sobjects/Contact/${created.body.id}?fields=LastName,Title,Account.Name`));

    expect([created.status, created.body.created]).toEqual([201, true]);
    expect(updated).toEqual({ status: 200, body: { id: created.body.id, success: true, errors: [], created: false } });
    expect(read.body).toMatchObject({ LastName: "A", Title: "x", Account: { Name: "Mill" } });
  });

  it("refuses more than 200 records, broken JSON and unknown objects whole", () => {
    const world = desk();
    const records = Array.from({ length: 201 }, () => ({ attributes: { type: "Contact" }, LastName: "A" }));

    const many = parsed(world.ask("POST", "/composite/sobjects", { records }));
    const broken = parsed(world.ask("POST", "/sobjects/Contact", "{"));
    const unknown = parsed(world.ask("GET", "/sobjects/Foo/describe"));

    expect([many.status, many.body[0].errorCode]).toEqual([400, "EXCEEDED_ID_LIMIT"]);
    expect([broken.status, broken.body[0].errorCode]).toEqual([400, "JSON_PARSER_ERROR"]);
    expect(unknown).toEqual({
      status: 404,
      body: [{ message: "The requested resource does not exist", errorCode: "NOT_FOUND" }],
    });
  });

  it("reads many at once, with null for what is not there", () => {
    const world = desk();
    const [id = ""] = contacts(world.crm, [{ LastName: "A" }]);
    const ids = ["0035Y0000999999AAA", id];

    const { body } = parsed(world.ask("POST", "/composite/sobjects/Contact", { ids, fields: ["LastName"] }));

    expect(body).toEqual([null, expect.objectContaining({ Id: id, LastName: "A" })]);
  });

  it("answers a batch of requests", () => {
    const world = desk();
    const batchRequests = [
      { method: "GET", url: "v62.0/limits" },
      { method: "POST", url: "v62.0/sobjects/Contact", richInput: {} },
    ];

    const { body } = parsed(world.ask("POST", "/composite/batch", { batchRequests }));

    expect(body.hasErrors).toBe(true);
    expect(body.results.map((part: { statusCode: number }) => part.statusCode)).toEqual([200, 400]);
  });
});
