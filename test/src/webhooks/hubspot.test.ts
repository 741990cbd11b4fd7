import { createHmac } from "node:crypto";
import { afterEach, expect, it } from "vitest";
import { verdictOf } from "../../../src/webhooks/signature.ts";
import { event, NOW, openDoors, PUBLIC, signed } from "./rig.ts";

let rig: Awaited<ReturnType<typeof openDoors>> | null = null;
const open = async (...given: Parameters<typeof openDoors>) => {
  rig = await openDoors(...given);
  return rig;
};

afterEach(async () => {
  await rig?.close();
  rig = null;
});

const batch = (...events: readonly object[]) => JSON.stringify(events.length > 0 ? events : [event()]);

it("takes a signed batch at once and passes on nothing but portal and object types", async () => {
  const doors = await open();

  const answer = await doors.send(
    signed(
      batch(
        event(),
        event({ subscriptionType: "company.creation" }),
        event({ subscriptionType: "object.merge", objectTypeId: "0-3" }),
      ),
    ),
  );

  expect(answer).toEqual({ status: 204, text: "" });
  expect(doors.hints).toEqual([
    { provider: "hubspot", account: "48213001", types: ["contacts", "companies", "deals"] },
  ]);
  expect(doors.nudges()).toBe(1);
});

it("logs the fact alone", async () => {
  const doors = await open();

  await doors.send(signed(batch()));

  expect(doors.lines).toEqual(['debug a webhook came {"provider":"hubspot"}']);
});

it("makes one hint of each portal in a batch and nudges for those that are ours", async () => {
  const doors = await open();

  await doors.send(signed(batch(event(), event(), event({ portalId: 5 }))));

  expect(doors.hints.map(({ account, types }) => [account, types])).toEqual([
    ["48213001", ["contacts"]],
    ["5", ["contacts"]],
  ]);
  expect(doors.nudges()).toBe(1);
});

it.each([
  ["another secret", signed(batch(), { secret: "not-ours" }), 401],
  ["no signature", { body: batch() }, 401],
  ["a changed body", { ...signed(batch()), body: batch(event({ portalId: 1 })) }, 401],
  ["another address", signed(batch(), { uri: "https://elsewhere.example/webhooks/hubspot" }), 401],
  [
    "a signature that is no base64",
    { ...signed(batch()), headers: { ...signed(batch()).headers, "x-hubspot-signature-v3": "§" } },
    401,
  ],
  ["an old time", signed(batch(), { at: NOW - 300_001 }), 401],
  ["a time to come", signed(batch(), { at: NOW + 300_001 }), 401],
  [
    "a time that is no number",
    { ...signed(batch()), headers: { ...signed(batch()).headers, "x-hubspot-request-timestamp": "soon" } },
    401,
  ],
  ["a body that is no JSON", signed("<html>"), 400],
  ["JSON that is no batch", signed('{"portalId":48213001}'), 400],
  ["more than a megabyte", signed(`[${" ".repeat(1_000_001)}]`), 413],
  ["another method", { method: "GET" }, 405],
])("refuses %s and looks at nothing", async (_, sent, status) => {
  const doors = await open();

  const answer = await doors.send(sent);

  expect(answer.status).toBe(status);
  expect(doors.hints).toEqual([]);
  expect(doors.nudges()).toBe(0);
});

it("takes times on the edge of the window", async () => {
  const doors = await open();

  const answers = [
    await doors.send(signed(batch(), { at: NOW - 300_000 })),
    await doors.send(signed(batch(), { at: NOW + 300_000 })),
  ];

  expect(answers.map((each) => each.status)).toEqual([204, 204]);
});

it("answers a replayed request and does nothing for it", async () => {
  const doors = await open();
  const sent = signed(batch());
  await doors.send(sent);

  const again = await doors.send(sent);

  expect(again.status).toBe(204);
  expect(doors.hints).toHaveLength(1);
});

it("knows a replayed request to the end of its window", async () => {
  const doors = await open();
  const sent = signed(batch(), { at: NOW + 299_000 });
  await doors.send(sent);
  doors.advance(590_000);

  const again = await doors.send(sent);

  expect(again.status).toBe(204);
  expect(doors.hints).toHaveLength(1);
});

it("tells of refused requests once a minute", async () => {
  const doors = await open();
  const wrong = signed(batch(), { secret: "not-ours" });
  await doors.send(wrong);
  await doors.send(wrong);
  doors.advance(60_000);

  await doors.send(signed(batch(), { secret: "not-ours", at: NOW + 60_000 }));

  const line = 'warn a webhook was refused {"provider":"hubspot","why":"wrong"}';
  expect(doors.lines).toEqual([line, line]);
});

it("has no door where no connection is HubSpot's", async () => {
  const doors = await open("connections:\n  salesforce: { provider: salesforce }\n");

  const answer = await doors.send(signed(batch()));

  expect(answer.status).toBe(404);
});

it("is reached under a connection's name as well", async () => {
  const doors = await open();

  const answers = [
    await doors.send(signed(batch(), { path: "/hooks/hubspot/any" })),
    await doors.send(signed(batch(), { path: "/hooks/nobody/any" })),
  ];

  expect(answers.map((each) => each.status)).toEqual([204, 404]);
});

it("signs the query too, with the characters of HubSpot's table decoded and no others", () => {
  const stamp = String(NOW);
  const source = `POST${PUBLIC}/webhooks/hubspot?to=a@b:c/d&x=%20%25[]${stamp}`.replace(stamp, `[]${stamp}`);
  const signature = createHmac("sha256", "app-secret").update(source).digest("base64");
  const headers = { "x-hubspot-signature-v3": signature, "x-hubspot-request-timestamp": stamp };

  const uri = `${PUBLIC}/webhooks/hubspot?to=a%40b%3ac%2Fd&x=%20%25[]`;
  const verdict = verdictOf({ method: "POST", uri, body: Buffer.from("[]"), headers }, "app-secret", NOW);

  expect(verdict).toBe("good");
});

it("verifies nothing without a secret", () => {
  const { headers = {}, body = "" } = signed("[]", { secret: "" });

  const verdict = verdictOf(
    { method: "POST", uri: `${PUBLIC}/webhooks/hubspot`, body: Buffer.from(body), headers },
    "",
    NOW,
  );

  expect(verdict).toBe("unsigned");
});
