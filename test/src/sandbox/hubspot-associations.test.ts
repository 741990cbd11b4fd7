import { AssociationSpecAssociationCategoryEnum as Category } from "@hubspot/api-client/lib/codegen/crm/associations/v4/index.js";
import { expect, it } from "vitest";
import { merge } from "../../../src/sandbox/crm/writes.ts";
import { type Hub, hubspot } from "./hubspot-portal.ts";
import { sdk } from "./hubspot-sdk.ts";

const kind = (associationTypeId: number) => ({ associationCategory: Category.HubspotDefined, associationTypeId });
const pairs = "/crm/v4/associations";

function setUp() {
  const hub = hubspot();
  const contact = hub.create("contacts", { email: "a@x.example" });
  const [acme, bolt] = [hub.create("companies", { name: "Acme" }), hub.create("companies", { name: "Bolt" })];
  return { hub, contact, acme, bolt };
}

function primaryOf(hub: Hub, contact: string): string | null | undefined {
  return hub.call("GET", `/crm/v3/objects/contacts/${contact}?properties=associatedcompanyid`).body.properties
    .associatedcompanyid;
}

function companiesOf(hub: Hub, contact: string): Readonly<Record<string, readonly number[]>> {
  const got = hub.call("POST", `${pairs}/contacts/companies/batch/read`, { inputs: [{ id: contact }] });
  const to: readonly { toObjectId: string; associationTypes: readonly { typeId: number }[] }[] =
    got.body.results[0]?.to ?? [];
  return Object.fromEntries(to.map((one) => [one.toObjectId, one.associationTypes.map((type) => type.typeId)]));
}

it("makes the first associated company primary; the property follows, and both sides know", async () => {
  const { hub, contact, acme } = setUp();
  const { links } = sdk(hub);

  const got = await links.createWithHttpInfo("contacts", "companies", {
    inputs: [{ _from: { id: contact }, to: { id: acme }, types: [kind(279)] }],
  });
  const back = hub.call("POST", `${pairs}/companies/contacts/batch/read`, { inputs: [{ id: acme }] });

  expect(got.httpStatusCode).toBe(201);
  expect(got.data.results).toMatchObject([{ fromObjectId: contact, toObjectId: acme, fromObjectTypeId: "0-1" }]);
  expect(primaryOf(hub, contact)).toBe(acme);
  expect(companiesOf(hub, contact)).toEqual({ [acme]: [1, 279] });
  expect(back.body.results[0]?.to).toEqual([
    {
      toObjectId: contact,
      associationTypes: [
        { category: "HUBSPOT_DEFINED", typeId: 2, label: "Primary" },
        { category: "HUBSPOT_DEFINED", typeId: 280, label: null },
      ],
    },
  ]);
});

it("keeps the former primary company as an ordinary one, whichever way the new one was set", () => {
  const { hub, contact, acme, bolt } = setUp();
  hub.call("PATCH", `/crm/v3/objects/contacts/${contact}`, { properties: { associatedcompanyid: acme } });

  hub.call("PATCH", `/crm/v3/objects/contacts/${contact}`, { properties: { associatedcompanyid: bolt } });
  const byProperty = companiesOf(hub, contact);
  hub.call("POST", `${pairs}/contacts/companies/batch/create`, {
    inputs: [{ from: { id: contact }, to: { id: acme }, types: [kind(1)] }],
  });
  const byAssociation = companiesOf(hub, contact);

  expect(byProperty).toEqual({ [acme]: [279], [bolt]: [1, 279] });
  expect(byAssociation).toEqual({ [acme]: [1, 279], [bolt]: [279] });
});

it("associates while creating, and lists associations beside records", () => {
  const { hub, acme } = setUp();

  const made = hub.call("POST", "/crm/v3/objects/contacts", {
    properties: { email: "b@x.example" },
    associations: [{ to: { id: acme }, types: [kind(279)] }],
  });
  const listed = hub.call("GET", "/crm/v3/objects/contacts?associations=companies").body.results[1];

  expect(made.status).toBe(201);
  expect(listed?.associations).toEqual({
    companies: {
      results: [
        { id: acme, type: "contact_to_company" },
        { id: acme, type: "contact_to_company_unlabeled" },
      ],
    },
  });
});

it("refuses unknown kinds and records, row by row in a batch", () => {
  const { hub, contact, acme } = setUp();
  const row = (from: string, to: string, id: number) => ({ from: { id: from }, to: { id: to }, types: [kind(id)] });

  const got = hub.call("POST", `${pairs}/contacts/companies/batch/create`, {
    inputs: [row(contact, acme, 279), row(contact, acme, 5), row(contact, "7", 279), row("8", acme, 279)],
  });
  const made = hub.call("POST", "/crm/v3/objects/contacts", {
    properties: { email: "b@x.example" },
    associations: [{ to: { id: "7" }, types: [kind(279)] }],
  });

  expect([got.status, got.body.results.length]).toEqual([207, 1]);
  expect(got.body.errors.map((one) => one.message)).toEqual([
    "The association type id 5 is not valid between CONTACT and COMPANY",
    "one or more associations are not valid",
    "one or more associations are not valid",
  ]);
  expect([made.status, made.body.message]).toEqual([400, "one or more associations are not valid"]);
});

it("takes associations away with 204, and the primary one with them", async () => {
  const { hub, contact, acme, bolt } = setUp();
  for (const id of [acme, bolt])
    hub.call("PUT", `/crm/v4/objects/contacts/${contact}/associations/default/companies/${id}`);
  const { links } = sdk(hub);

  const got = await links.archiveWithHttpInfo("contacts", "companies", {
    inputs: [{ _from: { id: contact }, to: [{ id: acme }] }],
  });

  expect(got.httpStatusCode).toBe(204);
  expect(primaryOf(hub, contact)).toBe(null);
  expect(companiesOf(hub, contact)).toEqual({ [bolt]: [279] });
});

it("answers the v4 paths of one object: 201, 200, 204 and pages", async () => {
  const { hub, contact, acme, bolt } = setUp();
  const { link } = sdk(hub);

  const made = await link.createWithHttpInfo("contacts", contact, "companies", acme, [kind(1)]);
  const usual = await link.createDefaultWithHttpInfo("contacts", contact, "companies", bolt);
  const first = await link.getPage("contacts", contact, "companies", undefined, 1);
  const second = await link.getPage("contacts", contact, "companies", first.paging?.next?.after, 1);
  const gone = await link.archiveWithHttpInfo("contacts", contact, "companies", acme);

  expect([made.httpStatusCode, usual.httpStatusCode, gone.httpStatusCode]).toEqual([201, 200, 204]);
  expect([first, second].map((page) => page.results.map((one) => one.toObjectId))).toEqual([[acme], [bolt]]);
  expect(second.paging).toBeUndefined();
});

it("associates by default in batches and tells the kinds that there are", async () => {
  const { hub, contact, acme } = setUp();
  const { links } = sdk(hub);

  const got = await links.createDefault("contacts", "companies", {
    inputs: [{ _from: { id: contact }, to: { id: acme } }],
  });
  const labels = hub.call("GET", `${pairs}/contacts/companies/labels`);

  expect(got.results.map((one) => one.associationSpec.associationTypeId)).toEqual([279, 280]);
  expect(labels.body.results).toMatchObject([
    { typeId: 1, label: "Primary" },
    { typeId: 279, label: null },
  ]);
});

it("lists records that are not there as errors of a batch read", () => {
  const { hub, contact } = setUp();

  const got = hub.call("POST", `${pairs}/contacts/companies/batch/read`, { inputs: [{ id: contact }, { id: "9" }] });

  expect(got.status).toBe(207);
  expect(got.body).toMatchObject({
    results: [],
    numErrors: 1,
    errors: [{ category: "OBJECT_NOT_FOUND", context: { ids: ["9"] } }],
  });
});

it("does not show archived companies, and follows merges made inside the CRM", () => {
  const { hub, contact, acme, bolt } = setUp();
  for (const id of [acme, bolt])
    hub.call("PUT", `/crm/v4/objects/contacts/${contact}/associations/default/companies/${id}`);
  const account = hub.crm.accounts.get("main");
  const third = hub.create("companies", { name: "Crow" });

  if (account !== undefined) merge(hub.crm, account, account.person.id, "companies", bolt, third);
  const merged = companiesOf(hub, contact);
  hub.call("DELETE", `/crm/v3/objects/companies/${third}`);
  const archived = companiesOf(hub, contact);

  expect(merged).toEqual({ [acme]: [1, 279], [third]: [279] });
  expect(archived).toEqual({ [acme]: [1, 279] });
});
