import { describe, expect, it } from "vitest";
import { hubspot } from "./hubspot-portal.ts";
import { pipedrive } from "./pipedrive-company.ts";
import { contacts, desk, parsed } from "./salesforce-desk.ts";

const ada = { LastName: "Lovelace", Email: "ada@x.test" };
const schemaPath = "/salesforce/schema/Contact";
const duplicate = {
  op: "add-rule",
  name: "Same_Email",
  field: "Email",
  message: "Use one of these records?",
  when: { op: "duplicate" },
};

describe("a duplicate rule", () => {
  const insist = { "sforce-duplicate-rule-header": "allowSave=true; includeRecordDetails=true" };

  it.each([
    [false, 201],
    [true, 400],
  ])("that blocks (%s) answers who insists with %s", (blocks, status) => {
    const world = desk();
    contacts(world.crm, [ada]);
    world.control("PATCH", schemaPath, { ...duplicate, blocks });

    const plain = parsed(world.ask("POST", "/sobjects/Contact", ada));
    const insisted = parsed(world.ask("POST", "/sobjects/Contact", ada, insist));

    expect(plain.body[0].duplicateResut.allowSave).toBe(!blocks);
    expect(insisted.status).toBe(status);
  });

  it("shows whether it blocks, and no other rule can", () => {
    const world = desk();

    const made = parsed(world.control("PATCH", schemaPath, { ...duplicate, blocks: true }));
    const other = { ...duplicate, name: "Other", when: { op: "empty" }, blocks: true };
    const refused = parsed(world.control("PATCH", schemaPath, other));

    expect(made.body.rules.at(-1)).toMatchObject({ name: "Same_Email", blocks: true });
    expect(refused).toEqual({
      status: 400,
      body: { error: "blocks must be true or false, and is a matter of duplicate rules" },
    });
  });
});

describe("a rule's words", () => {
  it("hold the record's id and the time, so that no two refusals read alike", () => {
    const world = desk();
    const [id] = contacts(world.crm, [ada]);
    const rule = { op: "add-rule", name: "r", field: "Title", message: "No captains ({id}, {now})." };
    world.control("PATCH", schemaPath, { ...rule, when: { op: "equals", value: "Captain" } });
    const captain = { LastName: "A", Title: "Captain" };

    const update = parsed(world.ask("PATCH", `/sobjects/Contact/${id}`, { Title: "Captain" }));
    const creates = [1, 2].map(() => parsed(world.ask("POST", "/sobjects/Contact", captain)).body[0].message);

    expect(update.body[0].message).toBe(`No captains (${id}, 2026-11-21T10:00:00.000Z).`);
    expect(creates[0]).toMatch(/^No captains \(003\w{15}, 2026-11-21T10:00:00.000Z\)\.$/);
    expect(creates[1]).not.toBe(creates[0]);
  });
});

describe("refuse-record", () => {
  const odd = { fault: "refuse-record", code: "GREMLIN", message: "A gremlin sits on {id}." };

  it("refuses the records of Salesforce with that value alone, as often as told, with a code that nobody knows", () => {
    const world = desk();
    const [id = "", other = ""] = contacts(world.crm, [ada, { LastName: "King" }]);
    const fault = { service: "salesforce", ...odd, type: "Contact", field: "Title", value: "captain", times: 1 };
    world.control("POST", "/faults", fault);
    const records = [
      { attributes: { type: "Contact" }, id: other, Title: "Clerk" },
      { attributes: { type: "Contact" }, id, Title: "Captain" },
    ];

    const first = parsed(world.ask("PATCH", "/composite/sobjects", { allOrNone: false, records }));
    const second = parsed(world.ask("PATCH", "/composite/sobjects", { allOrNone: false, records }));

    const error = { statusCode: "GREMLIN", message: `A gremlin sits on ${id}.`, fields: [] };
    expect(first.body).toMatchObject([{ success: true }, { success: false, errors: [error] }]);
    expect(second.body).toMatchObject([{ success: true }, { success: true }]);
  });

  it("refuses a record of HubSpot by its id, and the others of its batch are taken", () => {
    const hub = hubspot();
    const ids = ["a@x.test", "b@x.test"].map((email) => hub.create("contacts", { email }));
    hub.fault("refuse-record", { type: "contacts", id: ids[0], code: "GREMLIN", message: odd.message });
    const inputs = ids.map((id) => ({ id, objectWriteTraceId: id, properties: { jobtitle: "x" } }));

    const { status, body } = hub.call("POST", "/crm/v3/objects/contacts/batch/update", { inputs });

    expect(status).toBe(207);
    expect(body.results.map(({ id }) => id)).toEqual([ids[1]]);
    expect(body.errors).toMatchObject([{ category: "GREMLIN", message: `A gremlin sits on ${ids[0]}.` }]);
  });

  it("refuses every record of a type of Pipedrive until it is deleted", () => {
    const pipe = pipedrive();
    const fault = pipe.fault("refuse-record", { type: "persons", code: "GREMLIN", message: "A gremlin." });

    const refused = pipe.call("POST", "/api/v2/persons", { name: "Ada" });
    const free = pipe.call("POST", "/api/v2/organizations", { name: "Engines" });
    pipe.board.faults = pipe.board.faults.filter(({ id }) => id !== fault.id);
    const taken = pipe.call("POST", "/api/v2/persons", { name: "Ada" });

    expect([refused.status, free.status, taken.status]).toEqual([400, 201, 201]);
    expect(refused.body).toMatchObject({ error: "A gremlin.", code: "GREMLIN" });
  });
});

describe("deactivate-user", () => {
  it("makes a user of Salesforce inactive from now on, for whoever reads users and whoever gives them records", () => {
    const world = desk();
    const user = "0055Y0000000003QAA";
    const query = `/query?q=${encodeURIComponent(`SELECT Id, IsActive, SystemModstamp FROM User WHERE Id = '${user}'`)}`;
    const [before] = parsed(world.ask("GET", query)).body.records;
    world.control("POST", "/faults", { service: "salesforce", fault: "deactivate-user", user });

    const [after] = parsed(world.ask("GET", query)).body.records;
    const given = parsed(world.ask("POST", "/sobjects/Contact", { ...ada, OwnerId: user }));

    expect([before.IsActive, after.IsActive]).toEqual([true, false]);
    expect(after.SystemModstamp).toBe("2026-11-21T10:00:00.000+0000");
    expect(given.body).toEqual([
      {
        message: "operation performed with inactive user [0055Y0000000003] as owner of contact",
        errorCode: "INACTIVE_OWNER_OR_USER",
        fields: [],
      },
    ]);
  });

  it("keeps the owner that a record of Salesforce was given, and its maker where none was", () => {
    const world = desk();
    const owner = (fields: object) => {
      const { id } = parsed(world.ask("POST", "/sobjects/Contact", fields)).body;
      return parsed(world.ask("GET", `/sobjects/Contact/${id}?fields=OwnerId`)).body.OwnerId;
    };

    const owners = [owner({ ...ada, OwnerId: "0055Y0000000003QAA" }), owner(ada)];

    expect(owners).toEqual(["0055Y0000000003QAA", "0055Y0000000001QAA"]);
  });

  it("archives an owner of HubSpot, whom no record can be given then", () => {
    const hub = hubspot();
    hub.fault("deactivate-user", { user: "0017003" });

    const listed = [true, false].map((archived) => hub.call("GET", `/crm/v3/owners?archived=${archived}`).body.results);
    const call = { properties: { hs_timestamp: "1", hubspot_owner_id: "0017003" }, associations: [] };
    const given = hub.call("POST", "/crm/v3/objects/calls", call);

    expect(listed[0]?.map(({ id }) => id)).toEqual(["0017003", "0017004"]);
    expect(listed[1]?.length).toBe(2);
    expect(given.status).toBe(400);
    expect(given.body.message).toContain('"error":"INVALID_OPTION","name":"hubspot_owner_id"');
  });
});

it("missing-right keeps the user of HubSpot's app from writing a type, not from reading it", () => {
  const hub = hubspot();
  const id = hub.create("contacts", { email: "a@x.test" });
  hub.fault("missing-right", { type: "contacts" });

  const read = hub.call("GET", `/crm/v3/objects/contacts/${id}`);
  const written = hub.call("PATCH", `/crm/v3/objects/contacts/${id}`, { properties: { jobtitle: "x" } });
  const other = hub.call("POST", "/crm/v3/objects/companies", { properties: { name: "x" }, associations: [] });

  expect([read.status, written.status, other.status]).toEqual([200, 403, 201]);
  expect(written.body).toEqual({ status: "error", message: "You do not have permissions to edit this object." });
});
