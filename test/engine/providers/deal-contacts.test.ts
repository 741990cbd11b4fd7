import { expect, it } from "vitest";
import { CrmError, type HttpRequest, type Session } from "../../../engine/provider.ts";
import { openClient } from "../../../engine/providers/hubspot/client.ts";
import { changeSets, withSets } from "../../../engine/providers/hubspot/sets.ts";

const field = "hs_associated_contacts";

/** A HubSpot that answers one body after the other, and what it was asked. */
function portal(...answers: readonly unknown[]) {
  const asked: { path: string; body: unknown }[] = [];
  const left = [...answers];
  const session: Session = {
    app: { clientId: "c", clientSecret: "s", redirectUri: "r", loginUrl: "https://app.hubspot.com", apiUrl: null },
    token: { accessToken: "t", refreshToken: null, expiresAt: null, instanceUrl: null, scopes: [] },
    request: async ({ url, body }: HttpRequest) => {
      asked.push({ path: new URL(url).pathname, body: JSON.parse(body ?? "null") });
      return { status: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(left.shift()) };
    },
    fields: {},
    now: () => 0,
  };
  return { client: openClient(session), asked };
}
const to = (...ids: number[]) => ids.map((toObjectId) => ({ toObjectId, associationTypes: [] }));

it("reads all pages of what a deal is associated with, in one order, and asks nothing where it is not mapped", async () => {
  const first = { results: [{ from: { id: "1" }, to: to(9, 8), paging: { next: { after: "8" } } }], errors: [] };
  const second = { results: [{ from: { id: "1" }, to: to(7) }] };
  const { client, asked } = portal(first, second);
  const rows = [
    { id: "1", properties: { dealname: "A" } },
    { id: "2", properties: {} },
  ];

  const told = await withSets(client, "deals", ["dealname", field], rows);
  const same = await withSets(client, "deals", ["dealname"], rows);

  expect(told).toEqual([
    { id: "1", properties: { dealname: "A", [field]: "7;8;9" } },
    { id: "2", properties: { [field]: "" } },
  ]);
  expect(same).toBe(rows);
  expect(asked.map(({ body }) => body)).toEqual([
    { inputs: [{ id: "1" }, { id: "2" }] },
    { inputs: [{ id: "1", after: "8" }] },
  ]);
});

it("takes no trouble for an empty set", async () => {
  const { client } = portal({ results: [], errors: [{ category: "INTERNAL_ERROR", message: "later" }] });

  const asked = withSets(client, "deals", [field], [{ id: "1", properties: {} }]);

  await expect(asked).rejects.toThrow(CrmError);
});

it("sends who came and who went in one request each, and tells the deal that one was refused for", async () => {
  const refused = { status: "error", category: "VALIDATION_ERROR", message: "no", context: { fromObjectId: ["2"] } };
  const { client, asked } = portal({ results: [{}], errors: [refused] }, {});
  const write = (key: string, externalId: string, add: string[], remove: string[]) =>
    ({ key, op: "update", externalId, fields: {}, sets: { [field]: { add, remove } }, unique: null }) as const;
  const writes = [write("a", "1", ["5"], ["6"]), write("b", "2", ["5"], [])];

  const failures = await changeSets(client, "deals", writes, { left: 5 });

  expect([...failures.keys()]).toEqual(["b"]);
  expect(asked.map(({ path }) => path.split("/").at(-1))).toEqual(["create", "archive"]);
  expect(asked[1]?.body).toEqual({ inputs: [{ from: { id: "1" }, to: [{ id: "6" }] }] });
});
