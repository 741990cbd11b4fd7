import { afterEach, describe, expect, it } from "vitest";
import { cardToText } from "../../../bots/text.ts";
import { bed } from "../../fakes/bed.ts";
import { actionOf, actionsOf, openDesk } from "../../fakes/desk.ts";

const beds: Awaited<ReturnType<typeof bed>>[] = [];
afterEach(async () => {
  for (const own of beds.splice(0)) await own.close();
});

async function ready() {
  const own = await bed();
  beds.push(own);
  for (const crm of ["salesforce", "hubspot"] as const) await (await own.signIn(crm)).confirm();
  for (let n = 0; n < 3; n += 1) {
    await own.clock.advance(5_000);
    await own.rest();
  }
  return { own, desk: openDesk(own) };
}

const labels = (card: Parameters<typeof actionsOf>[0]) => actionsOf(card).map((action) => action.label);

describe("M6: what we use of a CRM's limits", () => {
  it("shows used, ours, others', forecast and what our share allows, with the buttons (B10, B12, B16)", async () => {
    const { own, desk } = await ready();
    own.fault("salesforce", "daily-limit", { used: 56_100, limit: 100_000 });
    await own.run(8 * 60_000, 15_000);

    const { card, data } = await desk.say("limits salesforce", "viewer");

    const text = cardToText(card);
    expect(text).toMatch(/Salesforce: 56,\d{3} of 100,000 calls used \(56 %\)/);
    expect(text).toMatch(/Whose calls +\d+ ours, 56,\d{3} of other programs/);
    expect(text).toMatch(/We may use +100,000 calls \(a share of 100 %\), 43,\d{3} left/);
    expect(text).toMatch(/Forecast +enough at \d+ calls an hour/);
    expect(data).toMatchObject([{ connection: "salesforce", share: 1, fileShare: 1 }]);
    expect(labels(card)).toEqual(["Slow the backfill", "Pause outbound", "Share of limit"]);
  });

  it("a press is for operators, works once, changes the card in place, says who set what and when, and leaves an audit row (B13)", async () => {
    const { own, desk } = await ready();
    const { card } = await desk.say("limits hubspot", "viewer");

    const refused = await desk.press(card, "Slow the backfill", "viewer");
    const slowed = await desk.press(card, "Slow the backfill");
    const twice = await desk.press(card, "Slow the backfill");
    const status = await desk.say("status hubspot", "viewer");
    const full = await desk.press(slowed.card, "Full speed");

    expect(refused.card).toMatchObject({ kind: "refusal", state: "refused" });
    expect(slowed).toMatchObject({ show: "replace", card: { kind: "limits" } });
    expect(cardToText(slowed.card)).toMatch(
      /Backfill +slowed to 40 % of its pace, set by operator at 2026-11-21 \d\d:\d\d UTC/,
    );
    expect(twice.card).toMatchObject({ state: "used" });
    expect(cardToText(status.card)).toContain("The backfill is slowed by operator.");
    expect(cardToText(full.card)).toMatch(/Backfill +at full speed, set by operator/);
    expect((await own.engine.budgets()).get("hubspot")?.slowed).toMatchObject({ value: false, by: "operator" });
    const rows = (await own.engine.audit(10)).filter((row) => row.verb === "slow-backfill");
    expect(rows.map((row) => [row.outcome, row.role])).toEqual([
      ["done", "operator"],
      ["refused", "operator"],
      ["done", "operator"],
      ["refused", "viewer"],
    ]);
  });

  it("the share is picked by an admin, and given back to the file", async () => {
    const { own, desk } = await ready();
    const { card } = await desk.say("limits salesforce", "viewer");
    const { id } = actionOf(card, "Share of limit");

    const refused = await desk.pick(id, "60", "operator");
    await desk.pick(id, "6000", "admin");
    const unchanged = await own.engine.budgets();
    const set = await desk.pick(
      actionOf((await desk.say("limits salesforce")).card, "Share of limit").id,
      "60",
      "admin",
    );
    const [view] = await own.engine.limits();
    const back = await desk.pick(actionOf(set.card, "Share of limit").id, "file", "admin");

    expect(refused.card).toMatchObject({ state: "refused" });
    expect(unchanged.size).toBe(0);
    expect(cardToText(set.card)).toMatch(/Share of limit +60 %, crmsync\.yml says 100 %, set by admin at/);
    expect(view).toMatchObject({ share: 0.6 });
    expect(cardToText(back.card)).toMatch(/Share of limit +100 % as in crmsync\.yml, set by admin at/);
  });

  it("what waits is priced before outbound is resumed: calls, calls left, and when it is done (C13)", async () => {
    const { own, desk } = await ready();
    const paused = await desk.say("limits salesforce pause outbound");
    await own.write("insert into contacts (id, last_name, email) values ('c1', 'Out', 'out@x.test')");
    for (let n = 0; n < 2; n += 1) await own.rest();
    const status = await desk.say("status salesforce", "viewer");
    const { card } = await desk.say("limits salesforce", "viewer");
    const there = await desk.press(status.card, "Resume outbound");

    const offer = await desk.press(card, "Resume outbound");
    const foreign = await desk.press(offer.card, "Resume outbound", "admin");
    const before = own.list("salesforce", "Contact", "Email=out@x.test").total;
    const resumed = await desk.press(offer.card, "Resume outbound");
    await own.rest();

    expect(paused.card).toMatchObject({ kind: "budget", state: "outboundPaused_on" });
    expect(cardToText(status.card)).toContain("Outbound is paused by operator: only what people ask for is sent.");
    for (const one of [there, offer]) expect(one.card).toMatchObject({ kind: "budget", state: "confirm" });
    expect(cardToText(offer.card)).toMatch(
      /1 change that waited is sent then.*\nAbout 2 calls of 199,\d{3} left, done at about 2026-11-21 10:0\d UTC\./,
    );
    expect(foreign.card).toMatchObject({ state: "refused" });
    expect([before, own.list("salesforce", "Contact", "Email=out@x.test").total]).toEqual([0, 1]);
    expect(resumed.card.kind).toBe("limits");
  });

  it("is typed as well, as the terminal does it, with its own roles", async () => {
    const { own, desk } = await ready();

    const viewer = await desk.say("limits salesforce slow", "viewer");
    const operator = await desk.say("limits salesforce share 60", "operator");
    const admin = await desk.say("limits salesforce share 60 %", "admin");
    const again = await desk.say("limits salesforce 60", "admin");
    const slow = await desk.say("limits hubspot slow");
    const resumed = await desk.say("limits hubspot resume outbound");
    const odd = await desk.say("limits hubspot slo");
    const much = await desk.say("limits hubspot share 120", "admin");

    expect([viewer.card.state, operator.card.state]).toEqual(["refused", "refused"]);
    expect(admin.card).toMatchObject({ state: "share", headline: "Salesforce: we may use 60 % of its limits" });
    expect(again.card).toMatchObject({ state: "unchanged" });
    expect(cardToText(again.card)).toMatch(/admin set it at 2026-11-21/);
    expect(slow.card).toMatchObject({ state: "slowed_on" });
    expect(resumed.card).toMatchObject({ state: "unchanged" });
    expect(cardToText(odd.card)).toContain("Did you mean slow");
    expect(much.card).toMatchObject({ state: "wrong_use" });
    expect((await own.engine.budgets()).get("salesforce")?.share).toMatchObject({ value: 0.6, by: "admin" });
  });

  it("of two cards the older one changes nothing and says who was first", async () => {
    const { desk } = await ready();
    const [first, second] = [await desk.say("limits hubspot"), await desk.say("limits hubspot", "admin")];
    await desk.press(first.card, "Pause outbound");
    const back = await desk.say("limits hubspot resume outbound");

    const stale = await desk.press(second.card, "Pause outbound", "admin");

    expect(back.card).toMatchObject({ state: "outboundPaused_off" });
    expect(stale.card).toMatchObject({ kind: "budget", state: "unchanged" });
    expect(cardToText(stale.card)).toContain("operator set it at");
  });

  it("everything is read from the beginning when it is asked for and priced, but not before the first sync is over (C13)", async () => {
    const { own, desk } = await ready();
    const phase = (word: string) =>
      own.write(
        `update cursors set phase = '${word}', total = 3 where connection = 'salesforce' and object = 'contact'`,
      );
    await phase("backfill");
    const early = await desk.say("sync salesforce contacts all");
    await phase("incremental");

    const offer = await desk.say("sync salesforce contacts all");
    const begun = await desk.press(offer.card, "Read all again");

    expect(early.card).toMatchObject({ kind: "sync", state: "whole_refused" });
    expect(early.data).toEqual({ connection: "salesforce", begun: [], late: ["contact"] });
    expect(offer.card).toMatchObject({ kind: "sync", state: "confirm" });
    expect(cardToText(offer.card)).toMatch(/About 5 calls of 199,\d{3} left, done at about 2026-11-21 10:0\d UTC\./);
    expect(begun.data).toEqual({ connection: "salesforce", begun: ["contact"], late: [] });
    expect(cardToText(begun.card)).toContain(
      "About 3 records (contacts). What is as it was last seen changes nothing.",
    );
  });
});
