import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cardToText } from "../../../bots/text.ts";
import { yamlLine } from "../../../src/commands/map-words.ts";
import { bed } from "../../fakes/bed.ts";
import { openDesk } from "../../fakes/desk.ts";

let own: Awaited<ReturnType<typeof bed>>;
let desk: ReturnType<typeof openDesk>;

beforeAll(async () => {
  own = await bed();
  desk = openDesk(own);
  for (const crm of ["salesforce", "hubspot"] as const) await (await own.signIn(crm)).confirm();
  own.schema("salesforce", "Contact", { op: "add-field", field: "Team__c", type: "string", length: 12 });
  own.create("salesforce", "Contact", { LastName: "Ada", Email: "ada@x.test", Title: "Head", Team__c: "Labs" });
  own.create("salesforce", "Contact", { LastName: "Bob", Email: "bob@x.test" });
  await own.rest();
});
afterAll(() => own.close());

const row = (text: string, begin: string) =>
  text
    .split("\n")
    .find((line) => line.startsWith(begin))
    ?.split(/ {2,}/);

describe("map", () => {
  it("B27, B34: lists every mapping of an object with direction, behaviour, type and an example", async () => {
    const { card, data, exit } = await desk.say("map contacts salesforce", "viewer");

    const text = cardToText(card);
    expect(card).toMatchObject({ kind: "map", state: "right", headline: "9 mappings, all in order" });
    expect(row(text, "email")).toEqual(["email", "Email", "both ways", "overwrite", "email", "ada@x.test"]);
    expect(row(text, "id ")).toEqual(["id", "Crmsync_Id__c", "here to CRM", "overwrite", "string", "(empty)"]);
    expect(data).toMatchObject([{ connection: "salesforce", object: "contact", why: null }]);
    expect(exit).toBeUndefined();
  });

  it("shows all objects in numbers, and one by its button", async () => {
    const asked = await desk.say("map", "viewer");

    const { card } = await desk.press(asked.card, "Show contacts", "viewer");

    expect(row(cardToText(asked.card), "Contacts")?.slice(0, 4)).toEqual(["Contacts", "Salesforce", "9", "0"]);
    expect(cardToText(card)).toContain("HubSpot contacts");
  });

  it("B27, B34: tries a mapping before it is saved: before and after, and the line that would save it", async () => {
    const { card, exit } = await desk.say("map try salesforce contacts team=Team__c inbound fill", "viewer");

    const text = cardToText(card);
    expect(card).toMatchObject({ kind: "map_try", state: "tried", tone: "good" });
    expect(card.headline).toBe("team = Team__c: of 2 records, 1 here and 0 in Salesforce would change");
    expect(text).toContain("“Ada”: here (empty) → Labs.");
    expect(text).toContain("1 record stays as it is.");
    expect(text).toContain("team: { salesforce: Team__c, direction: inbound, behaviour: fill }");
    expect(exit).toBeUndefined();
    expect(own.writes("salesforce")).toEqual([]);
  });

  it("says which field was meant, and tries that with a button", async () => {
    const asked = await desk.say("map try salesforce contacts team=Teem__c in", "viewer");

    const { card } = await desk.press(asked.card, "Try Team__c", "viewer");

    expect(asked).toMatchObject({ exit: 1, card: { state: "stopped" } });
    expect(cardToText(asked.card)).toContain("Did you mean Team__c?");
    expect(card.headline).toContain("team = Team__c: of 2 records, 1 here");
  });

  it("warns of what another mapping has", async () => {
    const { card } = await desk.say("map try salesforce contacts title=FirstName out", "viewer");

    const text = cardToText(card);
    expect(text).toContain("first_name leads to FirstName already");
    expect(text).toContain("title leads to Title now; that would end.");
  });

  it.each([
    ["map try salesforce contacts", "Which mapping is to be tried?"],
    ["map try contacts team=Team__c", "Which mapping is to be tried?"],
    ["map try salesforce contacts team=Team__c tipe=date", "Did you mean type?"],
    ["map try salesforce contacts team=Team__c type=colour", "The type is one of"],
    ["map try salesforce contacts team=Team__c translate=a", "ours:theirs"],
  ])("asks for what is missing: %s", async (text, told) => {
    const { card, exit } = await desk.say(text, "viewer");

    expect(cardToText(card)).toContain(told);
    expect(exit).toBe(2);
  });

  it("takes a name with digits, and what else the configuration can say", async () => {
    const text = "map try salesforce contacts line2=Team__c both default=n/a cut=true translate=Labs:Labor type=string";

    const { card } = await desk.say(text, "viewer");

    expect(cardToText(card)).toContain(
      "line2: { salesforce: Team__c, default: n/a, type: string, cut: true, translate: { salesforce: { Labs: Labor } } }",
    );
  });
});

describe("the line for crmsync.yml", () => {
  const settings = { direction: "both", behaviour: "overwrite", default: null, type: null, references: null } as const;

  it.each([
    [{ remote: { salesforce: "A__c" } }, "f: { salesforce: A__c }"],
    [{ remote: { hubspot: null, pipedrive: "0123abc" } }, 'f: { pipedrive: "0123abc" }'],
    [{ remote: { hubspot: "a" }, default: "no" }, 'f: { hubspot: a, default: "no" }'],
    [{ remote: { hubspot: "a" }, default: 'a: "b" #c' }, 'f: { hubspot: a, default: "a: \\"b\\" #c" }'],
    [{ remote: { hubspot: "a" }, default: 0 }, "f: { hubspot: a, default: 0 }"],
    [
      { remote: { hubspot: "a" }, type: "reference", references: "account" },
      "f: { hubspot: a, type: reference:account }",
    ],
    [
      { remote: { hubspot: "a" }, direction: "outbound", cut: true },
      "f: { hubspot: a, direction: outbound, cut: true }",
    ],
  ] as const)("%#: reads as it was meant", (more, line) => {
    expect(yamlLine("f", { ...settings, ...more })).toBe(line);
  });
});
