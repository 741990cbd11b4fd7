import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cardToText } from "../../../bots/text.ts";
import { bed } from "../../fakes/bed.ts";
import { openDesk } from "../../fakes/desk.ts";

let own: Awaited<ReturnType<typeof bed>>;
let desk: ReturnType<typeof openDesk>;
let ada = "";

beforeAll(async () => {
  own = await bed();
  desk = openDesk(own);
  for (const crm of ["salesforce", "hubspot"] as const) await (await own.signIn(crm)).confirm();
  ada = own.create("salesforce", "Contact", { LastName: "Ada", Email: "ada@x.test", Title: "Head" });
  await rest();
  await own.write("update contacts set title = 'Chief'");
  await rest();
  own.edit("salesforce", "Contact", ada, { Title: "Dean" });
  await rest();
});
afterAll(() => own.close());

async function rest() {
  for (let n = 0; n < 2; n += 1) {
    await own.clock.advance(6_000);
    await own.rest();
  }
}

describe("why", () => {
  it("M8: tells every writer of a field, newest first, with side, run, values and the rule that decided", async () => {
    const { card, data } = await desk.say(`why ${ada} title`, "viewer");

    const lines = (card.lines ?? []).map((line) =>
      typeof line === "string" ? line : line.filter((span) => typeof span === "string").join(""),
    );
    const written = lines.filter((line) => line.includes("Written"));
    expect(card).toMatchObject({
      kind: "why",
      state: "field",
      facts: [{ label: "Now", value: "Dean" }, { value: "Salesforce (Title) and HubSpot (jobtitle)" }],
    });
    expect(written).toEqual(
      [
        " Written from Salesforce: Chief → Dean. Rule: only this CRM had changed it since it was last seen (",
        " Written here: Head → Chief. Rule: a write here stands, and is owed to every CRM that shares the field.",
        " Written from Salesforce: (empty) → Head. Rule: the record was made with it (",
      ].map((line) => expect.stringContaining(line)),
    );
    expect(cardToText(card)).toContain("Sent to HubSpot: Chief → Dean. Rule: it was owed there");
    expect(data).toMatchObject({ fields: [{ field: "title", value: "Dean" }], changes: { kept: 2, of: 2 } });
  });

  it.each(["why ada@x.test Title", "why title of ada@x.test", "why contact ada@x.test jobtitle"])(
    "takes a field in anybody's words: %s",
    async (text) => {
      const { card } = await desk.say(text, "viewer");

      expect(card).toMatchObject({ state: "field", headline: expect.stringContaining("Title of contact “Ada”") });
    },
  );

  it("tells of each field who wrote it last and by which rule, and one in full by its button", async () => {
    const asked = await desk.say("why ada@x.test", "viewer");

    const { card } = await desk.press(asked.card, "Why title", "viewer");

    expect(asked.card).toMatchObject({ state: "record", headline: "Contact “Ada”: who wrote it" });
    expect(asked.card.tables?.[0]?.rows[0]).toEqual([
      "title",
      "Dean",
      expect.stringMatching(/^from Salesforce, \d+ s ago$/),
      "changed there only",
    ]);
    expect(asked.card.tables?.[0]?.rows).toContainEqual([
      "email",
      "ada@x.test",
      expect.stringContaining("from Salesforce"),
      "made with it",
    ]);
    expect(card).toMatchObject({ state: "field" });
  });

  it("says which field was meant", async () => {
    const { card, exit } = await desk.say("why ada@x.test titel", "viewer");

    expect(cardToText(card)).toContain("Did you mean title?");
    expect(exit).toBe(1);
  });

  it.each([
    ["why", "not said which record"],
    ["why nobody@x.test title", "No such record"],
    ["why ada@x.test title now", "one word too many"],
  ])("asks for what is missing: %s", async (text, told) => {
    const { card } = await desk.say(text, "viewer");

    expect(cardToText(card)).toContain(told);
  });

  it("tells strangers nothing", async () => {
    const { card } = await desk.say("why ada@x.test title", "stranger");

    expect(card.state).toBe("refused");
  });
});
