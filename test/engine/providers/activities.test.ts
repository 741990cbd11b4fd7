import { describe, expect, it } from "vitest";
import { htmlOfText, textOfHtml } from "../../../engine/providers/pipedrive/html.ts";
import { pipedrive } from "../../../engine/providers/pipedrive/index.ts";
import { salesforce } from "../../../engine/providers/salesforce/index.ts";
import { drain, maker, rig } from "../../contracts/crm-rig.ts";
import { activityContract } from "../../contracts/provider-activities.ts";
import { create, idOf, update } from "../../contracts/writes.ts";
import fc from "../../fakes/property.ts";

describe("Salesforce", () => {
  activityContract(maker("salesforce"), { task: "Task", call: "Call", email: "Email", meeting: "Event", note: "Note" });

  it("keeps the hours of a meeting that moves to another day, and makes one of a whole day without any", async () => {
    const { connect, requests } = await rig("salesforce");
    const crm = connect();
    const hours = { StartDateTime: "2026-12-01T09:30:00.000+0000", DurationInMinutes: 45 };
    const made = await crm.push("activity", [
      create("a", { TaskSubtype: "Event", Subject: "Hours", ...hours }),
      create("b", { TaskSubtype: "Event", Subject: "Day", ActivityDate: "2026-12-02", Status: "Completed" }),
      create("c", { TaskSubtype: "Event", Subject: "Never" }),
    ]);
    const ids = made.slice(0, 2).map(idOf);
    const before = requests.length;

    const moved = await crm.push(
      "activity",
      ids.map((id) => update(id, id, { ActivityDate: "2026-12-09" })),
    );
    const sent = requests.slice(before);
    const read = await crm.read("activity", ids);

    expect(made[2]).toMatchObject({ ok: false, reason: "DATA_REQUIRED_MISSING", field: "ActivityDate" });
    expect(moved.map(({ ok }) => ok)).toEqual([true, true]);
    expect(sent.length).toBe(2);
    expect(sent.at(-1)?.body).toContain('"StartDateTime":"2026-12-09T09:30:00.000+0000","DurationInMinutes":45');
    expect(read.map(({ fields }) => [fields.ActivityDate, "Status" in fields])).toEqual([
      ["2026-12-09", false],
      ["2026-12-09", false],
    ]);
  });

  it("asks each type once in a quiet poll", async () => {
    const { connect, requests } = await rig("salesforce");
    const { cursor } = await drain(connect(), "activity", null);
    const before = requests.length;

    const page = await connect().changes("activity", cursor);

    expect(page.more).toBe(false);
    expect(requests.slice(before).map(({ url }) => /FROM%20(\w+)/.exec(url)?.[1])).toEqual(["Task", "Event", "Note"]);
  });

  it("does without notes where the org has none", async () => {
    const { connect, request } = await rig("salesforce");
    const told = '[{"message":"sObject type \'Note\' is not supported.","errorCode":"INVALID_TYPE"}]';
    const crm = connect({
      request: async (asked) => {
        const answer = await request(asked);
        return /FROM%20Note|Note\/describe/.test(asked.url) ? { ...answer, status: 400, body: told } : answer;
      },
    });
    await crm.push("activity", [create("a", { Subject: "Task" })]);

    const { records } = await drain(crm, "activity", null);
    const { fields } = await crm.describe("activity");

    expect(new Set(records.map(({ fields: told }) => told.Subject))).toEqual(new Set(["Task"]));
    expect(fields.TaskSubtype?.options?.map(({ value }) => value)).toEqual(["Task", "Call", "Email", "Event"]);
    expect(fields.Location).toMatchObject({ type: "string", required: false });
  });

  it("leaves a type alone that the configuration has made an object of its own", async () => {
    const { provider, app, token, request, clock } = await rig("salesforce");
    const fields = { activity: ["Subject"], meeting: ["Subject"] };
    const objects = { meeting: "Event" };
    const crm = provider.connect({ app, token, request, fields, objects, now: () => clock.now });
    await crm.push("meeting", [create("a", { Subject: "M", IsAllDayEvent: true, ActivityDate: "2026-12-01" })]);
    await crm.push("activity", [create("b", { Subject: "T" })]);

    const activities = await drain(crm, "activity", null);
    const meetings = await drain(crm, "meeting", null);

    expect(new Set(activities.records.map(({ fields: told }) => told.Subject))).toEqual(new Set(["T"]));
    expect(new Set(meetings.records.map(({ fields: told }) => told.Subject))).toEqual(new Set(["M"]));
  });

  it("opens the page of the type that the id tells", () => {
    const token = {
      accessToken: "x",
      refreshToken: null,
      expiresAt: null,
      instanceUrl: "https://a.my.salesforce.com",
      scopes: [],
    };

    const urls = ["00T5Y0000000001UAA", "00U5Y0000000001UAA", "0025Y0000000001UAA"].map((id) =>
      salesforce.recordUrl(null, token, "activity", id),
    );

    expect(urls.map((url) => /\/r\/(\w+)\//.exec(url ?? "")?.[1])).toEqual(["Task", "Event", "Note"]);
  });
});

describe("Pipedrive", () => {
  activityContract(maker("pipedrive"), {
    task: "task",
    call: "call",
    email: "email",
    meeting: "meeting",
    note: "note",
  });

  it("takes no note for the activity of the same number", async () => {
    const { connect, person } = await rig("pipedrive");
    const crm = connect();
    const who = person.create("contact", { last_name: "L" });
    const made = await crm.push("activity", [
      create("a", { subject: "S", type: "call", person_id: who }),
      create("b", { subject: "Only words", type: "note", person_id: who }),
    ]);

    const read = await crm.read("activity", made.map(idOf));

    expect(made.map(idOf)).toEqual(["1", "note-1"]);
    expect(read.map(({ externalId, fields }) => [externalId, fields.type, fields.note])).toEqual([
      ["1", "call", null],
      ["note-1", "note", "Only words"],
    ]);
    expect("subject" in (read[1]?.fields ?? {})).toBe(false);
  });

  it("reads no notes without the scope of what they hang on", async () => {
    const { connect, token, requests } = await rig("pipedrive");
    const before = requests.length;

    await drain(
      connect({ token: { ...token, scopes: ["base", "activities:full", "recents:read"] } }),
      "activity",
      null,
    );

    expect(requests.slice(before).filter(({ url }) => url.includes("/notes"))).toEqual([]);
  });

  it("has no page for a note", () => {
    const token = {
      accessToken: "x",
      refreshToken: null,
      expiresAt: null,
      instanceUrl: "https://a.pipedrive.com",
      scopes: [],
    };

    const urls = ["7", "note-7"].map((id) => pipedrive.recordUrl(null, token, "activity", id));

    expect(urls).toEqual(["https://a.pipedrive.com/activities/7", null]);
  });
});

describe("the text of a note", () => {
  it.each([
    ["<p>First <b>words</b></p><p>Second&nbsp;line</p>", "First words\nSecond line"],
    ["<ul><li>one</li><li>two &amp; three</li></ul>", "one\ntwo & three"],
    ["a<br/>b<script>alert(1)</script>", "a\nb"],
    ["5 &lt; 6 &#x1F600; &#55296; &unknown;", "5 < 6 😀 &#55296; &unknown;"],
  ])("of %s", (html, text) => {
    expect(textOfHtml(html)).toBe(text);
  });

  it("goes there and back", () => {
    const word = fc.string({ unit: fc.constantFrom("<", ">", "&", ";", "a", "é", '"', "b", "/"), minLength: 1 });

    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), (lines) => {
        expect(textOfHtml(htmlOfText(lines.join("\n")))).toBe(lines.join("\n"));
      }),
      { numRuns: 300 },
    );
  });
});
