import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cardToText } from "../../../bots/text.ts";
import { fixedButtons } from "../../../src/commands/buttons.ts";
import { examplePreflight } from "../../../src/commands/examples-numbers.ts";
import { preflightCard } from "../../../src/commands/preflight-card.ts";
import { bed } from "../../fakes/bed.ts";
import { openDesk } from "../../fakes/desk.ts";

let own: Awaited<ReturnType<typeof bed>>;
let desk: ReturnType<typeof openDesk>;

beforeAll(async () => {
  own = await bed();
  desk = openDesk(own);
  for (const crm of ["salesforce", "hubspot"] as const) await (await own.signIn(crm)).confirm();
  await own.rest();
});
afterAll(() => own.close());

describe("preflight", () => {
  it("has nothing to say while nothing waits", async () => {
    const { card, exit } = await desk.say("preflight", "viewer");

    expect(card).toMatchObject({ kind: "preflight", state: "none", headline: "Nothing would be sent" });
    expect(exit).toBeUndefined();
  });

  it("says how many would fail, why, with examples and what would mend each; nothing is sent", async () => {
    await own.write(
      `insert into contacts (id, last_name, email, lead_source) values ('c1', null, 'a@x.test', 'Web'),
       ('c2', 'Two', 'b@x.test', 'Secret Rumour'), ('c3', 'Three', 'c@x.test', 'Web')`,
    );

    const { card, data, exit } = await desk.say("preflight contacts on salesforce", "viewer");
    const both = await desk.say("preflight contacts", "viewer");
    const owed = await desk.say("preflight", "viewer");

    const text = cardToText(card);
    expect(card).toMatchObject({ kind: "preflight", state: "some", headline: "2 of 3 contacts would fail" });
    expect(text).toMatch(/1 (picklist|required), 1 (picklist|required)/);
    expect(text).toContain("record c2");
    expect(text).toMatch(/takes Web/);
    expect(text).toContain(" in lead_source (LeadSource): 1 contact to Salesforce");
    expect(text).not.toContain("Secret Rumour");
    expect(data).toMatchObject([{ connection: "salesforce", object: "contact", checked: 3, wouldFail: 2 }]);
    expect(exit).toBe(1);
    expect(both.card.headline).toBe("3 of 6 contacts would fail");
    expect(owed.card.headline).toBe("3 of 6 waiting changes would fail");
    expect(own.writes("salesforce")).toEqual([]);
  });

  it("opens a record that would fail with its button", async () => {
    const asked = await desk.say("preflight contacts salesforce", "viewer");

    const { card } = await desk.press(asked.card, "Show one", "viewer");

    expect(card.kind).toBe("record");
  });

  it("does not know another object", async () => {
    const { card } = await desk.say("preflight contcats", "viewer");

    expect(cardToText(card)).toContain("Did you mean");
  });

  it("tells the sum in one line, the most frequent first", () => {
    const card = preflightCard(
      { views: [examplePreflight()], object: "contact", names: () => "Salesforce", now: 0 },
      fixedButtons("test"),
    );

    expect(card.headline).toBe("184 of 9,120 contacts would fail");
    expect(card.lines).toContain("150 picklist, 30 required, 4 length.");
  });

  it("says that an undescribed object was not checked", () => {
    const views = [examplePreflight({ checked: 0, wouldFail: 0, groups: [], unknown: true })];

    const card = preflightCard({ views, object: "contact", names: () => "Salesforce", now: 0 }, fixedButtons("test"));

    expect(card).toMatchObject({ state: "unknown", headline: "Not everything could be checked" });
    expect(cardToText(card)).toContain("diagnose salesforce");
  });
});
