import { afterEach, describe, expect, it } from "vitest";
import { cardToText } from "../../../bots/text.ts";
import { bed } from "../../fakes/bed.ts";
import { actionsOf, openDesk } from "../../fakes/desk.ts";

const beds: Awaited<ReturnType<typeof bed>>[] = [];
afterEach(async () => {
  for (const own of beds.splice(0)) await own.close();
});

async function open(signedIn = true) {
  const own = await bed();
  beds.push(own);
  if (signedIn) await (await own.signIn("salesforce")).confirm();
  return { own, engine: own.engine, desk: openDesk(own) };
}

const healthOf = async ({ engine }: Awaited<ReturnType<typeof open>>) =>
  (await engine.overview()).find((view) => view.name === "salesforce")?.health;

describe("pause and resume", () => {
  it("asks first, then stops, and everybody sees who and why (B20)", async () => {
    const all = await open();
    const { desk } = all;

    const offer = await desk.say("pause salesforce until the import is done");
    const before = await healthOf(all);
    const done = await desk.press(offer.card, "Pause Salesforce");

    expect(offer.card).toMatchObject({ kind: "pause", state: "confirm", headline: "Pause Salesforce?" });
    expect(before?.state).not.toBe("paused");
    expect(done.card).toMatchObject({ state: "paused", headline: "Salesforce is paused" });
    expect(await healthOf(all)).toMatchObject({ state: "paused", by: "operator", why: "until the import is done" });
    const status = await desk.say("status salesforce", "viewer");
    expect(status.card).toMatchObject({ state: "stopped", headline: "Salesforce is paused" });
    expect(cardToText(status.card)).toContain("Paused by operator");
    expect(cardToText(status.card)).toContain("until the import is done");
    expect(await all.engine.audit(5)).toMatchObject([
      { verb: "status" },
      { verb: "pause-now", outcome: "done", caller: "slack:U0OPERATOR" },
      { verb: "pause", outcome: "done" },
    ]);
  });

  it("goes on when it is resumed, from the status card too, and nudges the loops", async () => {
    const all = await open();
    const { desk } = all;
    await all.engine.pause("salesforce", "oren", "");
    const status = await desk.say("status salesforce");

    const done = await desk.press(status.card, "Resume");
    const again = await desk.say("resume salesforce");

    expect(done.card).toMatchObject({ kind: "resume", state: "resumed", headline: "Salesforce is at work again" });
    expect((await healthOf(all))?.state).not.toBe("paused");
    expect(desk.orders()).toBe(1);
    expect(again.card.state).toBe("running_already");
  });

  it("says who paused it already, and changes nothing", async () => {
    const all = await open();
    await all.engine.pause("salesforce", "oren", "holidays");
    const before = await healthOf(all);

    const { card } = await all.desk.say("pause salesforce because");

    expect(card.state).toBe("paused_already");
    expect(cardToText(card)).toContain("By oren");
    expect(await healthOf(all)).toEqual(before);
  });

  it("asks which one, and knows a slip of the finger", async () => {
    const { desk } = await open(false);

    const which = await desk.say("pause");
    const slip = await desk.say("pause salesfroce because");

    expect(actionsOf(which.card).map((action) => action.label)).toEqual(["Pause Salesforce", "Pause HubSpot"]);
    expect(cardToText(slip.card)).toContain("Did you mean salesforce?");
  });

  it("takes the reason as one line of 200 characters at most", async () => {
    const all = await open();

    const offer = await all.desk.say(`pause salesforce "a\nb <!channel> ${"x".repeat(500)}"`);
    await all.desk.press(offer.card, "Pause Salesforce");

    const why = (await all.engine.pausedBy("salesforce"))?.why ?? "";
    expect(why.startsWith("a b <!channel> xxx")).toBe(true);
    expect(why).toHaveLength(200);
  });
});

describe("disconnect", () => {
  it("is for admins, asks first, revokes and forgets the tokens, and says how to come back (B36, B37)", async () => {
    const all = await open();
    const { desk, engine, own } = all;

    const refused = await desk.say("disconnect salesforce", "operator");
    const offer = await desk.say("disconnect salesforce", "admin");
    const button = actionsOf(offer.card)[0];
    const done = await desk.press(offer.card, "Disconnect Salesforce", "admin");

    expect(refused.card.kind).toBe("refusal");
    expect(button).toMatchObject({
      style: "danger",
      confirm: { text: "This revokes and forgets the tokens, keeps settings and records." },
    });
    expect(done.card).toMatchObject({ state: "disconnected", headline: "Salesforce is disconnected" });
    expect(cardToText(done.card)).toContain("reconnect salesforce");
    expect(actionsOf(done.card).map((action) => action.label)).toEqual(["Reconnect"]);
    expect(await own.sql("select token from connections where name = 'salesforce'")).toEqual([{ token: null }]);
    expect((await engine.findRecords("nobody", 1)).length).toBe(0);
  });

  it("says when the CRM did not confirm it: the tokens are forgotten all the same", async () => {
    const all = await open();
    all.own.fault("salesforce", "outage");
    const offer = await all.desk.say("disconnect salesforce", "admin");

    const done = await all.desk.press(offer.card, "Disconnect Salesforce", "admin");

    expect(done.card).toMatchObject({ state: "not_confirmed", tone: "warning" });
    expect(await all.own.sql("select token from connections where name = 'salesforce'")).toEqual([{ token: null }]);
  });

  it("leaves nothing to resume, until somebody signs in again", async () => {
    const all = await open();
    await (async () => {
      const offer = await all.desk.say("disconnect salesforce", "admin");
      await all.desk.press(offer.card, "Disconnect Salesforce", "admin");
    })();

    const refused = await all.desk.say("resume salesforce");
    await (await all.own.signIn("salesforce")).confirm();

    expect(refused.card).toMatchObject({ state: "refused", headline: "Salesforce is signed out" });
    expect(await all.engine.pausedBy("salesforce")).toBeNull();
    expect((await healthOf(all))?.state).not.toBe("action_needed");
  });
});
