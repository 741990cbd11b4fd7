import { afterEach, describe, expect, it } from "vitest";
import { bed } from "../fakes/bed.ts";

const beds: Awaited<ReturnType<typeof bed>>[] = [];
afterEach(async () => {
  const used = beds.splice(0);
  for (const own of used) await own.close();
  expect(used.flatMap((own) => own.errors)).toEqual([]);
});

const yaml = `
connections:
  salesforce: { provider: salesforce, objects: [contact, activity], poll: 5s, share: 100 }
  pipedrive: { provider: pipedrive, objects: [contact, activity], poll: 5s, share: 100 }
objects:
  contact:
    match: [[email]]
    fields:
      account_id: { salesforce: null, pipedrive: null }
      title: { pipedrive: null }
      id: { salesforce: Crmsync_Id__c }
  activity:
    fields:
      account_id: { pipedrive: null, type: "reference:account" }
      deal_id: { salesforce: null, pipedrive: null }
`;

async function ready(own?: string) {
  const made = await bed({ yaml: own ?? yaml });
  beds.push(made);
  for (const crm of ["salesforce", "pipedrive"] as const) await (await made.signIn(crm)).confirm();
  await made.rest();
  return made;
}

async function polls(own: Awaited<ReturnType<typeof bed>>, times = 6) {
  for (let n = 0; n < times; n += 1) {
    await own.clock.advance(5_000);
    await own.rest();
  }
}

describe("activities", () => {
  it("go from Salesforce to Pipedrive in its words, with their contact, and stay quiet there", async () => {
    const own = await ready();
    const who = own.create("salesforce", "Contact", { LastName: "Lovelace", Email: "ada@x.test" });
    const task = { Subject: "Ring Ada", TaskSubtype: "Call", Status: "In Progress", ActivityDate: "2026-12-01" };
    own.create("salesforce", "Task", { ...task, Description: "About engines", WhoId: who });

    await polls(own);

    const rows = await own.sql<Record<string, unknown>>(
      "select a.subject, a.type, a.due, a.body, c.email from activities a join contacts c on c.id = a.contact_id",
    );
    expect(rows.map((row) => ({ ...row }))).toEqual([
      { subject: "Ring Ada", type: "call", due: "2026-12-01", body: "About engines", email: "ada@x.test" },
    ]);
    const [person] = own.list("pipedrive", "persons").records;
    const [twin] = own.list("pipedrive", "activities").records;
    expect(twin?.fields).toMatchObject({ subject: "Ring Ada", type: "call", due_date: "2026-12-01", done: false });
    expect(String(twin?.fields.person_id)).toBe(person?.id);
    expect(await own.engine.outcomes({ limit: 10 })).toEqual([]);
    const { length } = own.writes("pipedrive");
    await polls(own, 3);
    expect([own.writes("pipedrive").length, own.writes("salesforce").length]).toEqual([length, 0]);
  });

  it("come back done", async () => {
    const own = await ready();
    const id = own.create("salesforce", "Task", { Subject: "Ring Ada", Status: "Waiting on someone else" });
    await polls(own);
    const [twin] = own.list("pipedrive", "activities").records;

    own.edit("pipedrive", "activities", twin?.id ?? "", { done: true });
    await polls(own);

    const task = own.list("salesforce", "Task").records.find((each) => each.id === id);
    expect(task?.fields.Status).toBe("Completed");
    expect(own.list("salesforce", "Task").total).toBe(1);
  });

  it("are made from the workspace once their contact has landed", async () => {
    const own = await ready();

    await own.write(
      `insert into activities (id, subject, type, done, contact_id) values ('a1', 'Write', 'email', 1, 'c1')`,
    );
    await polls(own, 2);
    const before = own.list("salesforce", "Task").total;
    await own.write("insert into contacts (id, last_name, email) values ('c1', 'Hopper', 'grace@x.test')");
    await polls(own);

    expect(before).toBe(0);
    const [contact] = own.list("salesforce", "Contact").records;
    expect(own.list("salesforce", "Task").records.map(({ fields }) => fields)).toMatchObject([
      { Subject: "Write", TaskSubtype: "Email", Status: "Completed", WhoId: contact?.id },
    ]);
    expect(own.list("pipedrive", "activities").total).toBe(1);
  });

  it("without a required contact are skipped (E22)", async () => {
    const wanted = yaml.replace("  activity:\n", "  activity:\n    required: [contact_id]\n");
    const own = await ready(wanted);
    const id = own.create("salesforce", "Task", { Subject: "About nobody" });

    await polls(own, 2);

    expect(await own.engine.outcomes({ limit: 10 })).toMatchObject([
      { object: "activity", subject: id, outcome: "skipped", reason: "SKIP_NO_CONTACT", field: "contact_id" },
    ]);
  });

  it("about a lead or a case name no contact of ours", async () => {
    const own = await ready();
    const lead = own.create("salesforce", "Lead", { LastName: "L", Company: "X", Status: "New" });
    own.create("salesforce", "Task", { Subject: "Ring the lead", WhoId: lead });

    await polls(own, 3);

    const rows = await own.sql<Record<string, unknown>>("select subject, contact_id from activities");
    expect(rows.map((row) => ({ ...row }))).toEqual([{ subject: "Ring the lead", contact_id: null }]);
    expect(await own.engine.outcomes({ limit: 10 })).toEqual([]);
  });

  it("are meetings in Salesforce's events and notes in its notes, both ways", async () => {
    const own = await ready();
    const who = own.create("salesforce", "Contact", { LastName: "Lovelace", Email: "ada@x.test" });
    const hours = { StartDateTime: "2026-12-03T09:30:00.000+0000", DurationInMinutes: 60 };
    own.create("salesforce", "Event", { Subject: "Meet Ada", Description: "Bring tea", WhoId: who, ...hours });
    own.create("salesforce", "Note", { Title: "Minutes", Body: "All <agreed>\nBut one", ParentId: who });

    await polls(own);

    const person = Number(own.list("pipedrive", "persons").records[0]?.id);
    expect(own.list("pipedrive", "activities").records.map(({ fields }) => fields)).toMatchObject([
      { subject: "Meet Ada", type: "meeting", due_date: "2026-12-03", note: "Bring tea", person_id: person },
    ]);
    expect(own.list("pipedrive", "notes").records.map(({ fields }) => fields)).toMatchObject([
      { content: "All &lt;agreed&gt;<br>But one", person_id: person },
    ]);
    expect(await own.engine.outcomes({ limit: 10 })).toEqual([]);
    const written = own.writes("pipedrive").length;
    await polls(own, 3);
    expect([own.writes("pipedrive").length, own.writes("salesforce").length]).toEqual([written, 0]);
  });

  it("are Pipedrive's meetings and notes in Salesforce, and go back as they are changed there", async () => {
    const own = await ready();
    const who = own.create("pipedrive", "persons", {
      name: "Grace Hopper",
      emails: [{ value: "g@x.test", primary: true }],
    });
    own.create("pipedrive", "activities", {
      subject: "Plan",
      type: "meeting",
      due_date: "2026-12-01",
      done: true,
      person_id: Number(who),
    });
    own.create("pipedrive", "notes", { content: "<p>First <b>words</b></p>", person_id: Number(who) });
    await polls(own);
    const [event] = own.list("salesforce", "Event").records;
    const [note] = own.list("salesforce", "Note").records;
    const [contact] = own.list("salesforce", "Contact").records;

    own.edit("salesforce", "Event", event?.id ?? "", { ActivityDate: "2026-12-05" });
    own.edit("salesforce", "Note", note?.id ?? "", { Body: "Other words" });
    await polls(own);

    expect(event?.fields).toMatchObject({
      Subject: "Plan",
      IsAllDayEvent: true,
      ActivityDate: "2026-12-01",
      WhoId: contact?.id,
    });
    expect(note?.fields).toMatchObject({ Title: "First words", Body: "First words", ParentId: contact?.id });
    expect(own.list("pipedrive", "activities").records[0]?.fields).toMatchObject({
      due_date: "2026-12-05",
      done: true,
    });
    expect(own.list("pipedrive", "notes").records[0]?.fields).toMatchObject({ content: "Other words" });
    expect([own.list("salesforce", "Event").total, own.list("salesforce", "Task").total]).toEqual([1, 0]);
    expect(await own.engine.outcomes({ limit: 10 })).toEqual([]);
  });

  it("are deleted in each CRM by its own way", async () => {
    const own = await ready(yaml.replace("  activity:\n", "  activity:\n    delete: both\n"));
    const who = own.create("salesforce", "Contact", { LastName: "Lovelace", Email: "ada@x.test" });
    const event = own.create("salesforce", "Event", {
      Subject: "Meet",
      IsAllDayEvent: true,
      ActivityDate: "2026-12-03",
      WhoId: who,
    });
    own.create("salesforce", "Note", { Title: "N", Body: "words", ParentId: who });
    await polls(own);
    const [note] = own.list("pipedrive", "notes").records;

    own.control("DELETE", `salesforce/records/Event/${event}`);
    own.control("DELETE", `pipedrive/records/notes/${note?.id}`);
    await polls(own, 20);

    const live = [own.list("pipedrive", "activities"), own.list("salesforce", "Note"), own.list("salesforce", "Event")];
    expect(live.map(({ total }) => total)).toEqual([0, 0, 0]);
    expect(await own.sql("select id from activities")).toEqual([]);
  });

  it("cannot become another kind of thing in a CRM, and say so", async () => {
    const own = await ready();
    own.create("salesforce", "Task", { Subject: "Ring", TaskSubtype: "Task" });
    await polls(own);

    await own.write("update activities set type = 'meeting'");
    await polls(own);

    expect(await own.engine.outcomes({ limit: 10 })).toMatchObject([
      { object: "activity", outcome: "failed", reason: "DATA_PICKLIST_INVALID", field: "TaskSubtype" },
    ]);
    expect(own.list("salesforce", "Task").total).toBe(1);
    expect(own.list("pipedrive", "activities").records[0]?.fields.type).toBe("meeting");
  });
});
