import { expect, it } from "vitest";
import { deliver, type Post, takeDue } from "../../../src/sandbox/pipedrive/delivery.ts";
import { type Pipe, pipedrive } from "./pipedrive-company.ts";

const hook = { subscription_url: "http://127.0.0.1:3000/hooks/x", event_action: "*", event_object: "*", name: "n" };

function hooked(more: object = {}): Pipe {
  const pipe = pipedrive();
  pipe.call("POST", "/api/v1/webhooks", { ...hook, ...more });
  return pipe;
}

const sent = (pipe: Pipe) => takeDue(pipe.crm).map(({ delivery }) => delivery.payload);

it("tells of a new record, a change with the former values, and a delete with the last state", () => {
  const pipe = hooked();
  pipe.create("persons", { name: "Ann Lee" });
  pipe.clock.ms += 1000;
  pipe.call("PATCH", "/api/v2/persons/1", { name: "Ann Fox" });
  pipe.call("DELETE", "/api/v2/persons/1");

  const [made, changed, gone] = sent(pipe);

  expect(made?.meta).toMatchObject({
    action: "create",
    entity: "person",
    entity_id: "1",
    change_source: "api",
    version: "2.0",
  });
  expect(made?.previous).toBeNull();
  expect(changed?.data).toMatchObject({ id: 1, name: "Ann Fox" });
  expect(changed?.previous).toEqual({ name: "Ann Lee", last_name: "Lee", update_time: "2026-11-20T10:00:00Z" });
  expect(gone).toMatchObject({ data: null, previous: { name: "Ann Fox" }, meta: { action: "delete" } });
});

it("tells of what a person does inside Pipedrive as of the app's own screen", () => {
  const pipe = hooked();
  pipe.control("POST", "pipedrive/records/organizations", { fields: { name: "Acme" } });

  const [made] = sent(pipe);

  expect(made?.meta).toMatchObject({ entity: "organization", change_source: "app", user_id: "11002" });
});

it("is the only one to tell of a merge: the loser's delete and the winner's change name each other", () => {
  const pipe = hooked();
  for (const name of ["Ann", "Anne"]) pipe.create("persons", { name });
  sent(pipe);
  pipe.control("POST", "pipedrive/records/persons/1/merge", { into: 2 });

  const [loser, winner] = sent(pipe);

  expect(loser?.meta).toMatchObject({ action: "delete", entity_id: "1", merged_to_id: "2" });
  expect(winner?.meta).toMatchObject({ action: "change", entity_id: "2", merged_from_id: "1" });
});

it("tells only what was asked for, with the password that was given", () => {
  const pipe = hooked({ event_object: "deal", event_action: "create", http_auth_user: "u", http_auth_password: "p" });
  pipe.create("persons", { name: "Ann" });
  pipe.create("deals", { title: "Big" });

  const due = takeDue(pipe.crm);

  expect(due.map(({ delivery }) => delivery.payload.meta.entity)).toEqual(["deal"]);
  expect(due[0]?.delivery.headers.authorization).toBe(`Basic ${Buffer.from("u:p").toString("base64")}`);
  expect(JSON.stringify(pipe.call("GET", "/api/v1/webhooks").body)).not.toContain('"p"');
});

it("tries again after 3, 30 and 150 seconds, then gives up", async () => {
  const pipe = hooked();
  const tries: [number, unknown][] = [];
  const began = pipe.clock.ms;
  const post: Post = async (_url, _headers, body) => {
    tries.push([(pipe.clock.ms - began) / 1000, JSON.parse(body).meta.attempt]);
    return 500;
  };
  pipe.create("persons", { name: "Ann" });

  for (let second = 0; second < 400; second += 1) {
    await deliver(pipe.crm, post);
    pipe.clock.ms += 1000;
  }

  expect(tries).toEqual([
    [0, 1],
    [3, 2],
    [33, 3],
    [183, 4],
  ]);
});

it("bans a webhook for half an hour after ten first tries that failed; events in it are lost", async () => {
  const pipe = hooked();
  let calls = 0;
  const post: Post = async () => {
    calls += 1;
    return null;
  };
  for (let i = 0; i < 10; i += 1) pipe.create("persons", { name: `P${i}` });
  await deliver(pipe.crm, post);
  pipe.company.deliveries.splice(0);

  pipe.create("persons", { name: "lost" });
  const inBan = sent(pipe);
  pipe.clock.ms += 30 * 60_000;
  pipe.create("persons", { name: "told" });
  const after = sent(pipe);

  expect(calls).toBe(10);
  expect(inBan).toEqual([]);
  expect(after.map((one) => one.data?.name)).toEqual(["told"]);
});

it("ends a webhook that had no success for three days", async () => {
  const pipe = hooked();
  pipe.clock.ms += 3 * 86_400_000;
  pipe.control("POST", "pipedrive/records/persons", { fields: { name: "Ann" } });

  await deliver(pipe.crm, async () => 503);

  expect(pipe.company.webhooks).toEqual([]);
});

it.each([
  [{ subscription_url: "nowhere" }, 400],
  [{ event_action: "merged" }, 400],
  [{ event_object: "contact" }, 400],
  [{ version: "1.0" }, 400],
  [{}, 201],
])("answers a new webhook with %j by %i", (more, status) => {
  const pipe = pipedrive();

  const got = pipe.call("POST", "/api/v1/webhooks", { ...hook, ...more });

  expect(got.status).toBe(status);
});

it("takes forty webhooks of one user, and deletes them", () => {
  const pipe = pipedrive();
  const made = Array.from({ length: 41 }, () => pipe.call("POST", "/api/v1/webhooks", hook).status);

  const gone = pipe.call("DELETE", "/api/v1/webhooks/1");
  const again = pipe.call("DELETE", "/api/v1/webhooks/1");

  expect(made.slice(-2)).toEqual([201, 422]);
  expect([gone.status, again.status]).toEqual([200, 404]);
});
