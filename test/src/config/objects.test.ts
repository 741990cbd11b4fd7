import { describe, expect, it } from "vitest";
import { loadProvider } from "../../../engine/providers/list.ts";
import { providerObjects, providers, standardFields } from "../../../src/config/known.ts";
import { configOf, faultsOf, wholeEnv } from "./read.ts";

const pipedriveEnv = { ...wholeEnv, PIPEDRIVE_CLIENT_ID: "p-1", PIPEDRIVE_CLIENT_SECRET: "p-2" };

describe("objects of a connection", () => {
  it("are by default all that the provider has, parents first", () => {
    const text = "connections: {sales: {provider: salesforce}, marketing: {provider: hubspot}}";

    const { connections } = configOf({ text }).settings;

    expect(connections.map(({ objects }) => objects)).toEqual([
      ["account", "contact", "deal", "lead"],
      ["account", "contact", "deal"],
    ]);
  });

  it("come parents first in whatever order the file lists them", () => {
    const text = "connections: {sales: {provider: salesforce, objects: [lead, deal, account]}}";

    const [sales] = configOf({ text }).settings.connections;

    expect(sales?.objects).toEqual(["account", "deal", "lead"]);
  });

  it("have their standard match and references", () => {
    const { deal, lead } = configOf({}).settings.objects;

    expect(deal?.match).toEqual([
      ["name", "account_id"],
      ["name", "amount", "close_date"],
    ]);
    expect(lead?.match).toEqual([["email"], ["phone"]]);
    expect(Object.keys(deal?.fields ?? {})).toEqual(["name", "amount", "stage", "close_date", "account_id"]);
    expect(Object.keys(lead?.fields ?? {})).toEqual(["first_name", "last_name", "email", "phone", "company", "status"]);
    expect(deal?.fields.account_id?.references).toBe("account");
  });

  /** Pipedrive's organizations have no phone, and its leads no status; an activity of Salesforce or HubSpot is about no account. */
  const lacking: Readonly<Record<string, readonly string[]>> = {
    salesforce: ["activity.account_id"],
    hubspot: ["activity.account_id"],
    pipedrive: ["account.phone", "lead.status"],
  };

  it.each(providers)("are those that %s maps, with all standard fields", async (id) => {
    const { objects, fields } = await loadProvider(id);

    const standard = providerObjects[id].flatMap((object) =>
      (standardFields[object] ?? []).map((field) => `${object}.${field}`),
    );
    const mapped = providerObjects[id].flatMap((object) =>
      Object.keys(fields[object] ?? {}).map((field) => `${object}.${field}`),
    );
    expect(Object.keys(objects).sort()).toEqual([...providerObjects[id]].sort());
    expect([...mapped, ...(lacking[id] ?? [])].sort()).toEqual(standard.sort());
  });

  it("leave out Pipedrive's leads unless a connection lists them", () => {
    const objectsOf = (connection: string) =>
      configOf({ text: `connections: {p: {provider: pipedrive${connection}}}`, env: pipedriveEnv }).settings
        .connections[0]?.objects;

    expect(objectsOf("")).toEqual(["account", "contact", "deal"]);
    expect(objectsOf(", objects: [lead, contact]")).toEqual(["contact", "lead"]);
  });

  it("are asked of Pipedrive where its token or the configuration tells", () => {
    const appOf = (env: Readonly<Record<string, string>>) =>
      configOf({ text: "connections: {p: {provider: pipedrive}}", env: { ...pipedriveEnv, ...env } }).settings
        .connections[0]?.app;

    expect(appOf({})).toMatchObject({ loginUrl: "https://oauth.pipedrive.com", apiUrl: null });
    expect(appOf({ PIPEDRIVE_API_URL: "https://proxy.example.com" })?.apiUrl).toBe("https://proxy.example.com");
  });
});

describe("what a CRM does not have", () => {
  it.each([
    ["in its list", "connections: {m: {provider: hubspot, objects: [account, lead]}}", "connections.m.objects[1]"],
    ["as rules for nobody", "connections: {m: {provider: hubspot}}\nobjects: {lead: {}}", "objects.lead"],
    [
      "as the name of a field there",
      "connections: {s: {provider: salesforce}}\nobjects: {lead: {fields: {phone: {hubspot: phone}}}}",
      "objects.lead.fields.phone.hubspot",
    ],
  ])("is refused %s", (_, text, path) => {
    const faults = faultsOf({ text });

    expect(faults.map((fault) => fault.path)).toEqual([path]);
    expect(faults[0]?.message).toContain("lead");
    expect(faults[0]?.mend).toMatch(/^Remove it/);
  });

  it("may be said to be unmapped there", () => {
    const text = "connections: {s: {provider: salesforce}}\nobjects: {lead: {fields: {phone: {hubspot: null}}}}";

    expect(faultsOf({ text })).toEqual([]);
  });

  it("does not keep another CRM's own from being matched", () => {
    const text = `connections: {s: {provider: salesforce}, m: {provider: hubspot}}
objects: {lead: {match: [[email]], fields: {email: {salesforce: null}}}}`;

    const faults = faultsOf({ text });

    expect(faults.map((fault) => fault.path)).toEqual(["objects.lead.match[0][0]"]);
  });
});
