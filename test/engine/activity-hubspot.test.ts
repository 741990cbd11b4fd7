import { afterEach, describe, expect, it } from "vitest";
import { addLink } from "../../src/sandbox/hubspot/links.ts";
import { bed, type CrmName } from "../fakes/bed.ts";

const beds: Awaited<ReturnType<typeof bed>>[] = [];
afterEach(async () => {
  const used = beds.splice(0);
  for (const own of used) await own.close();
  expect(used.flatMap((own) => own.errors)).toEqual([]);
});

const crms = ["salesforce", "hubspot", "pipedrive"] as const satisfies readonly CrmName[];
const yaml = `
connections:
  salesforce: { provider: salesforce, objects: [contact, activity], poll: 5s, share: 100 }
  hubspot: { provider: hubspot, objects: [contact, activity], poll: 5s, share: 100 }
  pipedrive: { provider: pipedrive, objects: [contact, activity], poll: 5s, share: 100 }
objects:
  contact:
    match: [[email]]
    fields:
      account_id: { salesforce: null, hubspot: null, pipedrive: null }
      title: { pipedrive: null }
      id: { salesforce: Crmsync_Id__c }
  activity:
    delete: both
    fields:
      account_id: { pipedrive: null, type: "reference:account" }
      deal_id: { salesforce: null, hubspot: null, pipedrive: null }
`;

async function ready() {
  const made = await bed({ yaml });
  beds.push(made);
  for (const crm of crms) await (await made.signIn(crm)).confirm();
  await made.rest();
  return made;
}

async function polls(own: Awaited<ReturnType<typeof bed>>, times = 8) {
  for (let n = 0; n < times; n += 1) {
    await own.clock.advance(5_000);
    await own.rest();
  }
}

/** What a person does in HubSpot: makes a record and associates it with a contact. */
function inHubspot(own: Awaited<ReturnType<typeof bed>>, type: string, fields: object, contact: string): string {
  const id = own.create("hubspot", type, { hs_timestamp: "2026-12-01T09:30:00.000Z", ...fields });
  const portal = own.hubspot.portals.get("main");
  if (portal !== undefined) addLink(portal.links, type, id, "contacts", contact);
  return id;
}

describe("activities of HubSpot", () => {
  it("go to Salesforce and Pipedrive with their contact, and all stay quiet then", async () => {
    const own = await ready();
    const ada = own.create("hubspot", "contacts", { lastname: "Lovelace", email: "ada@x.test" });
    inHubspot(own, "calls", { hs_call_title: "Ring Ada", hs_call_body: "About engines" }, ada);
    inHubspot(own, "tasks", { hs_task_subject: "Write to Ada", hs_task_status: "COMPLETED" }, ada);

    await polls(own);

    const rows = await own.sql<Record<string, unknown>>(
      "select a.subject, a.type, a.due, a.body, c.email from activities a join contacts c on c.id = a.contact_id",
    );
    expect(rows.map((row) => ({ ...row })).sort((a, b) => (String(a.type) < String(b.type) ? -1 : 1))).toEqual([
      { subject: "Ring Ada", type: "call", due: "2026-12-01", body: "About engines", email: "ada@x.test" },
      { subject: "Write to Ada", type: "task", due: "2026-12-01", body: null, email: "ada@x.test" },
    ]);
    const [contact] = own.list("salesforce", "Contact").records;
    expect(own.list("salesforce", "Task").records.map(({ fields }) => fields)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          Subject: "Ring Ada",
          TaskSubtype: "Call",
          Status: "Not Started",
          WhoId: contact?.id,
        }),
        expect.objectContaining({ Subject: "Write to Ada", TaskSubtype: "Task", Status: "Completed" }),
      ]),
    );
    const twins = own.list("pipedrive", "activities").records.map(({ fields }) => [fields.subject, fields.type]);
    expect(twins.sort()).toEqual([
      ["Ring Ada", "call"],
      ["Write to Ada", "task"],
    ]);
    expect(await own.engine.outcomes({ limit: 10 })).toEqual([]);
    const written = () => crms.map((crm) => own.writes(crm).length);
    const before = written();
    await polls(own, 3);
    expect(written()).toEqual(before);
  });

  it("come from the others into the type that they name, once their contact is there", async () => {
    const own = await ready();
    const who = own.create("salesforce", "Contact", { LastName: "Hopper", Email: "grace@x.test" });
    own.create("salesforce", "Task", { Subject: "Ring", TaskSubtype: "Call", ActivityDate: "2026-12-01", WhoId: who });
    own.create("pipedrive", "activities", { subject: "Sit together", type: "meeting", due_date: "2026-12-02" });

    await polls(own);

    const [contact] = own.list("hubspot", "contacts").records;
    const [call] = own.list("hubspot", "calls").records;
    expect(call?.fields).toMatchObject({ hs_call_title: "Ring", hs_timestamp: "2026-12-01T00:00:00.000Z" });
    expect(own.hubspot.portals.get("main")?.links.get(`calls/${call?.id}/contacts`)).toEqual(new Set([contact?.id]));
    expect(own.list("hubspot", "meetings").records.map(({ fields }) => fields)).toMatchObject([
      { hs_meeting_title: "Sit together", hs_meeting_start_time: "2026-12-02T00:00:00.000Z" },
    ]);
    expect(own.list("hubspot", "tasks").total).toBe(0);
  });

  it("are changed and deleted both ways", async () => {
    const own = await ready();
    const ada = own.create("hubspot", "contacts", { lastname: "Lovelace", email: "ada@x.test" });
    const first = inHubspot(own, "tasks", { hs_task_subject: "One" }, ada);
    inHubspot(own, "tasks", { hs_task_subject: "Two" }, ada);
    await polls(own);
    const task = (subject: string) =>
      own.list("salesforce", "Task").records.find(({ fields }) => fields.Subject === subject)?.id ?? "";

    own.edit("salesforce", "Task", task("One"), { Status: "Completed" });
    await polls(own);
    const done = own.list("hubspot", "tasks").records.find(({ id }) => id === first)?.fields.hs_task_status;
    own.control("DELETE", `hubspot/records/tasks/${first}`);
    own.control("DELETE", `salesforce/records/Task/${task("Two")}`);
    await polls(own, 16);

    expect(done).toBe("COMPLETED");
    expect(await own.sql("select id from activities")).toEqual([]);
    expect(own.list("hubspot", "tasks").total).toBe(0);
    expect(own.list("salesforce", "Task").total).toBe(0);
    expect(own.list("pipedrive", "activities").total).toBe(0);
  });

  it("of a type that may not be read stand among the failures under its name until it may be (B14)", async () => {
    const own = await ready();
    own.schema("hubspot", "emails", { op: "set-permission", level: "object", read: false, write: false });
    await polls(own, 2);

    const without = await own.engine.outcomes({ limit: 10 });
    own.schema("hubspot", "emails", { op: "set-permission", level: "object", read: true, write: true });
    await own.clock.advance(11 * 60_000);
    await polls(own, 2);

    expect(without).toMatchObject([{ object: "activity", subject: "emails", reason: "AUTH_SCOPE_MISSING" }]);
    expect(await own.engine.outcomes({ limit: 10 })).toEqual([]);
  });
});
