import { describe, expect, it } from "vitest";
import { type Hub, hubspot, violations } from "./hubspot-portal.ts";

const contacts = "/crm/v3/objects/contacts";

/** The list that stands as JSON inside the message. */
function listed(message: string): readonly { error: string; name: string; message: string }[] {
  return JSON.parse(message.slice(message.indexOf("not valid: ") + "not valid: ".length));
}

function withField(hub: Hub, name: string, more: object): void {
  const fields = hub.crm.accounts.get("main")?.tables.get("contacts")?.schema.fields;
  const field = fields?.get(name);
  if (field !== undefined) fields?.set(name, { ...field, ...more });
}

describe("property values that were not valid", () => {
  const cases = [
    ["lead_source", "Smoke Signals", "INVALID_OPTION", /^Smoke Signals was not one of the allowed options: \[Web, /],
    ["unheard_of", "x", "PROPERTY_DOESNT_EXIST", /^Property "unheard_of" does not exist$/],
    ["hs_object_id", "1", "READ_ONLY_VALUE", /read only/],
    ["email", "n/a", "INVALID_EMAIL", /^Email address n\/a is invalid$/],
    ["do_not_sync", "perhaps", "INVALID_OPTION", /\[true, false\]$/],
    ["firstname", "x".repeat(65_537), "PROPERTY_TOO_LONG", /65536/],
  ] as const;

  for (const [name, value, error, message] of cases) {
    it(`${name}: ${error}`, () => {
      const got = hubspot().call("POST", contacts, { properties: { [name]: value } });

      expect([got.status, got.body.category]).toEqual([400, "VALIDATION_ERROR"]);
      expect(violations("Error", got.body)).toEqual([]);
      expect(listed(got.body.message)).toMatchObject([{ isValid: false, error, name }]);
      expect(listed(got.body.message)[0]?.message).toMatch(message);
      expect(got.body.errors).toMatchObject([{ code: error, context: { propertyName: [name] } }]);
    });
  }

  it("names all bad properties at once", () => {
    const got = hubspot().call("POST", contacts, { properties: { email: "n/a", lead_source: "Smoke" } });

    expect(
      listed(got.body.message)
        .map((one) => one.error)
        .sort(),
    ).toEqual(["INVALID_EMAIL", "INVALID_OPTION"]);
  });

  it("numbers and dates", () => {
    const hub = hubspot();
    withField(hub, "jobtitle", { type: "datetime" });

    const number = hub.call("POST", "/crm/v3/objects/companies", { properties: { numberofemployees: "many" } });
    const date = hub.call("POST", contacts, { properties: { jobtitle: "soon" } });
    const epoch = hub.call("POST", contacts, { properties: { jobtitle: "1763632800123" } });

    expect(listed(number.body.message)).toMatchObject([{ error: "INVALID_INTEGER", name: "numberofemployees" }]);
    expect(listed(date.body.message)).toMatchObject([{ error: "INVALID_DATE", name: "jobtitle" }]);
    expect(epoch.body.properties.jobtitle).toBe("2025-11-20T10:00:00.123Z");
  });

  it("a value that must be unique names the record that has it", () => {
    const hub = hubspot();
    withField(hub, "phone", { unique: true });
    const id = hub.create("contacts", { phone: "5" });

    const got = hub.call("POST", contacts, { properties: { phone: "5" } });

    expect(got.status).toBe(400);
    expect(listed(got.body.message)).toMatchObject([{ error: "CONFLICTING_UNIQUE_VALUE", name: "phone" }]);
    expect(listed(got.body.message)[0]?.message).toMatch(new RegExp(`${id} already has that value\\.$`));
  });
});

it("answers a second contact of one e-mail with 409 and the first one's id", () => {
  const hub = hubspot();
  const id = hub.create("contacts", { email: "a@x.example" });

  const got = hub.call("POST", contacts, { properties: { email: "A@X.example" } });

  expect(got.status).toBe(409);
  expect(got.body).toMatchObject({
    status: "error",
    message: `Contact already exists. Existing ID: ${id}`,
    category: "CONFLICT",
  });
  expect(violations("Error", got.body)).toEqual([]);
});

it("lets two companies share a domain", () => {
  const hub = hubspot();
  hub.create("companies", { domain: "x.example" });

  const got = hub.call("POST", "/crm/v3/objects/companies", { properties: { domain: "x.example" } });

  expect(got.status).toBe(201);
});

it("asks for required properties on a create, not on an update of others", () => {
  const hub = hubspot();
  const id = hub.create("contacts", { email: "a@x.example" });
  withField(hub, "lastname", { required: true });

  const made = hub.call("POST", contacts, { properties: { email: "b@x.example" } });
  const changed = hub.call("PATCH", `${contacts}/${id}`, { properties: { phone: "1" } });

  expect(made.body).toMatchObject({
    message: "Error creating CONTACT. Some required properties were not set.",
    category: "VALIDATION_ERROR",
    context: { properties: ["lastname"] },
  });
  expect(changed.status).toBe(200);
});

it("answers a broken validation rule with the administrator's words and no code", () => {
  const hub = hubspot();
  const schema = hub.crm.accounts.get("main")?.tables.get("contacts")?.schema;
  if (schema !== undefined)
    schema.rules = [
      { name: "r", field: "phone", message: "Phones begin with +", when: { op: "not-matches", value: "^\\+" } },
    ];

  const got = hub.call("POST", contacts, { properties: { phone: "5" } });

  expect(got.body).toMatchObject({ message: "Phones begin with +", category: "VALIDATION_ERROR" });
  expect(got.body.errors).toEqual([{ message: "Phones begin with +", context: { propertyName: ["phone"] } }]);
});

it("refuses a primary company that is archived or unknown", () => {
  const hub = hubspot();
  const company = hub.create("companies", { name: "Acme" });
  hub.call("DELETE", `/crm/v3/objects/companies/${company}`);

  const archived = hub.call("POST", contacts, { properties: { associatedcompanyid: company } });
  const unknown = hub.call("POST", contacts, { properties: { associatedcompanyid: 77 } });

  expect(archived.body).toMatchObject({
    message: "one or more associations are not valid",
    context: { INVALID_OBJECT_IDS: [`COMPANY=${company} is not valid`] },
  });
  expect(unknown.body.context).toEqual({ INVALID_OBJECT_IDS: ["COMPANY=77 is not valid"] });
});

it("does not find what is archived or was never there", () => {
  const hub = hubspot();
  const id = hub.create("contacts", { email: "a@x.example" });
  hub.call("DELETE", `${contacts}/${id}`);

  const archived = hub.call("PATCH", `${contacts}/${id}`, { properties: { phone: "1" } });
  const unknown = hub.call("GET", `${contacts}/12`);

  expect([archived.status, archived.body.message]).toEqual([404, "resource not found"]);
  expect(unknown.body).toMatchObject({ status: "error", message: "resource not found", category: "OBJECT_NOT_FOUND" });
});

it("complains about bodies as its parser does", () => {
  const hub = hubspot();
  const headers = { authorization: `Bearer ${hub.access.token}` };

  const messages = [
    hub.send("POST", contacts, "", headers).body.message,
    hub.send("POST", contacts, "{", headers).body.message,
    hub.call("POST", `${contacts}/merge`, {}).body.message,
    hub.call("POST", contacts, { properties: { email: { a: 1 } } }).body.message,
    hub.call("PATCH", `${contacts}/${hub.create("contacts", { phone: "1" })}`, { properties: {} }).body.message,
    hub.call("POST", `${contacts}/batch/read`, { inputs: [] }).body.message,
    hub.call("GET", "/crm/v3/objects/unicorns").body.message,
  ];

  expect(messages).toEqual([
    "Invalid JSON input: a request body was expected, but none found",
    "Invalid input JSON on line 1, column 1: Unexpected character",
    "Invalid input JSON on line 1, column 2. Some required fields were not set: [primaryObjectId, objectIdToMerge]",
    "Invalid input JSON on line 1, column 2: Cannot deserialize the value of properties.email",
    "No properties found to update, please provide at least one.",
    "Batch input provided should have at least one object.",
    "Unable to infer object type from: unicorns",
  ]);
});

it("answers an unknown path with a page, not with JSON", () => {
  const got = hubspot().call("GET", "/crm/v9/objects/contacts");

  expect([got.status, got.headers["content-type"], got.body]).toEqual([404, "text/html;charset=utf-8", null]);
});

it("refuses an address that is too long", () => {
  const hub = hubspot();

  const got = hub.call("GET", `${contacts}?properties=${"a_property,".repeat(1600)}`);

  expect(got.status).toBe(414);
});

it("names the scopes that are missing", () => {
  const hub = hubspot();
  const { token } = hub.grantOf("main", ["oauth", "crm.objects.contacts.read"]);

  const read = hub.call("GET", contacts, undefined, token);
  const write = hub.call("POST", contacts, { properties: { phone: "1" } }, token);

  expect(read.status).toBe(200);
  expect(write.status).toBe(403);
  expect(write.body).toMatchObject({
    category: "MISSING_SCOPES",
    errors: [{ context: { requiredGranularScopes: ["crm.objects.contacts.write"] } }],
    links: { scopes: "https://developers.hubspot.com/scopes" },
  });
});

it("refuses, scope or not, what the user may not do", () => {
  const hub = hubspot();
  const schema = hub.crm.accounts.get("main")?.tables.get("contacts")?.schema;
  if (schema !== undefined) schema.write = false;
  withField(hub, "phone", { read: false });

  const write = hub.call("POST", contacts, { properties: { email: "a@x.example" } });
  const hidden = hub.call("GET", "/crm/v3/properties/contacts/phone");

  expect([write.status, write.body.category]).toEqual([403, "MISSING_SCOPES"]);
  expect(hidden.status).toBe(404);
});

it("gives every error a correlation id of its own, from the passed-in randomness", () => {
  const [one, two] = [hubspot(), hubspot()];

  const ids = [one, one, two].map((hub) => String(hub.call("GET", `${contacts}/1`).body.correlationId));

  expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(ids[0]).not.toBe(ids[1]);
  expect(ids[0]).toBe(ids[2]);
});
