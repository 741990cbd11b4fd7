import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { cardToText } from "../../../bots/text.ts";
import { bed, until } from "../../fakes/bed.ts";
import { openDesk } from "../../fakes/desk.ts";

let own: Awaited<ReturnType<typeof bed>>;
let desk: ReturnType<typeof openDesk>;
let ada = "";

async function open() {
  own = await bed();
  desk = openDesk(own);
  for (const crm of ["salesforce", "hubspot"] as const) await (await own.signIn(crm)).confirm();
  ada = own.create("salesforce", "Contact", { LastName: "Ada", Email: "ada@x.test", Title: "Head" });
  for (let n = 0; n < 3; n += 1) await own.rest();
}

/** Says it while the daemon's loops go on. */
async function say(text: string, role: "viewer" | "operator" = "operator") {
  let ended = false;
  const asked = desk.answer({ type: "command", text }, desk.caller(role)).finally(() => {
    ended = true;
  });
  for (let n = 0; !ended && n < 400; n += 1) {
    await until(own.clock, own.engine.tick());
    await own.clock.advance(50);
  }
  return asked;
}

const stepsOf = (text: string) => [...text.matchAll(/^\W*([A-Z][a-z-]+(?: [a-z]+)?): /gm)].map((match) => match[1]);

describe("test", () => {
  beforeEach(open);
  afterEach(() => own.close());

  it("B35, D6: sends the record that was synced last the whole way, and then looks at the schedule", async () => {
    const seq = own.calls("salesforce").calls.at(-1)?.seq ?? 0;

    const { card, exit } = await say("test salesforce contacts");

    const text = cardToText(card);
    expect(card).toMatchObject({
      kind: "test",
      state: "passed",
      tone: "good",
      headline: "Test of contact “Ada”: right all the way",
    });
    expect(stepsOf(text)).toEqual([
      "Sign-in",
      "Rights",
      "Description",
      "Found here",
      "Found there",
      "Mapping in",
      "Mapping out",
      "Write",
      "Read back",
    ]);
    expect(text).toContain("the schedule is to be looked at: changes in Salesforce were looked for");
    expect(text).toContain("both sides agree");
    expect(own.writes("salesforce", seq)).toEqual([]);
    expect(exit).toBeUndefined();
  });

  it("B35: writes what differs, once, and reads it back, at every CRM that has the record", async () => {
    await own.write("update contacts set title = 'Chief'");
    const seq = own.calls("salesforce").calls.at(-1)?.seq ?? 0;

    const { card } = await say("test ada@x.test");

    expect(card).toMatchObject({ state: "passed", sections: [{ heading: "Salesforce" }, { heading: "HubSpot" }] });
    expect(own.list("salesforce", "Contact").records.map((one) => one.fields.Title)).toEqual(["Chief"]);
    expect(own.writes("salesforce", seq)).toHaveLength(1);
  });

  it("D6: names the step that fails and what mends it: sign-in", async () => {
    own.fault("salesforce", "revoke-grant");

    const { card, exit } = await say(`test salesforce contacts ${ada}`);

    expect(card).toMatchObject({
      state: "failed",
      tone: "warning",
      actions: [{ label: "Reconnect Salesforce" }, {}, {}],
    });
    expect(stepsOf(cardToText(card)).at(-1)).toBe("Sign-in");
    expect(exit).toBe(1);
  });

  it("D6: names the step that fails and what mends it: a right", async () => {
    own.schema("salesforce", "Contact", { op: "set-permission", level: "object", read: true, write: false });

    const { card } = await say(`test salesforce contacts ${ada}`);

    expect(cardToText(card)).toContain("Contact may not be made or changed.");
    expect(cardToText(card)).toContain("What to do: Ask the CRM's admin to grant:");
  });

  it("B35: stops before a write that the CRM would refuse, and sends nothing", async () => {
    await own.write(`update contacts set title = '${"x".repeat(200)}'`);
    const seq = own.calls("salesforce").calls.at(-1)?.seq ?? 0;

    const { card } = await say(`test salesforce ${ada}`);

    expect(card).toMatchObject({ state: "failed", actions: [{ label: "Failures of Salesforce" }, {}, {}] });
    expect(stepsOf(cardToText(card)).at(-1)).toBe("Pre-flight");
    expect(own.writes("salesforce", seq)).toEqual([]);
  });

  it("is not green when the CRM says yes and stores nothing", async () => {
    await own.write("update contacts set title = 'Chief'");
    own.fault("salesforce", "lose-write");

    const { card } = await say(`test salesforce ${ada}`);

    expect(card.tone).not.toBe("good");
    expect(card.state).not.toBe("passed");
  });

  it("says where to look while the write has not ended", async () => {
    const asked = until(
      own.clock,
      desk.answer({ type: "command", text: `test salesforce ${ada}` }, desk.caller("operator")),
    );

    const { card } = await asked;

    expect(card).toMatchObject({ state: "going", tone: "working", headline: "Test of contact “Ada”: right so far" });
    expect(cardToText(card)).toMatch(/See how it goes: `?runs run_\d+/);
    expect(desk.orders()).toBe(1);
  });
});

describe("a test that is not asked for rightly", () => {
  beforeAll(open);
  afterAll(() => own.close());

  it.each([
    ["test", "not said what to test"],
    ["test salesforce", "What of Salesforce is to be tested?"],
    ["test contacts", "Which connection?"],
    ["test nobody@x.test", "No such record"],
    ["test salesforce deals", "No deal was synced with Salesforce yet"],
    ["test ada@x.test bob@x.test", "one too many"],
  ])("asks for what is missing: %s", async (text, told) => {
    const { card } = await desk.say(text);

    expect(cardToText(card)).toContain(told);
  });

  it("is for operators: it writes", async () => {
    const { card } = await desk.say("test salesforce contacts", "viewer");

    expect(card.state).toBe("refused");
  });
});
