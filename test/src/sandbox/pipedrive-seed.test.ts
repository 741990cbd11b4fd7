import { expect, it } from "vitest";
import { crmWorld } from "../../../src/sandbox/crm/world.ts";
import { chosenCrms, sandboxSettings } from "../../../src/sandbox/program/settings.ts";
import { bedConfig } from "../../fakes/bed-config.ts";
import { pipedrive, violationsAt } from "./pipedrive-company.ts";

const full = pipedrive({ records: "world" });

it("holds the sandbox's records, nine in ten those of the other CRMs", () => {
  const total = (type: string) => full.control("GET", `pipedrive/records/${type}?limit=0`).body.total;
  const shared = new Set(crmWorld("hubspot", "main").people.map((one) => one.key));
  const own = crmWorld("pipedrive", "main").people;

  const counts = Object.fromEntries(
    ["persons", "organizations", "deals", "leads", "activities"].map((type) => [type, total(type)]),
  );

  expect(counts).toEqual({ persons: 5005, organizations: 802, deals: 1200, leads: 120, activities: 240 });
  expect(own.filter((one) => shared.has(one.key)).length / own.length).toBeGreaterThan(0.88);
});

it("is dirty in its own way, twice the same person included", () => {
  const { people } = crmWorld("pipedrive", "main");
  const emails = people.flatMap((one) => one.email ?? []);
  const isFit = (email: string) => /^[^@\s]+@[^@\s]+\.[a-z]+$/.test(email);

  expect(people.filter((one) => one.email === null).length).toBe(40);
  expect(emails.filter((email) => !isFit(email)).length).toBe(20);
  expect(emails.length - new Set(emails).size).toBe(15);
  expect(people.filter((one) => one.doNotSync).length).toBe(20);
});

it.each(["persons", "organizations", "deals", "activities"])("shows its %s as the API document says", (type) => {
  const got = full.call("GET", `/api/v2/${type}?limit=500&sort_by=update_time`);

  expect(got.body.data.length).toBeGreaterThan(200);
  expect(violationsAt("GET", `/${type}`, got.body)).toEqual([]);
});

it("pages through all persons by update_time, each once, over thousands of one stamp", () => {
  const seen: unknown[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const path = `/api/v2/persons?limit=500&sort_by=update_time&cursor=${cursor}`;
    const got = full.call("GET", path);
    seen.push(...got.body.data.map((one) => one.id));
    cursor = got.body.additional_data.next_cursor;
  }

  expect([seen.length, new Set(seen).size]).toEqual([5005, 5005]);
});

it("is the same on every start", () => {
  const again = pipedrive({ records: "world" });
  const path = "/api/v2/deals?limit=50&sort_by=update_time&sort_direction=desc";

  expect(again.call("GET", path).body).toEqual(full.call("GET", path).body);
});

it("is connected beside the others unless SANDBOX_CRMS chooses; a name that is not known is refused", () => {
  const all = ["salesforce", "hubspot", "pipedrive"];

  const chosen = [undefined, " ", "hubspot,salesforce", "salesforce, Pipedrive"].map(chosenCrms);

  expect(chosen).toEqual([all, all, ["salesforce", "hubspot"], ["salesforce", "pipedrive"]]);
  expect(() => chosenCrms("salesforce,zoho")).toThrow("unknown zoho; known: salesforce, hubspot, pipedrive");
});

it.each([[["salesforce", "hubspot", "pipedrive"]], [["hubspot", "pipedrive"]], [["pipedrive"]]] as const)(
  "writes a configuration for %j that the daemon takes",
  (crms) => {
    const { settings } = bedConfig(sandboxSettings(crms));

    expect(settings.connections.map(({ provider }) => provider)).toEqual(crms);
  },
);
