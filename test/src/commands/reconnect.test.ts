import { afterEach, describe, expect, it } from "vitest";
import { cardToText } from "../../../bots/text.ts";
import { fixedButtons } from "../../../src/commands/buttons.ts";
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
    const card = signInCard({ signIn, name: "Salesforce", now: own.clock.wall(), expected: "Meadow Works" }, buttons);
    await own.engine.addActions(buttons.rows);
    return { ...own, id, card };
  }

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
