import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Card } from "../../../bots/card.ts";
import { cardToText, lineToText } from "../../../bots/text.ts";
import { bed } from "../../fakes/bed.ts";
import { actionsOf, openDesk } from "../../fakes/desk.ts";

/** The seeded world after its first sync: dirty enough for many reasons. Tests below only read, but for the last ones. */
let own: Awaited<ReturnType<typeof bed>>;
let desk: ReturnType<typeof openDesk>;

beforeAll(async () => {
  own = await bed({ records: "world" });
  desk = openDesk(own);
  for (const crm of ["salesforce", "hubspot"] as const) await (await own.signIn(crm)).confirm();
  for (let round = 0; round < 8; round += 1) {
    await own.clock.advance(5_000);
    await own.rest();
  }
}, 120_000);
afterAll(() => own.close());

const factsOf = (card: Card) =>
  (card.sections ?? []).flatMap((section) =>
    (section.facts ?? []).map((fact) => [section.heading, fact.label, lineToText(fact.value)]),
  );
const numbers = (text: string) => [...text.matchAll(/[\d,]+/g)].map(([found]) => Number(found.replaceAll(",", "")));

describe("status", () => {
  it("shows both connections healthy with counts that add up and equal the database", async () => {
    const { card, show } = await desk.say("status", "viewer");

    expect(show).toBe("caller");
    expect(card).toMatchObject({
      kind: "status",
      state: "healthy",
      tone: "good",
      headline: "Both connections are healthy",
    });
    const rows = factsOf(card).filter(([, label]) => label === "Accounts" || label === "Contacts");
    const views = (await own.engine.overview())
      .flatMap((view) => view.objects)
      .filter((each) => each.object === "account" || each.object === "contact");
    expect(rows).toHaveLength(4);
    for (const [at, [, , value = ""]] of rows.entries()) {
      const [known = 0, ...parts] = numbers(value);
      expect(parts.reduce((sum, part) => sum + part, 0)).toBe(known);
      expect(known).toBe(views[at]?.known);
      expect(known).toBeGreaterThan(800);
    }
  });

  it("narrows to one connection, also when it is refreshed", async () => {
    const one = await desk.say("status hubspot", "viewer");

    const again = await desk.press(one.card, "Refresh", "viewer");

    expect(one.card.sections?.map((section) => section.heading)).toEqual(["HubSpot: healthy"]);
    expect(again.show).toBe("replace");
    expect(again.card.sections?.map((section) => section.heading)).toEqual(["HubSpot: healthy"]);
  });
});

describe("failures", () => {
  it("groups by reason with counts that equal the database (A11)", async () => {
    const { card } = await desk.say("failures", "viewer");

    const rows = await own.sql<Record<string, string | number>>(
      `select reason, outcome, count(*) as n, object, direction, connection from outcomes group by reason, outcome, object, direction, connection`,
    );
    const words: Record<string, string> = { failed: "Failed", waiting: "Tried", skipped: "Skipped" };
    const expected = rows.map((row) => [
      words[row.outcome ?? ""],
      row.reason,
      row.n,
      row.object,
      `${row.direction === "inbound" ? "from" : "to"} ${row.connection === "hubspot" ? "HubSpot" : "Salesforce"}`,
    ]);
    const shown = (card.tables ?? []).flatMap(({ caption, rows: each }) =>
      each.map((row) => [caption.split(/\W/)[0], ...row]),
    );
    expect(shown.map(String).sort()).toEqual(expected.map(String).sort());
    expect(new Set(rows.map((row) => row.reason)).size).toBeGreaterThanOrEqual(8);
  });

  it("tells failed from skipped, and offers a Resync and a repair for each group it tells in full (B39, E11, M2)", async () => {
    const { card } = await desk.say("failures", "viewer");

    expect(card.lines?.[0]).toMatch(/^\d+ failed(,| and) \d+ skipped/);
    expect(card.sections).toHaveLength(5);
    const labels = card.sections?.map((section) => section.actions?.map((action) => action.label) ?? []) ?? [];
    expect(labels.map((each) => each.slice(-2))).toEqual(Array(5).fill(["Resync", "Show records"]));
    // Each cause has its own way to mend it.
    expect(labels.flatMap((each) => each.slice(0, -2)).every((label) => /^Fix.*…$/.test(label))).toBe(true);
  });

  it("lists the records of one reason with what is wrong", async () => {
    const { card } = await desk.say("failures reason=DATA_PICKLIST_INVALID hubspot contacts", "viewer");

    const [count] = await own.sql<{ n: number }>(
      "select count(*) as n from outcomes where reason = 'DATA_PICKLIST_INVALID' and connection = 'hubspot' and object = 'contact'",
    );
    expect(card).toMatchObject({
      state: "reason",
      headline: `Invalid picklist value: ${count?.n} records among contacts at HubSpot`,
    });
    expect(card.sections?.[0]?.lines).toHaveLength(Math.min(20, count?.n ?? 0));
    expect(lineToText(card.sections?.[0]?.lines?.[0] ?? "")).toContain("field lead_source");
    expect(lineToText(card.sections?.[0]?.lines?.[0] ?? "")).toContain(
      "not among the values that the CRM's picklist takes: ",
    );
  });

  it("says so when there is nothing", async () => {
    const { card } = await desk.say("failures LIMIT_STORAGE", "viewer");

    expect(card).toMatchObject({ state: "none", tone: "good", headline: "No record is failed or skipped" });
  });
});

describe("record", () => {
  it("shows how one stands everywhere, by e-mail, by our id, by a CRM's id and by its address (C1, C6)", async () => {
    const [link] = await own.sql<{ record_id: string; external_id: string; email: string }>(
      `select l.record_id, l.external_id, c.email from links l join contacts c on c.id = l.record_id
       where l.connection = 'hubspot' and c.email is not null and l.state = 'synced' and exists (select 1 from links o where o.record_id = l.record_id and o.connection = 'salesforce') limit 1`,
    );
    const ways = [
      link?.email,
      link?.record_id,
      link?.external_id,
      `https://app.hubspot.com/contacts/1/record/0-1/${link?.external_id}`,
    ];

    const cards = [];
    for (const way of ways) cards.push((await desk.say(`record ${way}`, "viewer")).card);

    expect(new Set(cards.map((card) => card.headline)).size).toBe(1);
    expect(cards[0]).toMatchObject({ kind: "record", state: "synced", tone: "good" });
    expect(cards[0]?.sections?.map((section) => section.heading)).toEqual(["HubSpot: synced", "Salesforce: synced"]);
  });

  it("says why one is not synced, in our words and the CRM's, with the button that mends it (C9, C17)", async () => {
    const [failed] = await own.sql<{ subject: string }>(
      "select subject from outcomes where reason = 'RULE_VALIDATION' and connection = 'salesforce' and object = 'contact' limit 1",
    );

    const { card } = await desk.say(`record ${failed?.subject}`, "viewer");

    const text = cardToText(card);
    expect(text).toContain("Validation rule refused it: failed on the way to Salesforce");
    expect(text).toContain("In the CRM's words: ");
    const labels = actionsOf(card).map((action) => action.label);
    expect(labels.slice(0, 3)).toEqual(["Resync", "History", "Open in HubSpot"]);
    expect(labels.slice(3)).toContain("Try again");
  });

  it("knows one that only a CRM has", async () => {
    const [skipped] = await own.sql<{ subject: string }>(
      "select subject from outcomes where reason = 'SKIP_NO_EMAIL' and connection = 'salesforce' limit 1",
    );

    const { card } = await desk.say(`record ${skipped?.subject}`, "viewer");

    expect(card).toMatchObject({ state: "only_in_crm", headline: "Contact: only the CRM knows it" });
    expect(cardToText(card)).toContain("Missing e-mail address: skipped on the way from Salesforce");
  });

  it("says what was looked for when there is none", async () => {
    const { card } = await desk.say("record nobody@nowhere.test", "viewer");

    expect(card.state).toBe("not_found");
    expect(cardToText(card)).toContain("Looked for nobody@nowhere.test as our id");
  });
});

describe("resync", () => {
  const runs = () => own.engine.runs({ kind: "resync", limit: 100 });

  it("starts one record at once (B35, C12)", async () => {
    const [contact] = await own.sql<{ email: string }>("select email from contacts where email is not null limit 1");
    const before = (await runs()).length;

    const { card } = await desk.say(`resync ${contact?.email}`);

    expect(card).toMatchObject({ kind: "resync", state: "started", headline: "Resync of 1 contact has begun" });
    expect(await runs()).toHaveLength(before + 1);
    expect((await runs())[0]?.askedBy).toBe("slack|U0OPERATOR|operator");
    expect(lineToText(card.footer ?? "")).toContain((await runs())[0]?.id);
    expect(desk.orders()).toBeGreaterThan(0);
  });

  it("says how many and how long before it begins with many, and begins once (C13, C14)", async () => {
    const before = (await runs()).length;
    const [count] = await own.sql<{ n: number }>("select count(*) as n from outcomes where outcome = 'failed'");

    const offer = await desk.say("resync all failed");
    const between = (await runs()).length;
    const label = `Resync ${count?.n}`;
    const begun = await desk.press(offer.card, label);
    const again = await desk.press(offer.card, label);

    expect(offer.card).toMatchObject({ state: "confirm", headline: `Resync ${count?.n} records?` });
    const text = cardToText(offer.card);
    expect(text).toMatch(/It takes (about \d+ (s|min), )?up to 30 minutes/);
    expect(text).toMatch(/Price +about \d+ calls/);
    expect(between).toBe(before);
    expect([begun.card.state, again.card.state]).toEqual(["started", "used"]);
    expect(begun.show).toBe("replace");
    expect((await runs())[0]).toMatchObject({ wanted: count?.n });
    expect(await runs()).toHaveLength(before + 1);
  });

  it("lets only the person who was asked begin it, and not after ten minutes", async () => {
    const offer = await desk.say("resync reason SKIP_NO_EMAIL");
    const [button] = actionsOf(offer.card);

    const other = await desk.pressId(button?.id ?? "", "admin");
    await own.clock.advance(600_000);
    const late = await desk.pressId(button?.id ?? "", "operator");

    expect(other.card.headline).toBe("This button belongs to somebody else");
    expect(late.card.headline).toBe("This button does not work any more");
  });

  it("lets a second person join the run that the first began, and begins anew when that has ended", async () => {
    const wish = "resync reason SKIP_BAD_EMAIL";
    const first = await desk.say(wish, "operator");
    const second = await desk.say(wish, "admin");
    const label = actionsOf(first.card)[0]?.label ?? "";
    const before = (await runs()).length;

    const begun = await desk.press(first.card, label, "operator");
    const joined = await desk.press(second.card, label, "admin");
    const afterBoth = (await runs()).length;
    await own.engine.cancelResync((await runs())[0]?.id ?? "", "slack|U1|oren");
    const anew = await desk.say(wish, "admin");
    const again = await desk.press(anew.card, label, "admin");

    expect(begun.card.state).toBe("started");
    expect(joined.card).toMatchObject({ state: "joined", headline: "This resync is already running" });
    expect(cardToText(joined.card)).toContain("begun by operator");
    expect(afterBoth).toBe(before + 1);
    expect(again.card.state).toBe("started");
  });

  it("is cancelled by its button, once", async () => {
    const { runId } = await own.engine.orderResync({ outcomes: { reason: "SKIP_NO_EMAIL" } }, "slack|U1|oren");
    const button = {
      id: "cancel-1",
      verb: "cancel-resync",
      args: { runId },
      once: false,
      owner: null,
      expiresAt: null,
    };
    await own.engine.addActions([button]);

    const refused = await desk.pressId("cancel-1", "viewer");
    const done = await desk.pressId("cancel-1", "operator");
    const again = await desk.pressId("cancel-1", "admin");

    expect([refused.card.kind, done.card.state, again.card.state]).toEqual(["refusal", "cancelled", "ended_already"]);
    expect((await own.engine.run(runId))?.state).toBe("cancelled");
  });

  it("takes up the group of a failures card, its direction too", async () => {
    const failures = await desk.say("failures salesforce");
    const [first] = failures.card.tables?.[0]?.rows ?? [];

    const offer = await desk.press(failures.card, "Resync");

    expect(offer.card.headline).toBe(`Resync ${first?.[1]} records?`);
  });

  it("takes up one that only a CRM has", async () => {
    const [skipped] = await own.sql<{ subject: string }>(
      "select subject from outcomes where reason = 'SKIP_NO_EMAIL' and connection = 'salesforce' limit 1",
    );
    const panel = await desk.say(`record ${skipped?.subject}`);

    const { card } = await desk.press(panel.card, "Resync");

    expect(card).toMatchObject({ state: "started", headline: "Resync of 1 contact has begun" });
    expect((await runs())[0]).toMatchObject({ wanted: 1, connection: "salesforce" });
  });

  it("says so when there is nothing, when nothing was named, and when it is not known", async () => {
    const none = await desk.say("resync reason LIMIT_STORAGE");
    const bare = await desk.say("resync");
    const unknown = await desk.say("resync hubspto");

    expect(none.card).toMatchObject({ state: "nothing", headline: "There is nothing to resync" });
    expect(bare.card.state).toBe("wrong_use");
    expect(unknown.card.lines?.[1]).toEqual(["Did you mean ", { code: "hubspot" }, "?"]);
  });
});
