import { expect, it } from "vitest";
import { type Hub, hubspot, violationsAt } from "./hubspot-portal.ts";
import { sdk } from "./hubspot-sdk.ts";

const path = "/crm/v3/objects/contacts/search";

interface Filter {
  readonly propertyName: string;
  readonly operator: string;
  readonly value?: string;
  readonly highValue?: string;
  readonly values?: readonly string[];
}

function people(hub: Hub): void {
  hub.create("contacts", { email: "ada@north.example", firstname: "Ada", lead_source: "Web" });
  hub.clock.ms += 1000;
  hub.create("contacts", { email: "bo@south.example", firstname: "Bo", lead_source: "Event" });
  hub.clock.ms += 1000;
  hub.create("contacts", { email: "cy@north.example", firstname: "Cy Ada" });
  hub.clock.ms += 2000;
}

function found(hub: Hub, ...groups: readonly (readonly Filter[])[]): readonly string[] {
  hub.clock.ms += 1000;
  const got = hub.call("POST", path, {
    filterGroups: groups.map((filters) => ({ filters })),
    properties: ["firstname"],
    limit: 200,
  });
  return got.body.results.map((one) => one.properties.firstname ?? "");
}

it("finds by every operator", () => {
  const hub = hubspot();
  people(hub);
  const by = (propertyName: string, operator: string, more: Partial<Filter> = {}) =>
    found(hub, [{ propertyName, operator, ...more }]);

  expect(by("firstname", "EQ", { value: "ada" })).toEqual(["Ada"]);
  expect(by("firstname", "NEQ", { value: "Ada" })).toEqual(["Bo", "Cy Ada"]);
  expect(by("firstname", "IN", { values: ["bo", "ada"] })).toEqual(["Ada", "Bo"]);
  expect(by("lead_source", "NOT_IN", { values: ["Web"] })).toEqual(["Bo"]);
  expect(by("lead_source", "HAS_PROPERTY")).toEqual(["Ada", "Bo"]);
  expect(by("lead_source", "NOT_HAS_PROPERTY")).toEqual(["Cy Ada"]);
  expect(by("firstname", "CONTAINS_TOKEN", { value: "ada" })).toEqual(["Ada", "Cy Ada"]);
  expect(by("email", "CONTAINS_TOKEN", { value: "north*" })).toEqual(["Ada", "Cy Ada"]);
  expect(by("email", "NOT_CONTAINS_TOKEN", { value: "north" })).toEqual(["Bo"]);
  expect(by("lastmodifieddate", "GTE", { value: "2026-11-20T10:00:01.123Z" })).toEqual(["Bo", "Cy Ada"]);
  expect(by("lastmodifieddate", "GT", { value: String(Date.UTC(2026, 10, 20, 10, 0, 1, 123)) })).toEqual(["Cy Ada"]);
  expect(by("createdate", "LT", { value: "2026-11-20T10:00:01.123Z" })).toEqual(["Ada"]);
  expect(by("createdate", "LTE", { value: "2026-11-20T10:00:01.123Z" })).toEqual(["Ada", "Bo"]);
  expect(by("createdate", "BETWEEN", { value: "2026-11-20T10:00:01Z", highValue: "2026-11-20T10:00:02Z" })).toEqual([
    "Bo",
  ]);
});

it("joins filters by AND and groups by OR", () => {
  const hub = hubspot();
  people(hub);
  const web = { propertyName: "lead_source", operator: "EQ", value: "Web" };
  const north = { propertyName: "email", operator: "CONTAINS_TOKEN", value: "north" };
  const bo = { propertyName: "firstname", operator: "EQ", value: "Bo" };

  const both = found(hub, [web, north]);
  const either = found(hub, [web, north], [bo]);

  expect([both, either]).toEqual([["Ada"], ["Ada", "Bo"]]);
});

it("sorts by one property, pages by offset, and answers as the API document says", async () => {
  const hub = hubspot();
  people(hub);
  const { search } = sdk(hub);
  const ask = { filterGroups: [], properties: ["firstname"], sorts: ["-lastmodifieddate"], limit: 2 };

  const first = await search.doSearch("contacts", ask);
  const second = await search.doSearch("contacts", { ...ask, after: first.paging?.next?.after });
  hub.clock.ms += 1000;
  const raw = hub.call("POST", path, { ...ask, sorts: [{ propertyName: "firstname", direction: "DESCENDING" }] });
  const twoSorts = hub.call("POST", path, { ...ask, sorts: ["firstname", "email"] });

  expect(first).toMatchObject({ total: 3, paging: { next: { after: "2" } } });
  expect(first.results.map((one) => one.properties.firstname)).toEqual(["Cy Ada", "Bo"]);
  expect(second.results.map((one) => one.properties.firstname)).toEqual(["Ada"]);
  expect(raw.body.results[0]?.properties.firstname).toBe("Cy Ada");
  expect(violationsAt("POST", path, raw)).toEqual([]);
  expect(twoSorts.status).toBe(400);
});

it("finds by words", () => {
  const hub = hubspot();
  people(hub);

  const got = hub.call("POST", path, { query: "cy north" });

  expect(got.body.total).toBe(1);
});

it("is behind: new, changed and archived records are seen after the lag", () => {
  const hub = hubspot({ searchLagMs: 1500 });
  const id = hub.create("contacts", { email: "a@x.example", firstname: "Old" });
  const total = () => hub.call("POST", path, { properties: ["firstname"] }).body;

  const before = total().total;
  hub.clock.ms += 1500;
  const after = total().total;
  hub.call("PATCH", `/crm/v3/objects/contacts/${id}`, { properties: { firstname: "New" } });
  const stale = total().results[0]?.properties.firstname;
  hub.clock.ms += 1500;
  const fresh = total().results[0]?.properties.firstname;
  hub.call("DELETE", `/crm/v3/objects/contacts/${id}`);
  const ghost = total().total;
  hub.clock.ms += 1500;
  const gone = total().total;

  expect([before, after, stale, fresh, ghost, gone]).toEqual([0, 1, "Old", "New", 1, 0]);
});

it("has the lag of the search-lag fault while it lasts; a create conflicts with what search does not show", () => {
  const hub = hubspot({ searchLagMs: 0 });
  hub.fault("search-lag", { ms: 60_000 });
  hub.create("contacts", { email: "a@x.example" });
  hub.clock.ms += 59_000;

  const hidden = hub.call("POST", path, {}).body.total;
  const conflict = hub.call("POST", "/crm/v3/objects/contacts", { properties: { email: "a@x.example" } }).status;
  hub.clock.ms += 1000;
  const shown = hub.call("POST", path, {}).body.total;

  expect([hidden, conflict, shown]).toEqual([0, 409, 1]);
});

it("never pages past 10,000", () => {
  const hub = hubspot();

  const last = hub.call("POST", path, { after: "9800", limit: 200 });
  const past = hub.call("POST", path, { after: "9801", limit: 200 });
  const far = hub.call("POST", path, { after: "10000", limit: 10 });

  expect([last.status, past.status, far.status]).toEqual([200, 400, 400]);
  expect(past.body.category).toBe("VALIDATION_ERROR");
});

it("refuses too many filters, unknown properties and wrong operators", () => {
  const hub = hubspot();
  const one = { propertyName: "email", operator: "EQ", value: "a" };
  const status = (...groups: readonly (readonly Filter[])[]) => {
    hub.clock.ms += 1000;
    return hub.call("POST", path, { filterGroups: groups.map((filters) => ({ filters })) }).status;
  };

  expect(status(...Array.from({ length: 6 }, () => [one]))).toBe(400);
  expect(status(Array.from({ length: 7 }, () => one))).toBe(400);
  expect(status(...Array.from({ length: 4 }, () => Array.from({ length: 5 }, () => one)))).toBe(400);
  expect(status(...Array.from({ length: 3 }, () => Array.from({ length: 6 }, () => one)))).toBe(200);
  expect(status([{ ...one, propertyName: "unheard_of" }])).toBe(400);
  expect(status([{ ...one, operator: "LIKE" }])).toBe(400);
  expect(status([{ propertyName: "email", operator: "EQ" }])).toBe(400);
  expect(status([{ propertyName: "createdate", operator: "GT", value: "yesterday" }])).toBe(400);
});
