import { createHmac } from "node:crypto";
import { expect, it } from "vitest";
import { faultBoard } from "../../../src/sandbox/crm/faults.ts";
import { merge, write } from "../../../src/sandbox/crm/writes.ts";
import { createHubspot } from "../../../src/sandbox/hubspot/state.ts";
import { subscribe, takeDeliveries } from "../../../src/sandbox/hubspot/webhooks.ts";

const url = "http://127.0.0.1:3000/webhooks/hubspot";

function portal() {
  let now = 1_000_000;
  const world = {
    now: () => now,
    random: () => 0.5,
  };
  const clients = [{ id: "app", secret: "app-secret" }];
  const crm = createHubspot({ world, board: faultBoard(world), logs: new Map(), clients, records: "empty" });
  const account = crm.accounts.get("main");
  if (!account) throw new Error("no portal");
  const put = (op: "create" | "update" | "delete", id: string | null, fields: object) => {
    now += 1_000;
    const written = write(crm, account, account.person.id, { op, type: "contacts", id, fields: { ...fields } });
    if (!written.ok) throw new Error(JSON.stringify(written.violations));
    return written.row.id;
  };
  return { crm, account, put, later: () => (now += 1_000) };
}

const eventsOf = (deliveries: ReturnType<typeof takeDeliveries>) =>
  deliveries.flatMap(
    (each) => JSON.parse(each.body) as { subscriptionType: string; portalId: number; objectId: number }[],
  );

it("tells of what was created, changed, deleted and merged since the subscription, once", () => {
  const { crm, account, put, later } = portal();
  put("create", null, { email: "before@x.test" });
  const subscription = subscribe(crm, url, ["contacts"]);
  const [ann, bob, cy] = ["ann", "bob", "cy"].map((name) => put("create", null, { email: `${name}@x.test` }));
  const first = eventsOf(takeDeliveries(crm, subscription));
  put("update", ann ?? "", { jobtitle: "Chief" });
  put("delete", bob ?? "", {});
  later();
  merge(crm, account, account.person.id, "contacts", cy ?? "", ann ?? "");

  const second = eventsOf(takeDeliveries(crm, subscription));
  const third = takeDeliveries(crm, subscription);

  expect(first.map((event) => event.subscriptionType)).toEqual(Array(3).fill("contact.creation"));
  expect(new Set(second.map((event) => event.subscriptionType))).toEqual(
    new Set(["contact.deletion", "contact.merge", "contact.propertyChange"]),
  );
  expect(second.map((event) => event.portalId)).toEqual(Array(second.length).fill(48_213_001));
  expect(third).toEqual([]);
});

it("signs at most 100 events a request with the app's secret, address, body and time", () => {
  const { crm, put } = portal();
  const subscription = subscribe(crm, url, ["contacts"]);
  for (let n = 0; n < 130; n += 1) put("create", null, { email: `p${n}@x.test` });

  const deliveries = takeDeliveries(crm, subscription);

  expect(deliveries.map((each) => JSON.parse(each.body).length)).toEqual([100, 30]);
  for (const { headers, body, method } of deliveries) {
    const stamp = headers["x-hubspot-request-timestamp"] ?? "";
    const expected = createHmac("sha256", "app-secret").update(`${method}${url}${body}${stamp}`).digest("base64");
    expect(headers["x-hubspot-signature-v3"]).toBe(expected);
  }
});

it("tells nothing of object types that nobody subscribed to", () => {
  const { crm, put } = portal();
  const subscription = subscribe(crm, url, ["companies"]);
  put("create", null, { email: "ann@x.test" });

  const deliveries = takeDeliveries(crm, subscription);

  expect(deliveries).toEqual([]);
});
