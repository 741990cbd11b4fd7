import { describe, expect, it } from "vitest";
import { withNames } from "../../../engine/connections/names.ts";
import type { Identity, Provider, Token } from "../../../engine/provider.ts";
import { loadProvider } from "../../../engine/providers/list.ts";
import { isReasonCode, reasons } from "../../../engine/reasons.ts";
import type { ProviderId, Schema } from "../../../engine/record.ts";
import type { RightAsked } from "../../../engine/right.ts";

const identity: Identity = { id: "4711", name: "Acme", sandbox: false, user: "sync@acme.test", scopes: [] };
const token: Token = {
  accessToken: "secret-token",
  refreshToken: null,
  expiresAt: null,
  instanceUrl: "https://acme.my.salesforce.com",
  scopes: [],
};

const schema = (creatable: boolean, updatable: boolean): Schema => ({
  object: "contact",
  creatable,
  updatable,
  deletable: true,
  fields: {
    Title: {
      name: "Title",
      label: "Job Title",
      type: "string",
      length: 128,
      required: false,
      creatable: false,
      updatable: false,
      unique: false,
      options: null,
      references: [],
    },
  },
});

type Asked = Partial<RightAsked> & Pick<RightAsked, "reason">;

async function told(provider: ProviderId, asked: Asked, own: Partial<Identity> = {}) {
  const plain: RightAsked = { object: "contact", field: null, schema: null, detail: "", ...asked };
  const loaded: Provider = await loadProvider(provider);
  return loaded.rightWords?.(plain, { ...identity, ...own }, token) ?? null;
}

describe("the right that is missing, and where it is set (E32, M1)", () => {
  const setup = "https://acme.my.salesforce.com/lightning/setup";
  const set = "Setup > Permission Sets > the one of sync@acme.test > Object Settings";

  it.each<[string, Asked, string, string, string | null]>([
    ["writing", { reason: "PERM_OBJECT_WRITE" }, "Contact: Create and Edit", `${set} > Contacts`, "PermSets/home"],
    [
      "editing what may be created",
      { reason: "PERM_OBJECT_WRITE", schema: schema(true, false) },
      "Contact: Edit",
      `${set} > Contacts`,
      "PermSets/home",
    ],
    [
      "creating what may be edited",
      { reason: "PERM_OBJECT_WRITE", object: "deal", schema: schema(false, true) },
      "Opportunity: Create",
      `${set} > Opportunities`,
      "PermSets/home",
    ],
    ["reading", { reason: "PERM_OBJECT_READ" }, "Contact: Read", `${set} > Contacts`, "PermSets/home"],
    [
      "a field",
      { reason: "PERM_FIELD", field: "Title", schema: schema(true, true) },
      "Field-level security: Contact.Title edit",
      "Setup > Object Manager > Contact > Fields & Relationships > Job Title > Set Field-Level Security",
      "ObjectManager/Contact/FieldsAndRelationships/view",
    ],
    [
      "a record",
      { reason: "PERM_RECORD" },
      "Contact: Edit on this record and on those it names (sharing)",
      "Setup > Sharing Settings > Contact > Sharing Rules",
      "SecuritySharing/home",
    ],
    [
      "a scope",
      { reason: "AUTH_SCOPE_MISSING", detail: "This session is not valid for use with the REST API" },
      "OAuth scope api",
      "Setup > External Client App Manager > the app > Settings > OAuth Scopes; then reconnect",
      null,
    ],
  ])("is told of Salesforce: %s", async (_, asked, right, where, page) => {
    const found = await told("salesforce", asked);

    expect(found).toEqual({ right, where, url: page === null ? null : `${setup}/${page}` });
  });

  const user = "Settings > Users & Teams > sync@acme.test > Edit permissions > CRM > Contacts";
  const apps = "Reconnect and accept it; it is listed in Settings > Integrations > Connected Apps > the app";

  it.each<[string, Asked, readonly string[], string, string, string]>([
    [
      "scopes that the answer names",
      { reason: "AUTH_SCOPE_MISSING", detail: "missing scopes: crm.objects.companies.write" },
      [],
      "scope crm.objects.companies.write",
      apps,
      "integrations-settings/4711/installed",
    ],
    [
      "a scope that was not granted",
      { reason: "PERM_OBJECT_WRITE" },
      ["oauth", "crm.objects.contacts.read"],
      "scope crm.objects.contacts.write",
      apps,
      "integrations-settings/4711/installed",
    ],
    [
      "a right of the user, where the scope was granted",
      { reason: "PERM_OBJECT_WRITE" },
      ["crm.objects.contacts.write"],
      "Contacts: Edit",
      user,
      "settings/4711/users",
    ],
    ["reading", { reason: "PERM_OBJECT_READ" }, [], "Contacts: View", user, "settings/4711/users"],
    ["a record", { reason: "PERM_RECORD" }, [], "Contacts: Edit all records", user, "settings/4711/users"],
    [
      "a property",
      { reason: "PERM_FIELD", field: "Title", schema: schema(true, true) },
      [],
      "Contacts: property Title writable by apps",
      "Settings > Properties > Contacts > Job Title",
      "property-settings/4711/properties?type=0-1&property=Title",
    ],
  ])("is told of HubSpot: %s", async (_, asked, scopes, right, where, page) => {
    const found = await told("hubspot", asked, { scopes });

    expect(found).toEqual({ right, where, url: `https://app.hubspot.com/${page}` });
  });

  const sets = "Settings > Manage users > Permission sets > the one of sync@acme.test";
  const hub = "Developer Hub > the app > OAuth & access scopes; then reconnect";

  it.each<[string, Asked, readonly string[], string, string]>([
    ["the app's scope", { reason: "AUTH_SCOPE_MISSING" }, [], "scope contacts:full", hub],
    [
      "a scope that was not granted",
      { reason: "PERM_OBJECT_WRITE", object: "deal" },
      ["deals:read"],
      "scope deals:full",
      hub,
    ],
    ["writing", { reason: "PERM_OBJECT_WRITE" }, ["contacts:full"], "People: Add and edit", `${sets} > People`],
    [
      "reading",
      { reason: "PERM_OBJECT_READ" },
      [],
      "People: View",
      "Settings > Manage users > Visibility groups > sync@acme.test",
    ],
    [
      "a record",
      { reason: "PERM_RECORD" },
      [],
      "People: Edit those that other users own",
      `${sets} > People; and Visibility groups, where sync@acme.test must see the record`,
    ],
    [
      "fields that only contact sync brings",
      { reason: "PERM_FIELD", field: "job_title", detail: "Contact sync is not enabled for the company" },
      [],
      "Contact sync",
      "Settings > Personal > Contact sync, of any user; without it these fields are not there",
    ],
    [
      "a field",
      { reason: "PERM_FIELD", field: "Title", schema: schema(true, true) },
      [],
      "Person field Job Title: Edit",
      "Settings > Data fields > Person > Job Title > Who can edit",
    ],
  ])("is told of Pipedrive: %s", async (_, asked, scopes, right, where) => {
    const found = await told("pipedrive", asked, { scopes });

    expect(found).toEqual({ right, where, url: null });
  });

  it.each(["salesforce", "hubspot", "pipedrive"] as const)(
    "is told of %s for every reason of that family, with or without a known account, and for no other",
    async (id) => {
      const provider = await loadProvider(id);
      const asked = { object: "contact", field: null, schema: null, detail: "" };

      const known = Object.keys(reasons).filter(isReasonCode);
      const named = known.filter((reason) => provider.rightWords?.({ ...asked, reason }, null, null) != null);

      expect(named.toSorted()).toEqual([
        "AUTH_SCOPE_MISSING",
        "PERM_FIELD",
        "PERM_OBJECT_READ",
        "PERM_OBJECT_WRITE",
        "PERM_RECORD",
      ]);
    },
  );

  it("knows an object that the configuration adds by the CRM's name of it", async () => {
    const provider = withNames(await loadProvider("salesforce"), {
      objects: ["vehicle"],
      names: { vehicle: "Vehicle__c" },
    });
    const asked = { reason: "PERM_OBJECT_WRITE", object: "vehicle", field: null, schema: null, detail: "" } as const;

    const found = provider.rightWords?.(asked, identity, token);

    expect(found?.right).toBe("Vehicle__c: Create and Edit");
    expect(provider.binUrl?.(identity, token, "vehicle")).toBe(
      "https://acme.my.salesforce.com/lightning/o/DeleteEvent/home",
    );
  });
});

describe("the recycle bin", () => {
  it.each([
    ["salesforce", "contact", "https://acme.my.salesforce.com/lightning/o/DeleteEvent/home"],
    ["hubspot", "account", "https://app.hubspot.com/contacts/4711/objects/0-2/views/all/list"],
    ["hubspot", "lead", null],
    ["pipedrive", "account", "https://acme.my.salesforce.com/organizations/list"],
    ["pipedrive", "vehicle", null],
  ] as const)("of %s, of an object %s, is at %s", async (id, object, page) => {
    const provider = await loadProvider(id);

    const url = provider.binUrl?.(identity, token, object);

    expect(url).toBe(page);
  });
});
