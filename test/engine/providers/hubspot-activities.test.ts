import { describe, expect, it } from "vitest";
import type { Cursor } from "../../../engine/provider.ts";
import type { Fields } from "../../../engine/record.ts";
import { drain, maker, type Rig } from "../../contracts/crm-rig.ts";
import { create, idOf, remove, update } from "../../contracts/writes.ts";

const make = maker("hubspot");
const minute = 60_000;
const types = ["tasks", "calls", "emails", "meetings", "notes"] as const;

/** One activity of each type, made through the API, with a contact each. */
async function oneOfEach(rig: Rig) {
  const contact = rig.person.create("contact", { last_name: "Lovelace", email: "ada@x.test" });
  const words = ["task", "call", "email", "meeting", "note"];
  const writes = words.map((type) => create(type, rig.theirs("activity", { ...given(type), contact_id: contact })));
  const results = await rig.connect().push("activity", writes);
  return { contact, ids: results.map((result) => idOf(result)), results };
}

function given(type: string): Fields {
  return { subject: `A ${type}`, type, due: "2026-12-01T00:00:00.000Z", body: `Words of the ${type}` };
}

describe("activities of HubSpot", () => {
  it("are written to the type that they name, and come back as they were", async () => {
    const rig = await make();

    const { contact, ids } = await oneOfEach(rig);
    const records = await rig.connect().read("activity", ids);

    expect(ids.map((id) => id.split("-")[0])).toEqual([...types]);
    const back = new Map(records.map((record) => [record.externalId, rig.ours("activity", record)]));
    expect(ids.map((id) => back.get(id))).toEqual(
      ["task", "call", "email", "meeting", "note"].map((type) => ({
        ...given(type),
        done: type === "note" ? null : false,
        contact_id: contact,
        deal_id: null,
      })),
    );
  });

  it("without a type are tasks, without a time are of now, and of an unknown type are refused", async () => {
    const { connect, theirs, ours, clock } = await make();

    const [plain, odd] = await connect().push("activity", [
      create("a", theirs("activity", { subject: "Plain", done: true })),
      create("b", theirs("activity", { subject: "Odd", type: "lunch" })),
    ]);
    const [record] = await connect().read("activity", [idOf(plain)]);

    expect(ours("activity", record)).toMatchObject({
      type: "task",
      done: true,
      due: new Date(clock.now).toISOString(),
    });
    expect(odd).toMatchObject({ ok: false, reason: "DATA_PICKLIST_INVALID", unsure: false });
  });

  it("stay of their type and keep a time", async () => {
    const rig = await make();
    const { ids } = await oneOfEach(rig);
    const call = ids[1] ?? "";

    const results = await rig
      .connect()
      .push("activity", [
        update("same", call, rig.theirs("activity", { type: "call", subject: "New" })),
        update("other", call, rig.theirs("activity", { type: "meeting" })),
        update("timeless", call, rig.theirs("activity", { due: null })),
        update("foreign", "123", rig.theirs("activity", { subject: "x" })),
      ]);

    expect(results.map((result) => (result.ok ? "ok" : [result.reason, result.detail]))).toEqual([
      "ok",
      ["PERM_FIELD", 'HubSpot cannot make one of the type "meeting" of a call: make a new activity instead'],
      ["DATA_REQUIRED_MISSING", "HubSpot has no call without a time"],
      ["REC_DELETED", '"123" is not an id of HubSpot\'s activities'],
    ]);
  });

  it("change only what is written, also the half of a note", async () => {
    const rig = await make();
    const { ids } = await oneOfEach(rig);
    const note = ids[4] ?? "";

    await rig.connect().push("activity", [update("k", note, rig.theirs("activity", { subject: "Other" }))]);
    await rig.connect().push("activity", [update("k", note, rig.theirs("activity", { body: "Shorter" }))]);
    const [record] = await rig.connect().read("activity", [note]);

    expect(rig.ours("activity", record)).toMatchObject({ subject: "Other", body: "Shorter" });
  });

  it("move to another contact, and refuse where a third one would stand first", async () => {
    const rig = await make();
    const { contact, ids } = await oneOfEach(rig);
    const [task = "", call = ""] = ids;
    const [second = "", third = ""] = ["B", "C"].map((last_name) => rig.person.create("contact", { last_name }));
    const moved = await rig
      .connect()
      .push("activity", [update("k", task, rig.theirs("activity", { contact_id: third }))]);
    await rig.request({
      method: "POST",
      url: `${rig.app.loginUrl}/crm/v4/associations/calls/contacts/batch/create`,
      headers: { authorization: `Bearer ${rig.token.accessToken}`, "content-type": "application/json" },
      body: JSON.stringify({
        inputs: [
          {
            from: { id: call.slice(6) },
            to: { id: second },
            types: [{ associationCategory: "HUBSPOT_DEFINED", associationTypeId: 194 }],
          },
        ],
      }),
    });

    const [refused] = await rig
      .connect()
      .push("activity", [update("k", call, rig.theirs("activity", { contact_id: third }))]);
    const records = await rig.connect().read("activity", [task, call]);

    expect(moved).toMatchObject([{ ok: true }]);
    expect(refused).toMatchObject({ ok: false, reason: "REF_ASSOC_LIMIT", field: "activity_contact" });
    expect(records.map((record) => rig.ours("activity", record).contact_id)).toEqual([third, contact]);
  });

  it("name the field of a contact that is not there", async () => {
    const { connect, theirs, person } = await make();
    const gone = person.create("contact", { last_name: "Gone" });
    person.delete("contact", gone);

    const [result] = await connect().push("activity", [
      create("k", theirs("activity", { subject: "x", contact_id: gone })),
    ]);

    expect(result).toMatchObject({ ok: false, reason: "REF_INVALID", field: "activity_contact" });
  });

  it("come in once each, with their contacts, and later what changed or was deleted", async () => {
    const rig = await make();
    const { contact, ids } = await oneOfEach(rig);
    rig.clock.now += 20 * minute;
    const first = await drain(rig.connect(), "activity", null);
    const [task = "", , mail = ""] = ids;
    rig.clock.now += minute;
    await rig
      .connect()
      .push("activity", [update("u", task, rig.theirs("activity", { done: true })), remove("d", mail)]);
    rig.clock.now += minute;

    const later = await drain(rig.connect(), "activity", first.cursor);

    const backfill = first.pages.filter((page) => page.phase === "backfill");
    expect(backfill[0]?.total).toBe(5);
    expect(backfill.flatMap((page) => page.records.map((one) => one.externalId))).toEqual([...ids]);
    expect(new Set(first.records.map((record) => rig.ours("activity", record).contact_id))).toEqual(new Set([contact]));
    const changed = later.records.find((record) => record.externalId === task);
    expect(rig.ours("activity", changed).done).toBe(true);
    expect(later.gone.map((one) => one.externalId)).toEqual([mail]);
    expect(await rig.connect().count?.("activity")).toBe(4);
  });

  it("are quiet in one page of ten requests when nothing changes (B32)", async () => {
    const rig = await make();
    await oneOfEach(rig);
    rig.clock.now += 20 * minute;
    let { cursor } = await drain(rig.connect(), "activity", null);
    for (let poll = 0; poll < 2; poll += 1) {
      rig.clock.now += 30_000;
      cursor = (await drain(rig.connect(), "activity", cursor)).cursor;
    }
    rig.clock.now += 5_000;
    const before = rig.requests.length;

    const { pages } = await drain(rig.connect(), "activity", cursor);

    expect(pages.map((page) => page.more)).toEqual([false]);
    expect(rig.requests.length - before).toBe(10);
  });

  it("of a type that may not be read are left out by name, and come when it may be (B14)", async () => {
    const rig = await make();
    const { ids } = await oneOfEach(rig);
    rig.clock.now += minute;
    const permit = (read: boolean) =>
      rig.control("PATCH", "hubspot/schema/emails", { op: "set-permission", level: "object", read, write: read });
    permit(false);
    const without = await drain(rig.connect(), "activity", null);
    const schema = await rig.connect().describe("activity");
    rig.clock.now += minute;
    const quiet = await drain(rig.connect(), "activity", without.cursor);
    permit(true);
    rig.clock.now += 15 * minute;

    const later = await drain(rig.connect(), "activity", quiet.cursor);

    const mail = ids[2] ?? "";
    expect(without.records.map((one) => one.externalId)).not.toContain(mail);
    expect(new Set(without.records.map((one) => one.externalId)).size).toBe(4);
    expect(without.broken).toEqual([
      {
        externalId: "emails",
        reason: "AUTH_SCOPE_MISSING",
        detail: "HubSpot's emails are left out: missing scopes: crm.objects.contacts.read",
      },
    ]);
    expect(quiet.broken).toEqual([]);
    expect(schema.fields.activity_type?.options?.map((one) => one.value)).toEqual(["task", "call", "meeting", "note"]);
    expect(later.records.map((one) => one.externalId)).toContain(mail);
    expect(later.gone.map((one) => one.externalId)).toContain("emails");
  });

  it("are found by subject, whatever their type, also a note that was just made", async () => {
    const rig = await make();
    const { ids } = await oneOfEach(rig);
    rig.clock.now += minute;

    const found = await rig.connect().find("activity", "activity_subject", ["A call", "A note"]);

    expect(found.map((one) => one.externalId)).toEqual([ids[1], ids[4]]);
  });

  it("go on from any page after a crash, and a page read twice is the same page", async () => {
    const rig = await make();
    const rows = (count: number, name: string) =>
      Array.from({ length: count }, (_, at) => ({ hs_timestamp: "2026-11-01T00:00:00.000Z", [name]: `N${at}` }));
    rig.loadAs("tasks", rows(130, "hs_task_subject"));
    rig.loadAs("notes", rows(20, "hs_note_body"));
    const seen: string[] = [];
    let cursor: Cursor | null = null;
    let [more, pages] = [true, 0];

    while (more && pages < 20) {
      const page = await rig.connect().changes("activity", cursor);
      const again = await rig.connect().changes("activity", cursor);
      expect(again.records).toEqual(page.records);
      seen.push(...page.records.map((one) => one.externalId));
      cursor = JSON.parse(JSON.stringify(page.cursor));
      more = page.more;
      pages += 1;
    }

    expect(seen.length).toBe(150);
    expect(new Set(seen).size).toBe(150);
  });

  it("cost what is said of them before", async () => {
    const rig = await make();
    const { contact, ids } = await oneOfEach(rig);
    const other = rig.person.create("contact", { last_name: "Other" });
    const count = async (work: () => Promise<unknown>) => {
      const before = rig.requests.length;
      await work();
      return rig.requests.length - before;
    };
    const crm = rig.connect();
    const creates = ["call", "note", "note"].map((type, at) =>
      create(`c${at}`, rig.theirs("activity", { ...given(type), contact_id: contact })),
    );
    const moves = [update("u", ids[0] ?? "", rig.theirs("activity", { subject: "New", contact_id: other }))];
    const halves = [update("n", ids[4] ?? "", rig.theirs("activity", { subject: "New" })), remove("d", ids[1] ?? "")];
    const pushed = (writes: typeof creates) =>
      Promise.all([
        rig.provider.calls({ op: "push", object: "activity", writes }),
        count(() => crm.push("activity", writes)),
      ]);

    const [described] = [await count(() => crm.describe("activity"))];
    const pairs = [await pushed(creates), await pushed(moves), await pushed(halves)];
    const read = await count(() => crm.read("activity", [ids[0] ?? ""]));

    expect(described).toBe(rig.provider.calls({ op: "describe", object: "activity" }));
    expect(pairs.map(([said]) => said)).toEqual(pairs.map(([, made]) => made));
    expect(read).toBe(rig.provider.calls({ op: "read", object: "activity", count: 1 }));
  });
});
