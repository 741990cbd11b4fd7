import { afterEach, describe, expect, it } from "vitest";
import { cardToText } from "../../../bots/text.ts";
import { fixedButtons } from "../../../src/commands/buttons.ts";
import { signInLink } from "../../../src/commands/reconnect.ts";
import { signInCard } from "../../../src/notices/sign-in-asked.ts";
import { bed } from "../../fakes/bed.ts";
import { actionOf, actionsOf, openDesk } from "../../fakes/desk.ts";

const beds: Awaited<ReturnType<typeof bed>>[] = [];
afterEach(async () => {
  for (const own of beds.splice(0)) await own.close();
});

async function open() {
  const own = await bed();
  beds.push(own);
  return { ...own, desk: openDesk(own) };
}

const meadow = { id: "00D000000000001", name: "Meadow Works", sandbox: false, user: "ada", scopes: [] };

describe("reconnect", () => {
  it("gives a one-time link to the person who pressed, and to them alone (A5)", async () => {
    const { desk, engine, clock } = await open();

    const { card, show } = await desk.say("reconnect salesforce");

    expect(show).toBe("caller");
    const link = actionOf(card, "Sign in");
    const url = link.type === "link" ? link.url : "";
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:3000\/oauth\/start\/[\w-]{20,}$/);
    const signIn = await engine.signIn(url.split("/").at(-1) ?? "");
    expect(signIn).toMatchObject({
      connection: "salesforce",
      status: "made",
      presser: { platform: "slack", user: "U0OPERATOR", name: "operator", channel: "C0CRMSYNC1" },
    });
    expect(signIn?.expiresAt).toBe(clock.wall() + 600_000);
    expect(card.lines?.[0]).toEqual([
      "This link is for you alone, works once, and ends at ",
      { at: clock.wall() + 600_000 },
      ".",
    ]);
  });

  it("warns from the fifth sign-in of a user on, and names whose sign-in one more would end (M5)", () => {
    const view = { identity: null, health: { state: "healthy" } } as const;
    const link = {
      view,
      name: "Salesforce",
      url: "https://sync.example/x",
      until: 0,
      names: (name: string) => `CRM ${name}`,
    };
    const told = (count: number, ends: readonly string[]) => {
      const card = signInLink({ ...link, crowd: { count, most: 5, ends } });
      return { tone: card.tone, text: cardToText(card) };
    };

    const [third, fifth, sixth] = [told(3, []), told(4, []), told(5, ["emea"])];

    expect(third).toMatchObject({ tone: "info" });
    expect(third.text).toContain("3 known here, of 5 that the CRM keeps; those that were made elsewhere are unseen.");
    expect(fifth.text).toContain("This is sign-in 5 of this user that is known here.");
    expect(fifth.text).toContain("Those that were made elsewhere are unseen here.");
    expect(sixth).toMatchObject({ tone: "warning" });
    expect(sixth.text).toContain("This would end the sign-in of CRM emea: it would have to be signed in again.");
  });

  it("asks which when it is not clear, and knows when it is", async () => {
    const { desk, signIn } = await open();

    const both = await desk.say("reconnect");
    await (await signIn("hubspot")).confirm();
    const one = await desk.say("reconnect");

    expect(actionsOf(both.card).map((action) => action.label)).toEqual(["Reconnect Salesforce", "Reconnect HubSpot"]);
    expect(one.card.headline).toBe("Sign in to Salesforce");
  });
});

describe("the answer to a sign-in", () => {
  async function asked(account: "main" | "other" = "main") {
    const own = await open();
    if (account === "other") await (await own.signIn("salesforce")).confirm();
    const { id } = await own.signIn("salesforce", account, "U0OPERATOR");
    const signIn = await own.engine.signIn(id);
    if (!signIn) throw new Error("the sign-in is not there");
    const buttons = fixedButtons(`sign-in:${id}`);
    const card = signInCard({ signIn, name: "Salesforce", now: own.clock.wall(), expected: meadow }, buttons);
    await own.engine.addActions(buttons.rows);
    return { ...own, id, card };
  }

  it("says before and after the yes which rights are lost (M5)", () => {
    const amount = { object: "deal", field: "Amount", right: "update", need: "Edit on Opportunity.Amount" } as const;
    const lost = [{ ...amount, name: "amount", remote: "Opportunity.Amount" }];
    const none = { gained: [], scopesLost: [], scopesGained: [], user: null, unknown: [] };
    const signIn = {
      id: "s1",
      connection: "salesforce",
      presser: { platform: "slack", user: "U1", name: "oren", channel: null },
      identity: { id: "1", name: "Meadow", sandbox: false, user: "ada", scopes: [] },
      expiresAt: 10,
      difference: { lost, ...none },
    };
    const draw = (status: "waiting" | "done") =>
      signInCard({ signIn: { ...signIn, status }, name: "Salesforce", now: 0, expected: null }, fixedButtons("x"));

    const [before, after] = [draw("waiting"), draw("done")];

    expect([before.tone, after.tone]).toEqual(["warning", "warning"]);
    for (const card of [before, after]) {
      expect(cardToText(card)).toContain("Lost: deal amount edit (Opportunity.Amount).");
      expect(cardToText(card)).toContain("until the CRM's admin grants: Edit on Opportunity.Amount.");
    }
  });

  it("says who signed in where, and uses it only after a yes", async () => {
    const { desk, engine, card, id } = await asked();
    const before = (await engine.overview())[0]?.identity;

    const reply = await desk.press(card, "Confirm");

    expect(before).toBeNull();
    expect(card).toMatchObject({ state: "ask", headline: "Salesforce: is this the right account?" });
    expect(card.lines?.[0]).toBe("Signed in as integration@meadowworks.example at Meadow Works.");
    expect(reply).toMatchObject({
      show: "replace",
      card: { state: "done", headline: "Salesforce: reconnected", tone: "good" },
    });
    expect((await engine.overview())[0]?.identity?.name).toBe("Meadow Works");
    expect((await engine.signIn(id))?.status).toBe("done");
    expect(desk.orders()).toBe(1);
  });

  it("takes a yes from nobody else, whatever their role", async () => {
    const { desk, engine, card } = await asked();

    const reply = await desk.press(card, "Confirm", "admin");

    expect(reply.card).toMatchObject({ state: "refused", headline: "This button belongs to somebody else" });
    expect((await engine.overview())[0]?.identity).toBeNull();
  });

  it("forgets it after a no, and a later yes changes nothing", async () => {
    const { desk, engine, card } = await asked();

    const no = await desk.press(card, "Cancel");
    const yes = await desk.press(card, "Confirm");

    expect(no.card).toMatchObject({ state: "cancelled", headline: "Salesforce: the sign-in was cancelled" });
    expect(yes.card).toMatchObject({ state: "refused", lines: ["This sign-in was answered already."] });
    expect((await engine.overview())[0]?.identity).toBeNull();
  });

  it("asks what to do when it was another account, and offers no yes (A9)", async () => {
    const { desk, card } = await asked("other");

    const again = await desk.press(card, "Sign in again");
    const cancelled = await desk.press(card, "Cancel");

    expect(card).toMatchObject({ state: "wrong_org", tone: "critical" });
    expect(cardToText(card)).toContain("Hillside Trading, but the connection is synced with “Meadow Works”");
    expect(actionsOf(card).map((action) => action.label)).toEqual(["Sign in again", "Cancel"]);
    expect(again.card).toMatchObject({ kind: "reconnect", state: "link" });
    expect(cancelled.card.state).toBe("cancelled");
  });
});
