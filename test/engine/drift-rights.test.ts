import { describe, expect, it } from "vitest";
import type { Schema, SchemaField } from "../../engine/record.ts";
import type { FieldMap } from "../../engine/rules/mapping.ts";
import { missingRights } from "../../engine/rules/rights.ts";

const field = (name: string, more: Partial<SchemaField> = {}): SchemaField => ({
  name,
  label: name,
  type: "string",
  length: null,
  required: false,
  creatable: true,
  updatable: true,
  unique: false,
  options: null,
  references: [],
  ...more,
});
const schema = (more: Partial<Schema> = {}, fields: readonly SchemaField[] = [field("Amount")]): Schema => ({
  object: "deal",
  creatable: true,
  updatable: true,
  deletable: true,
  fields: Object.fromEntries(fields.map((each) => [each.name, each])),
  ...more,
});
const line = (remote: string, more: Partial<FieldMap> = {}): FieldMap => ({
  field: remote.toLowerCase(),
  remote,
  direction: "both",
  behaviour: "overwrite",
  default: null,
  type: null,
  references: null,
  ...more,
});
const both = { import: true, export: true, writeMode: "upsert" } as const;
const salesforce = { provider: "salesforce", scopes: ["api", "refresh_token"], type: "Opportunity" } as const;
const map = [line("Amount")];

describe("the rights that are missing", () => {
  it("are none where everything is granted", () => {
    const missing = missingRights({ ...salesforce, schema: schema(), map, settings: both });

    expect(missing).toEqual([]);
  });

  it("are named for an object of Salesforce as its admin finds them, and only for the directions that are used (B8, B9, E42)", () => {
    const closed = schema({ creatable: false, updatable: false });

    const missing = missingRights({ ...salesforce, schema: closed, map, settings: both });
    const updates = missingRights({ ...salesforce, schema: closed, map, settings: { ...both, writeMode: "update" } });
    const readOnly = missingRights({ ...salesforce, schema: closed, map, settings: { ...both, export: false } });

    expect(missing).toEqual([
      { object: "deal", field: null, right: "create", need: "Modify All Data, or Create on Opportunity" },
      { object: "deal", field: null, right: "update", need: "Modify All Data, or Edit on Opportunity" },
    ]);
    expect(updates.map((each) => each.right)).toEqual(["update"]);
    expect(readOnly).toEqual([]);
  });

  it("are named field by field: hidden, and not to be written (A10, A13)", () => {
    const fields = [field("Amount", { creatable: false, updatable: false }), field("Id__c", { updatable: false })];
    const lines = [line("Amount"), line("Secret__c"), line("Id__c"), line("Account.Name")];

    const missing = missingRights({ ...salesforce, schema: schema({}, fields), map: lines, settings: both });
    const inbound = missingRights({
      ...salesforce,
      schema: schema({}, fields),
      map: [line("Amount", { direction: "inbound" })],
      settings: both,
    });

    expect(missing.map((each) => [each.field, each.right])).toEqual([
      ["Amount", "update"],
      ["Secret__c", "read"],
    ]);
    expect(missing[0]?.need).toMatch(/Edit on Opportunity\.Amount/);
    expect(missing[1]?.need).toMatch(/Read on Opportunity\.Secret__c/);
    expect(inbound).toEqual([]);
  });

  it("are HubSpot's scopes, word for word; scopes that nobody told rule nothing out (B14, B15)", () => {
    const hubspot = { provider: "hubspot", type: "deals", schema: schema(), map, settings: both } as const;

    const none = missingRights({ ...hubspot, scopes: ["oauth"] });
    const read = missingRights({ ...hubspot, scopes: ["crm.objects.deals.read"] });
    const untold = missingRights({ ...hubspot, scopes: [] });
    const custom = missingRights({ ...hubspot, type: "2-123", scopes: ["crm.objects.deals.read"] });
    const tasks = missingRights({ ...hubspot, type: "tasks", scopes: ["crm.objects.contacts.read"] });

    expect(none.map((each) => each.need)).toEqual([
      "crm.objects.deals.read",
      "crm.objects.deals.write",
      "crm.objects.deals.write",
    ]);
    expect(read.map((each) => [each.right, each.need])).toEqual([
      ["create", "crm.objects.deals.write"],
      ["update", "crm.objects.deals.write"],
    ]);
    expect(untold).toEqual([]);
    expect(custom[0]?.need).toBe("crm.objects.custom.read");
    expect(tasks.map((each) => each.need)).toEqual(["crm.objects.contacts.write", "crm.objects.contacts.write"]);
  });

  it("are Pipedrive's scopes, of which one may read and the other do all", () => {
    const pipedrive = { provider: "pipedrive", type: "persons", schema: schema(), map, settings: both } as const;

    const full = missingRights({ ...pipedrive, scopes: ["base", "contacts:full"] });
    const read = missingRights({ ...pipedrive, scopes: ["base", "contacts:read"] });

    expect(full).toEqual([]);
    expect(read.map((each) => [each.right, each.need])).toEqual([
      ["create", "contacts:full"],
      ["update", "contacts:full"],
    ]);
  });
});
