import { AssociationSpecAssociationCategoryEnum as Category } from "@hubspot/api-client/lib/codegen/crm/associations/v4/index.js";
import { expect, it } from "vitest";
import { crmControl } from "../../../src/sandbox/crm/control.ts";
import { type Hub, hubspot, violationsAt } from "./hubspot-portal.ts";
import { sdk } from "./hubspot-sdk.ts";

const deals = "/crm/v3/objects/deals";
const official = "/crm/v3/objects/0-3";
const plain = { dealname: "Acme – Renewal 2026", dealstage: "Prospecting" };
const kind = (associationTypeId: number) => ({ associationCategory: Category.HubspotDefined, associationTypeId });
const linked = (id: string, ...types: readonly number[]) => ({ to: { id }, types: types.map(kind) });

function kindsOf(hub: Hub, from: string, id: string, to: string): Readonly<Record<string, readonly number[]>> {
  const got = hub.call("POST", `/crm/v4/associations/${from}/${to}/batch/read`, { inputs: [{ id }] });
  const others = got.body.results[0]?.to ?? [];
  return Object.fromEntries(others.map((one) => [one.toObjectId, one.associationTypes.map((type) => type.typeId)]));
}

it("answers for deals as the official API document says", () => {
  const hub = hubspot();
  const company = hub.create("companies", { name: "Acme" });

  const made = hub.call("POST", official, { properties: plain, associations: [linked(company, 5, 341)] });
  const one = `${official}/${made.body.id}`;
  const inputs = [{ id: made.body.id, properties: { amount: "12.50" } }];
  const answers = {
    made: violationsAt("POST", official, made),
    list: violationsAt("GET", official, hub.call("GET", `${official}?limit=1&associations=companies`)),
    one: violationsAt("GET", `${official}/{dealId}`, hub.call("GET", `${one}?associations=companies`)),
    changed: violationsAt("PATCH", `${official}/{dealId}`, hub.call("PATCH", one, { properties: { amount: "1" } })),
    batch: violationsAt("POST", `${official}/batch/update`, hub.call("POST", `${official}/batch/update`, { inputs })),
    found: violationsAt("POST", `${official}/search`, hub.call("POST", `${official}/search`, { limit: 1 })),
    wrong: violationsAt("POST", official, hub.call("POST", official, { properties: { dealname: "No stage" } })),
    properties: violationsAt("GET", "/crm/v3/properties/{objectType}", hub.call("GET", "/crm/v3/properties/deals")),
    gone: violationsAt("DELETE", `${official}/{dealId}`, hub.call("DELETE", one)),
  };

  expect(Object.entries(answers).filter(([, found]) => found.length > 0)).toEqual([]);
});

it("creates a deal in the default pipeline, with its day as a time", async () => {
  const hub = hubspot();
  const { basic } = sdk(hub);

  const made = await basic.create("deals", {
    properties: { ...plain, amount: "1200.5", closedate: "1798675200000", do_not_sync: "true" },
    associations: [],
  });
  const read = await basic.getById("deals", made.id, ["pipeline", "amount", "closedate", "do_not_sync", "dealstage"]);

  expect(read.properties).toMatchObject({
    pipeline: "default",
    dealstage: "Prospecting",
    amount: "1200.5",
    closedate: "2026-12-31T00:00:00.000Z",
    do_not_sync: "true",
    hs_lastmodifieddate: "2026-11-20T10:00:00.123Z",
  });
});

it("lists stages with the pipeline and not with the property", async () => {
  const hub = hubspot();
  const { pipelines, properties } = sdk(hub);

  const [pipeline] = (await pipelines.getAll("deals")).results;
  const stage = await properties.getByName("deals", "dealstage");
  const stages = hub.call("GET", "/crm/v3/pipelines/deals/default/stages").body.results;
  const won = hub.call("GET", "/crm/pipelines/2026-09/deals/default/stages/Closed%20Won");
  const none = hub.call("GET", "/crm/v3/pipelines/contacts");

  expect(pipeline).toMatchObject({ id: "default", label: "Sales Pipeline", archived: false });
  expect(pipeline?.stages.map((one) => one.id)).toEqual([
    "Prospecting",
    "Qualification",
    "Proposal/Price Quote",
    "Negotiation/Review",
    "Closed Won",
    "Closed Lost",
    "appointmentscheduled",
    "decisionmakerboughtin",
  ]);
  expect(pipeline?.stages.at(-1)?.label).toBe("Decision Maker Bought-In");
  expect(stages).toHaveLength(8);
  expect(won.body).toMatchObject({ metadata: { isClosed: "true", probability: "1.0" } });
  expect(stage).toMatchObject({ type: "enumeration", options: [], externalOptions: true });
  expect(none.body.results).toEqual([]);
});

it("refuses a stage that the pipeline does not have, and a deal without one", () => {
  const hub = hubspot();

  const wrong = hub.call("POST", deals, { properties: { ...plain, dealstage: "Needs Analysis" } });
  const missing = hub.call("POST", deals, { properties: { dealname: "A" } });

  expect(wrong).toMatchObject({ status: 400, body: { category: "VALIDATION_ERROR" } });
  expect(wrong.body.message).toContain('"error":"INVALID_OPTION","name":"dealstage"');
  expect(wrong.body.message).toContain("Needs Analysis was not one of the allowed options: [Prospecting, ");
  expect(missing).toMatchObject({
    status: 400,
    body: { category: "VALIDATION_ERROR", context: { properties: ["dealstage"] } },
  });
  expect(missing.body.message).toBe("Error creating DEAL. Some required properties were not set.");
});

it("takes the company of a deal by association only, and shows the primary one as a property", () => {
  const hub = hubspot();
  const [acme, bolt] = [hub.create("companies", { name: "Acme" }), hub.create("companies", { name: "Bolt" })];
  const id = hub.create("deals", plain);
  const property = "hs_primary_associated_company";
  const primary = () => hub.call("GET", `${deals}/${id}?properties=${property}`).body.properties[property];

  const written = hub.call("PATCH", `${deals}/${id}`, { properties: { [property]: acme } });
  const before = primary();
  hub.call("PUT", `/crm/v4/objects/deals/${id}/associations/companies/${acme}`, [kind(341)]);
  const first = primary();
  hub.call("POST", "/crm/v4/associations/deals/companies/batch/create", {
    inputs: [{ from: { id }, to: { id: bolt }, types: [kind(5)] }],
  });
  const second = primary();
  const kinds = kindsOf(hub, "deals", id, "companies");
  hub.call("DELETE", `/crm/v4/objects/deals/${id}/associations/companies/${bolt}`);

  expect(written.body.message).toContain('"error":"READ_ONLY_VALUE"');
  expect([before, first, second, primary()]).toEqual([null, acme, bolt, null]);
  expect(kinds).toEqual({ [acme]: [341], [bolt]: [5, 341] });
  expect(kindsOf(hub, "companies", acme, "deals")).toEqual({ [id]: [342] });
});

it("associates deals with contacts, both ways", () => {
  const hub = hubspot();
  const [one, two] = [
    hub.create("contacts", { email: "a@x.example" }),
    hub.create("contacts", { email: "b@x.example" }),
  ];

  const { id } = hub.call("POST", deals, { properties: plain, associations: [linked(one, 3), linked(two, 3)] }).body;
  const wrong = hub.call("POST", deals, { properties: plain, associations: [linked(one, 279)] });

  expect(kindsOf(hub, "deals", id, "contacts")).toEqual({ [one]: [3], [two]: [3] });
  expect(kindsOf(hub, "contacts", two, "deals")).toEqual({ [id]: [4] });
  expect(wrong.body.message).toBe("The association type id 279 is not valid for DEAL");
});

it("lets a person give a deal its company by hand", () => {
  const hub = hubspot();
  const company = hub.create("companies", { name: "Acme" });
  const fields = { ...plain, hs_primary_associated_company: company };
  const path = "/_sandbox/hubspot/records/deals?check=1";
  const request = {
    method: "POST",
    path,
    headers: {},
    body: JSON.stringify({ fields }),
    origin: "http://127.0.0.1:4000",
  };

  const made = crmControl({ board: hub.board, logs: hub.crm.logs, crms: [hub.crm] }, request);

  expect(made?.status).toBe(201);
  expect(JSON.parse(made?.body ?? "").fields).toMatchObject({ ...fields, pipeline: "default" });
});

it("makes a lead only of a contact, which becomes its primary one", () => {
  const hub = hubspot();
  const contact = hub.create("contacts", { email: "a@x.example" });
  const leads = "/crm/v3/objects/0-136";
  const properties = { hs_lead_name: "Ada from Acme" };

  const alone = hub.call("POST", leads, { properties });
  const nameless = hub.call("POST", leads, { properties: {}, associations: [linked(contact, 578)] });
  const made = hub.call("POST", leads, { properties, associations: [linked(contact, 578)] });
  const read = hub.call("GET", `/crm/v3/objects/leads/${made.body.id}?properties=hs_primary_contact_id`);

  expect(alone).toMatchObject({ status: 400, body: { category: "VALIDATION_ERROR" } });
  expect(alone.body.message).toBe("Error creating LEAD. It must be associated with at least one CONTACT.");
  expect(nameless.body.context).toEqual({ properties: ["hs_lead_name"] });
  expect(made).toMatchObject({
    status: 201,
    body: { properties: { hs_lead_name: "Ada from Acme", hs_pipeline_stage: "new-stage-id" } },
  });
  expect(read.body.properties.hs_primary_contact_id).toBe(contact);
  expect(kindsOf(hub, "contacts", contact, "leads")).toEqual({ [made.body.id]: [579, 609] });
});

it("needs the scope of the type", () => {
  const hub = hubspot();
  const { token } = hub.grantOf("main", ["oauth", "crm.objects.contacts.read"]);

  const refused = hub.call("GET", "/crm/v3/pipelines/deals", undefined, token);

  expect(refused).toMatchObject({ status: 403, body: { category: "MISSING_SCOPES" } });
  expect(refused.text).toContain("crm.objects.deals.read");
});
