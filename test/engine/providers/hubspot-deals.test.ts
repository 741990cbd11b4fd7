import { describe, expect, it } from "vitest";
import type { HttpRequest, HttpResponse, Request } from "../../../engine/provider.ts";
import { hubspot } from "../../../engine/providers/hubspot/index.ts";
import { stagesOf } from "../../../engine/providers/hubspot/schema.ts";
import { create, update } from "../../contracts/writes.ts";

const stamp = "2026-11-20T10:00:00.123Z";

/** A portal that answers from a table of paths; what is not in it is refused. */
function portal(answers: Readonly<Record<string, unknown>>) {
  const asked: HttpRequest[] = [];
  const request: Request = async (sent): Promise<HttpResponse> => {
    asked.push(sent);
    const path = new URL(sent.url).pathname;
    const status = path in answers ? (path.endsWith("/create") ? 201 : path.endsWith("/archive") ? 204 : 200) : 403;
    const body = JSON.stringify(answers[path] ?? { status: "error", message: "no", category: "FORBIDDEN" });
    return { status, headers: { "content-type": "application/json" }, body };
  };
  const app = { clientId: "c", clientSecret: "s", redirectUri: "https://x.test/cb", loginUrl: "", apiUrl: null };
  const token = { accessToken: "t", refreshToken: null, expiresAt: null, instanceUrl: null, scopes: [] };
  const fields = { deal: Object.values(hubspot.fields.deal ?? {}) };
  const bodies = (path: string): unknown[] =>
    asked.filter(({ url }) => new URL(url).pathname === path).map(({ body }) => JSON.parse(body ?? "null"));
  return { crm: hubspot.connect({ app, token, request, fields, now: () => 0 }), asked, bodies };
}

function deal(id: string, properties: object = {}) {
  const stamps = { createdAt: stamp, updatedAt: stamp, archived: false };
  return { id, properties: { dealname: `Deal ${id}`, hs_lastmodifieddate: stamp, ...properties }, ...stamps };
}

const batch = { status: "COMPLETE", startedAt: stamp, completedAt: stamp };
const read = "/crm/v3/objects/deals/batch/read";
const links = "/crm/v4/associations/deals/companies/batch/read";
const to = (toObjectId: number, ...typeIds: number[]) => ({
  toObjectId,
  associationTypes: typeIds.map((typeId) => ({ category: "HUBSPOT_DEFINED", typeId, label: null })),
});

describe("a deal's company", () => {
  const property = "hs_primary_associated_company";

  it("is read from the property where the portal has it", async () => {
    const results = [deal("1", { [property]: "77" }), deal("2", { [property]: null })];
    const { crm, asked } = portal({ [read]: { ...batch, results } });

    const records = await crm.read("deal", ["1", "2"]);

    expect(records.map(({ fields }) => fields[property])).toEqual(["77", null]);
    expect(asked.length).toBe(1);
  });

  it("is read from the associations where it has not: the primary one, or the only one", async () => {
    const linked = [
      { from: { id: "1" }, to: [to(76, 341), to(77, 5, 341)] },
      { from: { id: "2" }, to: [to(78, 341)] },
      { from: { id: "3" }, to: [to(78, 341), to(79, 341)] },
    ];
    const errors = [{ status: "error", category: "OBJECT_NOT_FOUND", context: { fromObjectId: ["4"] } }];
    const { crm, bodies } = portal({
      [read]: { ...batch, results: ["1", "2", "3", "4"].map((id) => deal(id)) },
      [links]: { ...batch, results: linked, errors },
    });

    const records = await crm.read("deal", ["1", "2", "3", "4"]);

    expect(records.map(({ fields }) => fields[property])).toEqual(["77", "78", null, null]);
    expect(bodies(links)).toEqual([{ inputs: ["1", "2", "3", "4"].map((id) => ({ id })) }]);
  });

  it("goes along with a create as an association, primary and unlabelled", async () => {
    const path = "/crm/v3/objects/deals/batch/create";
    const { crm, bodies } = portal({ [path]: { ...batch, results: [{ ...deal("1"), objectWriteTraceId: "k" }] } });

    const [result] = await crm.push("deal", [create("k", { dealname: "D", amount: 12.5, [property]: "77" })]);

    const type = (associationTypeId: number) => ({ associationCategory: "HUBSPOT_DEFINED", associationTypeId });
    const inputs = [
      {
        objectWriteTraceId: "k",
        properties: { dealname: "D", amount: "12.5" },
        associations: [{ to: { id: "77" }, types: [type(5), type(341)] }],
      },
    ];
    expect(result).toMatchObject({ ok: true, externalId: "1" });
    expect(bodies(path)).toEqual([{ inputs }]);
  });

  it("is taken away by what the associations say where there is no property", async () => {
    const gone = "/crm/v4/associations/deals/companies/batch/archive";
    const { crm, bodies } = portal({
      [read]: { ...batch, results: [deal("1")] },
      [links]: { ...batch, results: [{ from: { id: "1" }, to: [to(77, 5)] }] },
      [gone]: {},
    });

    const [result] = await crm.push("deal", [update("k", "1", { [property]: null })]);

    expect(result).toMatchObject({ ok: true });
    expect(bodies(gone)).toEqual([{ inputs: [{ from: { id: "1" }, to: [{ id: "77" }] }] }]);
  });

  it("is a field of the schema, also where the portal has no property for it", async () => {
    const properties = [{ name: "dealname", label: "Deal Name", type: "string", fieldType: "text" }];
    const { crm } = portal({ "/crm/v3/properties/deals": { results: properties } });

    const schema = await crm.describe("deal");

    expect(Object.keys(schema.fields)).toEqual(["dealname", property, "hs_associated_contacts"]);
    expect(schema.fields[property]).toMatchObject({ type: "reference", references: ["account"], updatable: true });
  });
});

describe("stages", () => {
  const stage = (id: string, label: string, archived = false) => ({ id, label, archived });
  const sales = {
    id: "default",
    label: "Sales",
    archived: false,
    stages: [stage("won", "Won"), stage("1", "Old", true)],
  };
  const renewals = { id: "9", label: "Renewals", archived: false, stages: [stage("2", "Won")] };

  it("are those of all pipelines, by their ids, with the pipeline's name where there are several", () => {
    expect(stagesOf({ results: [sales, renewals] })).toEqual([
      { value: "won", label: "Sales: Won", active: true },
      { value: "1", label: "Sales: Old", active: false },
      { value: "2", label: "Renewals: Won", active: true },
    ]);
    expect(stagesOf({ results: [renewals] })?.[0]?.label).toBe("Won");
    expect(stagesOf("<html>")).toBeNull();
  });

  it("may be anything where the pipelines may not be read", async () => {
    const listed = { name: "dealstage", label: "Deal Stage", type: "enumeration", fieldType: "radio", options: [] };
    const { crm } = portal({ "/crm/v3/properties/deals": { results: [listed] } });

    const schema = await crm.describe("deal");

    expect(schema.fields.dealstage).toMatchObject({ type: "picklist", options: null });
  });
});

it("does not know leads", () => {
  expect(hubspot.objects).not.toHaveProperty("lead");
  expect(hubspot.recordUrl(null, null, "lead", "1")).toBeNull();
});
