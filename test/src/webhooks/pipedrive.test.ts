import { afterEach, expect, it } from "vitest";
import { openDoors, PATH_SECRET, type Sent } from "./rig.ts";

const own = { secret: PATH_SECRET, user: "crmsync", password: "a password of sixteen" };
const login = (user = own.user, password = own.password) =>
  `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
const meta = {
  action: "change",
  entity: "person",
  entity_id: "12",
  company_id: "48213001",
  version: "2.0",
  user_id: "7",
};
const sent = (more: Partial<Sent> & { meta?: object } = {}): Sent => ({
  path: `/webhooks/pipedrive/${own.secret}`,
  body: JSON.stringify({ meta: { ...meta, ...more.meta }, data: { name: "Somebody" }, previous: {} }),
  headers: { authorization: login() },
  ...more,
});

let rig: Awaited<ReturnType<typeof openDoors>> | null = null;
const open = async (webhook: typeof own | null = own) => {
  rig = await openDoors(undefined, () => ({ pipedriveWebhook: webhook }));
  return rig;
};

afterEach(async () => {
  await rig?.close();
  rig = null;
});

it.each([
  ["a change", {}, ["persons"]],
  ["the loser of a merge", { action: "delete", merged_to_id: "9" }, ["persons"]],
  ["the winner of a merge", { action: "change", entity: "organization", merged_from_id: ["8"] }, ["organizations"]],
  ["what we have no name for", { entity: "pipeline" }, ["pipeline"]],
])("makes a hint of %s", async (_, more, types) => {
  const doors = await open();

  const answer = await doors.send(sent({ meta: more }));

  expect(answer.status).toBe(204);
  expect(doors.hints).toEqual([{ provider: "pipedrive", account: "48213001", types }]);
  expect(doors.lines).toEqual(['debug a webhook came {"provider":"pipedrive"}']);
});

it.each([
  ["another path", sent({ path: `/webhooks/pipedrive/${"b".repeat(30)}` }), 404],
  ["no last part", sent({ path: "/webhooks/pipedrive" }), 404],
  ["no login", sent({ headers: {} }), 401],
  ["another password", sent({ headers: { authorization: login("crmsync", "guess") } }), 401],
  ["another name", sent({ headers: { authorization: login("root") } }), 401],
  ["another scheme", sent({ headers: { authorization: `Bearer ${own.password}` } }), 401],
  ["version 1", sent({ meta: { version: "1.0" } }), 400],
  ["a body that is no JSON", sent({ body: "name=x" }), 400],
  ["another method", sent({ method: "GET" }), 405],
])("refuses %s", async (_, request, status) => {
  const doors = await open();

  const answer = await doors.send(request);

  expect(answer.status).toBe(status);
  expect(doors.hints).toEqual([]);
});

it("has no door until its secret, name and password are set", async () => {
  const doors = await open(null);

  const answer = await doors.send(sent());

  expect(answer.status).toBe(404);
});

it("is reached under a connection's name as well", async () => {
  const doors = await open();

  const answer = await doors.send(sent({ path: `/hooks/pipes/${own.secret}` }));

  expect(answer.status).toBe(204);
});
