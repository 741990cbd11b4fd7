import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cardToText } from "../../../bots/text.ts";
import { bed } from "../../fakes/bed.ts";
import { actionsOf, openDesk } from "../../fakes/desk.ts";

/** A small world of which everything is known: three contacts at Salesforce, one of them without an e-mail address. */
let own: Awaited<ReturnType<typeof bed>>;
let desk: ReturnType<typeof openDesk>;

beforeAll(async () => {
  own = await bed();
  desk = openDesk(own, { machine: { version: "9.9.9", freeBytes: async () => 10 * 1024 ** 3 } });
  for (const crm of ["salesforce", "hubspot"] as const) await (await own.signIn(crm)).confirm();
  own.create("salesforce", "Contact", { FirstName: "Ann", LastName: "Lee", Email: "ann@lee.test", Phone: "+44 1" });
  own.create("salesforce", "Contact", { FirstName: "Bob", LastName: "Ray", Email: "bob@ray.test" });
  own.create("salesforce", "Contact", { LastName: "Nomail" });
  for (let round = 0; round < 6; round += 1) {
    await own.clock.advance(5_000);
    await own.rest();
  }
}, 60_000);
afterAll(() => own.close());

describe("runs", () => {
  it("tells each run that did something, in words, with its counts (E2, E4)", async () => {
    const { card, show, data } = await desk.say("runs", "viewer");

    expect(show).toBe("caller");
    const text = cardToText(card);
    expect(text).toContain("First sync of contacts from Salesforce: 2 created and 1 skipped");
    expect(text).toMatch(/Pushed contact updates to HubSpot: 2 created/);
    expect(data).toHaveLength(card.lines?.length ?? 0);
  });

  it("narrows by connection, object, direction, reason and day (E6)", async () => {
    const outbound = await desk.say("runs hubspot contacts outbound", "viewer");
    const reason = await desk.say("runs SKIP_NO_EMAIL today", "viewer");
    const past = await desk.say("runs yesterday", "viewer");
    const all = await desk.say("runs all salesforce", "viewer");

    expect(cardToText(outbound.card)).not.toContain("from Salesforce");
    expect(reason.card.lines).toHaveLength(1);
    expect(past.card).toMatchObject({ state: "none", headline: "No run yesterday" });
    expect((all.card.lines?.length ?? 0) > 1).toBe(true);
  });

  it("turns to one direction and back with its buttons (E6)", async () => {
    const both = await desk.say("runs contacts", "viewer");
    const inbound = await desk.press(both.card, "Inbound", "viewer");
    const back = await desk.press(inbound.card, "Both ways", "viewer");

    expect(inbound.card.headline).toContain("inbound, of contacts");
    expect(actionsOf(inbound.card).map((action) => action.label)).toEqual([
      "View the records of a run",
      "Both ways",
      "Outbound",
    ]);
    expect(back.card.lines).toEqual(both.card.lines);
  });

  it("opens a run: each record that was skipped, with its reason (E5)", async () => {
    const list = await desk.say("runs SKIP_NO_EMAIL", "viewer");
    const [select] = actionsOf(list.card);
    const id = select?.type === "select" ? (select.options[0]?.value ?? "") : "";

    const picked = await desk.pick(select?.id ?? "", id, "viewer");
    const typed = await desk.say(`runs ${id}`, "viewer");

    expect(picked.card).toMatchObject({ kind: "run", state: "completed_with_issues" });
    expect(cardToText(picked.card)).toContain("skipped, Missing e-mail address");
    expect(cardToText(typed.card)).toBe(cardToText(picked.card));
  });

  it("says when there is no such run, and does not understand what is none", async () => {
    const gone = await desk.say("runs run_nothing", "viewer");
    const slip = await desk.say("runs yesterdy", "viewer");

    expect(gone.card).toMatchObject({ state: "not_found", headline: "No such run" });
    expect(cardToText(slip.card)).toContain("Did you mean yesterday?");
  });
});

describe("limits", () => {
  it("tells of every connection what its CRM told", async () => {
    const { card, data } = await desk.say("limits", "viewer");

    expect(card.sections?.map((section) => section.heading.split(":")[0])).toEqual(["Salesforce", "HubSpot"]);
    expect(data).toHaveLength(2);
    expect((await desk.say("limits hubspot", "viewer")).card.sections).toHaveLength(1);
  });
});

describe("a record", () => {
  it("shows fields that are synced with their values, and those that are not (C7, C8)", async () => {
    await own.write("update contacts set phone = '+44 2' where email = 'ann@lee.test'");

    const { card, data } = await desk.say("record ann@lee.test", "viewer");

    const text = cardToText(card);
    expect(card).toMatchObject({ kind: "record", state: "pending" });
    expect(text).toContain("Salesforce: waiting to be sent");
    const [wrong, right] = card.tables ?? [];
    expect(wrong).toMatchObject({ caption: "Not synced", columns: ["Field", "Sent", "In CRM", "Where"] });
    expect(wrong?.rows).toContainEqual(["phone", expect.stringContaining("+44"), "+44 1", "Salesforce"]);
    expect(right?.rows).toContainEqual(["email", "ann@lee.test", "HubSpot and Salesforce"]);
    expect(data).toMatchObject({ object: "contact", state: "pending" });
    await own.rest();
  });

  it("tells its history on request (C10)", async () => {
    const panel = await desk.say("record bob@ray.test", "viewer");

    const { card } = await desk.press(panel.card, "History", "viewer");

    expect(card).toMatchObject({ kind: "history", state: "some" });
    const text = cardToText(card);
    expect(text).toContain("created from Salesforce, first sync");
    expect(text).toContain("created in HubSpot");
    expect(actionsOf(card).map((action) => action.label)).toEqual(["Back to the record"]);
  });
});

describe("diagnose", () => {
  it("finds nothing wrong where nothing is, and gives the bundle (A23, B40)", async () => {
    const { card, data } = await desk.say("diagnose salesforce", "viewer");

    expect(card).toMatchObject({ kind: "diagnose", state: "right", tone: "good" });
    expect(data).toMatchObject({
      workspace: "sandbox",
      connection: "salesforce",
      provider: "salesforce",
      version: "9.9.9",
    });
    expect(data).toMatchObject({ reasons: [{ reason: "SKIP_NO_EMAIL", records: 1 }] });
  });

  it("holds no secret and no value of a field", async () => {
    const tokens = await own.sql<{ token: string }>("select token from connections");

    const { card, data } = await desk.say("diagnose salesforce", "viewer");

    const all = JSON.stringify([card, data]);
    for (const secret of [...tokens.map((row) => row.token), "app-secret", "ann@lee.test", "Nomail", "+44"])
      expect(all).not.toContain(secret);
  });

  it("puts a paused connection's button first", async () => {
    await own.engine.pause("hubspot", "oren", "");

    const { card, exit } = await desk.say("diagnose hubspot", "viewer");
    await own.engine.resume("hubspot", "oren");

    expect(card).toMatchObject({ state: "wrong", headline: "HubSpot: Paused is not right" });
    expect(actionsOf(card)[0]).toMatchObject({ label: "Resume" });
    expect(exit).toBe(1);
  });
});

describe("doctor", () => {
  it("is for operators, and looks at everything", async () => {
    const refused = await desk.say("doctor", "viewer");

    const { card, data } = await desk.say("doctor");

    expect(refused.card.kind).toBe("refusal");
    expect(card).toMatchObject({ kind: "doctor", state: "right" });
    const text = cardToText(card);
    for (const what of [
      "Database",
      "Disk",
      "Clock",
      "Schedule",
      "Salesforce",
      "HubSpot",
      "Chat",
      "Messages",
      "Unknown",
    ])
      expect(text).toContain(what);
    expect(text).toContain("crmsync 9.9.9");
    expect(data).toMatchObject({ version: "9.9.9" });
  });

  it("tells each connection's first problem, and a chat that is ill", async () => {
    const chat = { what: "token", ok: false, detail: "It was revoked.", todo: "Install the app again." };
    const ill = openDesk(own, { examineChat: async () => [chat] });
    await own.engine.pause("hubspot", "oren", "");

    const { card, exit } = await ill.say("doctor");
    await own.engine.resume("hubspot", "oren");

    const text = cardToText(card);
    expect(card.headline).toBe("2 things need attention");
    expect(text).toContain("HubSpot: Paused");
    expect(text).toContain("Chat token: It was revoked. Install the app again.");
    expect(exit).toBe(1);
  });
});

describe("digest", () => {
  it("shows the numbers of now against the last one of this channel", async () => {
    const channels = own.config.channels.map((each) => ({ ...each, digest: { at: "08:30", zone: "UTC" } }));
    const name = channels[0]?.name ?? "";
    await own.engine.keepDigest({ channel: name, date: "2026-11-20", at: 0, groups: [] });
    const told = openDesk(own, { channels });

    const { card, data } = await told.say("digest", "viewer");

    expect(card.kind).toBe("digest");
    expect(data).toMatchObject({ date: "2026-11-21", before: [], groups: [{ reason: "SKIP_NO_EMAIL", records: 1 }] });
    expect((await desk.say("digest", "viewer")).data).toMatchObject({ before: null });
  });
});
