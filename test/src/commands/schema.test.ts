import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cardToText } from "../../../bots/text.ts";
import { bed, until } from "../../fakes/bed.ts";
import { openDesk } from "../../fakes/desk.ts";

let own: Awaited<ReturnType<typeof bed>>;
let desk: ReturnType<typeof openDesk>;

beforeAll(async () => {
  own = await bed();
  desk = openDesk(own);
  for (const crm of ["salesforce", "hubspot"] as const) await (await own.signIn(crm)).confirm();
  own.schema("salesforce", "Contact", {
    op: "add-field",
    field: "Team__c",
    type: "picklist",
    options: ["Labs", "Field"],
  });
  for (let at = 0; at < 120; at += 1)
    own.schema("salesforce", "Contact", { op: "add-field", field: `Extra_${at}__c`, type: "string", length: 12 });
  for (let n = 0; n < 2; n += 1) await own.rest();
});
afterAll(() => own.close());

const rows = (text: string, begin: string) =>
  text
    .split("\n")
    .filter((line) => line.startsWith(begin))
    .map((line) => line.split(/ {2,}/));

describe("schema", () => {
  it("tells the fields of an object, those that are mapped first, and how many more there are", async () => {
    const { card, data, exit } = await desk.say("schema salesforce contacts", "viewer");

    const text = cardToText(card);
    const first = card.tables?.[0]?.rows[0]?.[3];
    expect(card).toMatchObject({ kind: "schema", state: "object", tone: "info" });
    expect(card.headline).toMatch(/^Salesforce contacts: 1[3-9]\d fields, 9 mapped$/);
    expect(first).not.toBe("not mapped");
    expect(rows(text, "Email ")).toEqual([["Email", "email (80)", "set and changed", "email"]]);
    expect(text).toMatch(/And 1\d\d more: `?schema salesforce contacts NAME/);
    expect(card.facts).toMatchObject([
      { label: "In Salesforce", value: "Contact: may be made, changed and deleted" },
      { label: "Read" },
    ]);
    expect(data).toMatchObject([{ connection: "salesforce", object: "contact", why: null }]);
    expect((data as { fields: unknown[] }[])[0]?.fields.length).toBeGreaterThan(120);
    expect(exit).toBeUndefined();
  });

  it.each([
    ["schema salesforce contacts Team__c", "Values: Labs, Field."],
    ["schema salesforce contacts team__C", "map try salesforce contacts OURS=Team__c"],
    ["schema salesforce contacts email", "Ours      email (both ways, overwrite)"],
    ["schema salesforce contacts title", "Length    128 characters"],
  ])("tells one field in full: %s", async (text, told) => {
    const { card } = await desk.say(text, "viewer");

    expect(card).toMatchObject({ state: "field" });
    expect(cardToText(card)).toContain(told);
  });

  it("finds a field of ours at every CRM that shares it", async () => {
    const { card } = await desk.say("schema last_name", "viewer");

    const text = cardToText(card);
    expect(card.state).toBe("fields");
    expect(text).toContain("Salesforce contacts: LastName");
    expect(text).toContain("HubSpot contacts: lastname");
  });

  it("says which field was meant, with a button to it", async () => {
    const asked = await desk.say("schema salesforce contacts Teem__c", "viewer");

    const { card } = await desk.press(asked.card, "Team__c of Salesforce contacts", "viewer");

    expect(asked).toMatchObject({ exit: 1, card: { state: "no_field" } });
    expect(cardToText(asked.card)).toContain("Did you mean Team__c?");
    expect(card.state).toBe("field");
  });

  it("shows all objects in numbers, and one by its button", async () => {
    const asked = await desk.say("schema", "viewer");

    const { card } = await desk.press(asked.card, "HubSpot accounts", "viewer");

    expect(asked.card).toMatchObject({ state: "all" });
    expect(card).toMatchObject({ state: "object" });
    expect(card.headline).toContain("HubSpot accounts");
  });

  it("tells what was mapped and is not there any more", async () => {
    own.schema("salesforce", "Contact", { op: "delete-field", field: "Title" });
    await own.clock.advance(3_700_000);
    await until(own.clock, own.engine.tick());

    const { card } = await desk.say("schema salesforce contacts", "viewer");

    expect(card).toMatchObject({ state: "drifted", tone: "warning" });
    expect(cardToText(card)).toContain(
      "Mapped, and not there any more or hidden from the connected user: Title (our title).",
    );
  });

  it("says why nothing is told", async () => {
    await until(own.clock, own.engine.disconnect("hubspot", "cli|x|x"));
    await own.rows.write((sql) => sql.run("delete from schemas where connection = 'hubspot'"));

    const { card, exit } = await desk.say("schema hubspot contacts", "viewer");

    expect(card).toMatchObject({ state: "untold", headline: "HubSpot does not describe its contacts now" });
    expect(exit).toBe(1);
  });
});
