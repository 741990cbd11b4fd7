import { expect, it } from "vitest";
import { hubspot, violationsAt } from "./hubspot-portal.ts";
import { sdk } from "./hubspot-sdk.ts";

const contacts = "/crm/v3/objects/contacts";

it("creates, reads and changes a contact through the SDK; values are texts and times stand in properties", async () => {
  const hub = hubspot();
  const { basic } = sdk(hub);

  const made = await basic.create("contacts", {
    properties: { email: "Ada@X.example ", firstname: "Ada" },
    associations: [],
  });
  hub.clock.ms += 1000;
  const changed = await basic.update("contacts", made.id, { properties: { firstname: "", do_not_sync: "true" } });
  const read = await basic.getById("contacts", made.id, ["email", "firstname", "do_not_sync", "unheard_of"]);

  expect(made.id).toMatch(/^\d+$/);
  expect(made.createdAt).toEqual(new Date("2026-11-20T10:00:00.123Z"));
  expect(changed.updatedAt).toEqual(new Date("2026-11-20T10:00:01.123Z"));
  expect(read.properties).toEqual({
    createdate: "2026-11-20T10:00:00.123Z",
    do_not_sync: "true",
    email: "ada@x.example",
    firstname: null,
    hs_object_id: made.id,
    lastmodifieddate: "2026-11-20T10:00:01.123Z",
  });
});

it("answers as the official API document says", () => {
  const hub = hubspot();

  const made = hub.call("POST", contacts, { properties: { email: "a@x.example" } });
  const id = String(made.body.id);
  const answers = {
    made: violationsAt("POST", contacts, made),
    list: violationsAt("GET", contacts, hub.call("GET", `${contacts}?limit=1`)),
    one: violationsAt(
      "GET",
      `${contacts}/{contactId}`,
      hub.call("GET", `${contacts}/${id}?propertiesWithHistory=email`),
    ),
    changed: violationsAt(
      "PATCH",
      `${contacts}/{contactId}`,
      hub.call("PATCH", `${contacts}/${id}`, { properties: { lastname: "B" } }),
    ),
    missing: violationsAt("GET", `${contacts}/{contactId}`, hub.call("GET", `${contacts}/1`)),
    properties: violationsAt("GET", "/crm/v3/properties/{objectType}", hub.call("GET", "/crm/v3/properties/contacts")),
    gone: violationsAt("DELETE", `${contacts}/{contactId}`, hub.call("DELETE", `${contacts}/${id}`)),
  };

  expect(answers).toEqual({ made: [], list: [], one: [], changed: [], missing: [], properties: [], gone: [] });
});

it("uses 201 for a create and 204 for an archive, which may be repeated", () => {
  const hub = hubspot();

  const made = hub.call("POST", "/crm/v3/objects/companies", { properties: { name: "Acme" }, associations: [] });
  const gone = hub.call("DELETE", `/crm/v3/objects/companies/${made.body.id}`);
  const again = hub.call("DELETE", `/crm/v3/objects/companies/${made.body.id}`);

  expect([made.status, gone.status, gone.text, again.status]).toEqual([201, 204, "", 204]);
});

it("lists live records in order of id, page by page", async () => {
  const hub = hubspot();
  const ids = ["a", "b", "c"].map((name) => hub.create("companies", { name }));
  const { basic } = sdk(hub);

  const first = await basic.getPage("companies", 2, undefined, ["name"]);
  const second = await basic.getPage("companies", 2, first.paging?.next?.after, ["name"]);

  expect(first.results.map((one) => one.id)).toEqual(ids.slice(0, 2));
  expect(second.results.map((one) => one.properties.name)).toEqual(["c"]);
  expect(second.paging).toBeUndefined();
});

it("shows archived records only in the archived list, with their time, for 90 days", () => {
  const hub = hubspot();
  const kept = hub.create("contacts", { email: "kept@x.example" });
  const gone = hub.create("contacts", { email: "gone@x.example" });
  hub.clock.ms += 5000;
  hub.call("DELETE", `${contacts}/${gone}`);

  const live = hub.call("GET", `${contacts}?limit=100`).body.results;
  const archived = hub.call("GET", `${contacts}?limit=100&archived=true`).body.results;
  hub.clock.ms += 91 * 86_400_000;
  const later = hub.call("GET", `${contacts}?limit=100&archived=true`, undefined, hub.grantOf("main").token).body
    .results;

  expect(live.map((one) => one.id)).toEqual([kept]);
  expect(archived).toMatchObject([{ id: gone, archived: true, archivedAt: "2026-11-20T10:00:05.123Z" }]);
  expect(later).toEqual([]);
});

it("takes properties repeated or with commas", () => {
  const hub = hubspot();
  hub.create("contacts", { email: "a@x.example", phone: "1" });

  const commas = hub.call("GET", `${contacts}?properties=email,phone`).body.results[0]?.properties;
  const repeated = hub.call("GET", `${contacts}?properties=email&properties=phone`).body.results[0]?.properties;

  expect(commas).toEqual(repeated);
  expect(commas).toMatchObject({ email: "a@x.example", phone: "1" });
});

it("finds and changes a contact by its e-mail", () => {
  const hub = hubspot();
  const id = hub.create("contacts", { email: "a@x.example" });

  const read = hub.call("GET", `${contacts}/A@x.example?idProperty=email`);
  const changed = hub.call("PATCH", `${contacts}/a@x.example?idProperty=email`, { properties: { phone: 12 } });

  expect(read.body.id).toBe(id);
  expect(changed.body).toMatchObject({ id, properties: { phone: "12" } });
});

it("answers the dated paths as the numbered ones", () => {
  const hub = hubspot();
  const id = hub.create("contacts", { email: "a@x.example" });

  const answers = [
    hub.call("GET", `/crm/objects/2026-09/contacts/${id}`),
    hub.call("GET", `/crm/objects/2026-03/0-1/${id}`),
    hub.call("GET", "/crm/properties/2026-09/contacts/email"),
    hub.call("POST", "/crm/objects/2026-09/contacts/batch/read", { inputs: [{ id }], properties: [] }),
    hub.call("GET", "/account-info/2026-03/details"),
    hub.call("POST", "/crm/associations/2026-09/contacts/companies/batch/read", { inputs: [{ id }] }),
    hub.call("GET", `/crm/objects/2026-09/contacts/${id}/associations/companies`),
    hub.call("GET", "/crm/owners/2026-09"),
  ];

  expect(answers.map((one) => one.status)).toEqual(Array(8).fill(200));
});

it("lets a merged-away contact answer as its survivor and takes it out of every list", async () => {
  const hub = hubspot();
  const winner = hub.create("contacts", { email: "w@x.example", firstname: "W" });
  const loser = hub.create("contacts", { email: "l@x.example", firstname: "L", phone: "5" });
  const api = sdk(hub);

  await api.contacts.merge({ primaryObjectId: winner, objectIdToMerge: loser });
  const read = await api.basic.getById("contacts", loser, ["firstname", "phone", "hs_merged_object_ids"]);
  const live = hub.call("GET", `${contacts}?limit=100`).body.results;
  const archived = hub.call("GET", `${contacts}?limit=100&archived=true`).body.results;
  const again = hub.call("POST", contacts, { properties: { email: "l@x.example" } });

  expect(read.id).toBe(winner);
  expect(read.properties).toMatchObject({ firstname: "W", phone: "5", hs_merged_object_ids: loser });
  expect(live).toHaveLength(1);
  expect(archived).toEqual([]);
  expect(again.body.message).toBe(`Contact already exists. Existing ID: ${winner}`);
});

it("erases a contact for good", () => {
  const hub = hubspot();
  const id = hub.create("contacts", { email: "a@x.example" });

  const erased = hub.call("POST", `${contacts}/gdpr-delete`, { objectId: "a@x.example", idProperty: "email" });
  const archived = hub.call("GET", `${contacts}?archived=true`).body.results;
  const read = hub.call("GET", `${contacts}/${id}?archived=true`);

  expect(erased.status).toBe(204);
  expect(archived).toEqual([]);
  expect(read.status).toBe(404);
});

it("describes properties: writable, unique, options, and required ones in the schema only", async () => {
  const hub = hubspot();
  const table = hub.crm.accounts.get("main")?.tables.get("contacts");
  const lastname = table?.schema.fields.get("lastname");
  if (lastname !== undefined) table?.schema.fields.set("lastname", { ...lastname, required: true });
  const api = sdk(hub);

  const { results } = await api.properties.getAll("contacts", false);
  const schema = await api.schemas.getById("contacts");
  const named = (name: string) => results.find((one) => one.name === name);

  expect(named("email")).toMatchObject({ type: "string", hasUniqueValue: true });
  expect(named("hs_object_id")?.modificationMetadata?.readOnlyValue).toBe(true);
  expect(named("lead_source")?.options.map((one) => one.value)).toContain("Webinar");
  expect(named("associatedcompanyid")).toMatchObject({ type: "number", referencedObjectType: "COMPANIES" });
  expect(schema.requiredProperties).toEqual(["lastname"]);
});

it("makes a property once", () => {
  const hub = hubspot();
  const property = {
    name: "crm_key",
    label: "Key",
    type: "string",
    fieldType: "text",
    groupName: "contactinformation",
    hasUniqueValue: true,
  };

  const made = hub.call("POST", "/crm/v3/properties/contacts", property);
  const again = hub.call("POST", "/crm/v3/properties/contacts", property);
  const used = hub.call("POST", contacts, { properties: { email: "a@x.example", crm_key: "k1" } });

  expect(violationsAt("POST", "/crm/v3/properties/{objectType}", made)).toEqual([]);
  expect([made.status, again.status, used.status]).toEqual([201, 409, 201]);
});

it("lists owners and tells the portal's details", async () => {
  const hub = hubspot();
  const { owners } = sdk(hub);

  const here = await owners.getPage(undefined, undefined, 100, false);
  const left = await owners.getPage(undefined, undefined, 100, true);
  const details = hub.call("GET", "/account-info/v3/details");

  expect(here.results).toHaveLength(3);
  expect(left.results).toMatchObject([{ archived: true, firstName: "Kim" }]);
  expect(details.body).toMatchObject({ portalId: 48_213_001, accountType: "STANDARD", timeZone: "US/Eastern" });
});

it("holds the sandbox's world: the same on every start, in two portals", () => {
  const [one, two] = [hubspot({ records: "world" }), hubspot({ records: "world" })];
  const page = `${contacts}?limit=100&properties=email&properties=associatedcompanyid`;

  const first = one.call("GET", page);
  const second = two.call("GET", page);
  const total = one.call("POST", `${contacts}/search`, { filterGroups: [] }).body.total;
  const other = one.call("POST", `${contacts}/search`, {}, one.grantOf("other").token).body.total;

  expect(first.text).toBe(second.text);
  expect(total).toBe(one.crm.accounts.get("main")?.tables.get("contacts")?.live);
  expect(total).toBeGreaterThan(4900);
  expect(other).toBeLessThan(300);
});
