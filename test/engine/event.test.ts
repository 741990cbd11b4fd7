import { afterEach, describe, expect, it } from "vitest";
import { judgeEvent } from "../../engine/rules/events.ts";
import { bed } from "../fakes/bed.ts";
import { configOf, faultsOf } from "../src/config/read.ts";

const beds: Awaited<ReturnType<typeof bed>>[] = [];
afterEach(async () => {
  const used = beds.splice(0);
  for (const own of used) await own.close();
  expect(used.flatMap((own) => own.errors)).toEqual([]);
});

const yaml = `
connections:
  salesforce: { provider: salesforce, objects: [contact, event], poll: 5s, share: 100 }
objects:
  contact:
    match: [[email]]
    fields:
      account_id: { salesforce: null }
      user_id: { salesforce: User_Id__c, type: string }
  event:
    names: { salesforce: Usage_Event__c }
    fields:
      name: { salesforce: Name }
      at: { salesforce: At__c }
      contact_id: { salesforce: Contact__c }
`;

async function ready() {
  const own = await bed({ yaml });
  beds.push(own);
  own.schema("salesforce", "Contact", { op: "add-field", field: "User_Id__c", type: "string" });
  own.schema("salesforce", "Usage_Event__c", { op: "add-object" });
  own.schema("salesforce", "Usage_Event__c", { op: "add-field", field: "At__c", type: "datetime" });
  own.schema("salesforce", "Usage_Event__c", { op: "add-field", field: "Contact__c", type: "string" });
  await (await own.signIn("salesforce")).confirm();
  const ada = own.create("salesforce", "Contact", { LastName: "Lovelace", Email: "Ada@x.test", User_Id__c: "u-1" });
  own.create("salesforce", "Contact", { LastName: "Hopper", Email: "grace@x.test", User_Id__c: "u-2" });
  await own.rest();
  await polls(own, 2);
  return { own, ada };
}

type Own = Awaited<ReturnType<typeof bed>>;

async function polls(own: Awaited<ReturnType<typeof bed>>, times = 3) {
  for (let n = 0; n < times; n += 1) {
    await own.clock.advance(5_000);
    await own.rest();
  }
}

describe("events of the workspace", () => {
  it.each([
    ["address", "email", "ADA@x.test"],
    ["user id", "user_id", "u-1"],
  ])(
    "belong to the contact that their %s names, and go where the CRM has a place for them",
    async (_, field, value) => {
      const { own, ada } = await ready();

      await own.write(
        `insert into events (id, name, at, ${field}) values ('e1', 'signed_up', '2026-11-20T09:00:00.000Z', '${value}')`,
      );
      await polls(own);

      const rows = await own.sql<Record<string, unknown>>(
        "select e.name, c.last_name from events e join contacts c on c.id = e.contact_id",
      );
      expect(rows.map((row) => ({ ...row }))).toEqual([{ name: "signed_up", last_name: "Lovelace" }]);
      expect(own.list("salesforce", "Usage_Event__c").records.map(({ fields }) => fields)).toMatchObject([
        { Name: "signed_up", At__c: "2026-11-20T09:00:00.000Z", Contact__c: ada },
      ]);
    },
  );

  it.each([
    ["without a name", "null, 'ada@x.test', 'u-1'", "SKIP_NO_EVENT_NAME"],
    ["without an identifier", "'clicked', null, null", "SKIP_NO_IDENTIFIER"],
    ["of nobody", "'clicked', 'nobody@x.test', 'u-9'", "SKIP_NO_CONTACT"],
    ["of two at once", "'clicked', 'ada@x.test', 'u-2'", "SKIP_CONFLICTING_ID"],
  ])("are skipped with a reason %s (E21, E22, E23, E24)", async (_, values, reason) => {
    const { own } = await ready();

    await own.write(`insert into events (id, name, email, user_id) values ('e1', ${values})`);
    await polls(own);

    expect(await own.engine.outcomes({ limit: 10 })).toMatchObject([
      { object: "event", subject: "e1", direction: "outbound", outcome: "skipped", reason },
    ]);
    expect(own.list("salesforce", "Usage_Event__c").total).toBe(0);
  });

  it("belong to their contact where no CRM has a place for them, too", async () => {
    const own = await bed({ yaml: yaml.replace(", event]", "]").replace(/ {2}event:[\s\S]*$/, "  event: {}\n") });
    beds.push(own);
    await own.write(
      "insert into contacts (id, last_name, email, user_id) values ('c1', 'Hopper', 'grace@x.test', 'u-2')",
    );

    await own.write("insert into events (id, name, user_id) values ('e1', 'clicked', 'u-2')");
    await own.rest();

    expect(await own.sql("select contact_id from events")).toMatchObject([{ contact_id: "c1" }]);
  });

  it("go on once they were mended", async () => {
    const { own } = await ready();
    await own.write("insert into events (id, name, email) values ('e1', 'clicked', 'nobody@x.test')");
    await polls(own);

    await own.write("update events set email = 'grace@x.test' where id = 'e1'");
    await polls(own);

    expect(own.list("salesforce", "Usage_Event__c").total).toBe(1);
    expect(await own.engine.outcomes({ limit: 10 })).toEqual([]);
  });

  it.each([
    [
      "in the CRM",
      async (own: Own) => void own.create("salesforce", "Contact", { LastName: "N", Email: "new@x.test" }),
    ],
    [
      "from a program",
      (own: Own) => own.write("insert into contacts (id, last_name, email) values ('c9', 'N', 'new@x.test')"),
    ],
    ["by an edit", (own: Own) => own.write("update contacts set email = 'new@x.test' where last_name = 'Hopper'")],
  ])("are sent when their contact comes later, %s (E24)", async (_, comes) => {
    const { own } = await ready();
    await own.write("insert into events (id, name, email) values ('e1', 'clicked', 'new@x.test')");
    await polls(own);
    const before = own.list("salesforce", "Usage_Event__c").total;

    await comes(own);
    await polls(own, 6);

    expect(before).toBe(0);
    expect(own.list("salesforce", "Usage_Event__c").records.map(({ fields }) => fields.Name)).toEqual(["clicked"]);
    expect(await own.engine.outcomes({ limit: 10 })).toEqual([]);
  });

  it("are judged alike wherever their contacts are found", () => {
    const known = { byEmail: ["c1"], byUser: ["c1"] };

    const verdicts = [
      judgeEvent({ name: "x", email: "a" }, known),
      judgeEvent({ name: "x", email: "a" }, { byEmail: ["c1", "c2"], byUser: [] }),
      judgeEvent({ name: " ", email: "a" }, known),
    ];

    expect(verdicts).toMatchObject([
      { contact: "c1" },
      { reason: "SKIP_CONFLICTING_ID" },
      { reason: "SKIP_NO_EVENT_NAME" },
    ]);
  });
});

describe("events in the configuration", () => {
  const text = (objects: string) => `connections: {sales: {provider: salesforce}}\nobjects: ${objects}`;

  it("are there only where the file speaks of them, with or without a place in a CRM", () => {
    const files = ["{}", "{event: {}}", "{event: {names: {salesforce: E__c}, fields: {name: {salesforce: Name}}}}"];

    const told = files.map((objects) => configOf({ text: text(objects) }).settings);

    expect(told.map(({ objects }) => "event" in objects)).toEqual([false, true, true]);
    expect(told.map(({ connections }) => connections[0]?.objects.includes("event"))).toEqual([false, false, true]);
  });

  it("have no field in a CRM without a place there", () => {
    const faults = faultsOf({ text: text("{event: {fields: {name: {salesforce: Name}}}}") });

    expect(faults.map(({ path }) => path)).toEqual(["objects.event.fields.name.salesforce"]);
  });
});
