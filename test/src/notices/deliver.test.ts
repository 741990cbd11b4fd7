import { describe, expect, it } from "vitest";
import { createNotices } from "../../../src/notices/deliver.ts";
import { until } from "../../fakes/bed.ts";
import { channel, open } from "./rig.ts";

describe("an incident", () => {
  it("is one message, edited to resolved, and then never touched again", async () => {
    const own = await open();
    await own.healthy();
    own.fault("salesforce", "revoke-grant");

    await own.seconds(30);
    const during = own.states();
    await (await own.signIn("salesforce")).confirm();
    await own.seconds(5);
    const calls = own.chat.calls();
    await own.seconds(30);

    expect(during).toEqual(["sign_in_needed open"]);
    expect(own.states()).toEqual(["sign_in_needed resolved"]);
    expect(own.incidents()).toHaveLength(1);
    expect(own.chat.shown("incident:")[0]).toMatchObject({
      tone: "good",
      headline: "Salesforce: signed in again by U1",
    });
    expect(own.chat.calls()).toBe(calls);
  });

  it("is edited to resolved also when nobody was there at that time", async () => {
    const own = await open();
    await own.healthy();
    own.fault("salesforce", "revoke-grant");
    await own.seconds(20);
    await (await own.signIn("salesforce")).confirm();
    for (let n = 0; n < 5; n += 1) {
      await own.clock.advance(1_000);
      await own.rest();
    }

    own.restart();
    await own.tick();

    expect(own.states()).toEqual(["sign_in_needed resolved"]);
  });

  it("names an outage once per CRM, offers no Reconnect, and is edited when it is over", async () => {
    const own = await open();
    await own.healthy();
    const faults = (["salesforce", "hubspot"] as const).map((crm) => own.fault(crm, "outage").id);

    await own.seconds(60);
    const during = own.chat.shown("incident:");
    for (const id of faults) own.heal(id);
    await own.seconds(90);

    expect(during.map((card) => `${card?.kind} ${card?.state}`)).toEqual([
      "provider_outage open",
      "provider_outage open",
    ]);
    expect(during.flatMap((card) => card?.actions?.map((action) => action.label))).toEqual([
      "Show status",
      "I look after it",
      "Show status",
      "I look after it",
    ]);
    expect(own.states()).toEqual(["provider_outage resolved", "provider_outage resolved"]);
  });

  it("goes only where its kind is subscribed", async () => {
    const own = await open([
      channel(),
      channel({ name: "quiet", channel: "C2", subscribe: ["digest"] }),
      channel({ name: "more", channel: "C3", subscribe: ["incidents"] }),
    ]);
    await own.healthy();
    own.fault("salesforce", "revoke-grant");

    await own.seconds(20);

    expect(own.incidents().map((one) => one.to)).toEqual([{ channel: "C1" }, { channel: "C3" }]);
    expect(own.chat.messages.filter((one) => "channel" in one.to && one.to.channel === "C2")).toEqual([]);
  });

  it("waits in quiet hours unless it is critical", async () => {
    const own = await open([channel({ quiet: { from: "00:00", to: "10:05", zone: "UTC" } })]);
    await own.healthy();
    const { id } = own.fault("hubspot", "outage");
    own.fault("salesforce", "revoke-grant");

    await own.seconds(60);
    const quiet = own.states();
    await own.seconds(300);
    own.heal(id);

    expect(quiet).toEqual(["sign_in_needed open"]);
    expect(own.states().sort()).toEqual(["provider_outage open", "sign_in_needed open"]);
  });
});

describe("the pace", () => {
  it("is one message a second in a channel", async () => {
    const own = await open();
    await own.clock.advance(130_000);
    await own.engine.check();

    await own.tick();
    await own.tick();
    const first = own.chat.messages.length;
    await own.clock.advance(1_000);
    await own.tick();

    expect(first).toBe(1);
    expect(own.chat.messages.map((one) => one.key.startsWith("incident:"))).toEqual([true, true]);
  });

  it("is one edit in ten seconds while only numbers move", async () => {
    const own = await open();
    await own.healthy();
    own.fault("salesforce", "revoke-grant");
    await own.seconds(12);
    const [message] = own.incidents();
    const before = message?.versions.length ?? 0;

    for (let n = 0; n < 30; n += 1) {
      own.create("hubspot", "contacts", { email: `p${n}@x.test`, firstname: "P", lastname: String(n) });
      await own.seconds(1);
    }

    const times = (message?.versions ?? []).slice(before - 1).map((version) => version.at);
    const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    expect(gaps.length).toBeGreaterThanOrEqual(2);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(10_000);
    expect(
      own.chat.shown("incident:")[0]?.lines?.some((line) => JSON.stringify(line).includes("changes are waiting")),
    ).toBe(true);
  });

  it("never runs two looks at once", async () => {
    const own = await open();
    const notices = own.another();
    await own.clock.advance(130_000);
    await own.engine.check();

    await Promise.all([notices.tick(), notices.tick(), notices.tick()]);

    expect(own.chat.messages).toHaveLength(1);
  });
});

describe("a chat in trouble", () => {
  it("is left alone for as long as it asks after a 429, and then told once", async () => {
    const own = await open();
    await own.healthy();
    own.fault("salesforce", "revoke-grant");
    own.chat.fail("rate_limited", 30_000);
    await own.seconds(15);
    const calls = own.chat.calls();
    await own.seconds(20);
    const during = own.chat.calls();
    own.chat.fail(null);

    await own.seconds(40);

    expect(during - calls).toBeLessThanOrEqual(1);
    expect(own.states()).toEqual(["sign_in_needed open"]);
  });

  it("is not asked by the other messages of a channel either", async () => {
    const own = await open();
    await own.clock.advance(130_000);
    await own.engine.check();
    own.chat.fail("rate_limited", 30_000);

    await own.tick();
    for (let n = 0; n < 29; n += 1) {
      await own.clock.advance(1_000);
      await own.tick();
    }

    expect(own.chat.calls()).toBe(1);
  });

  it("hears of what is still open when it is back after an hour, and not of what is over", async () => {
    const own = await open();
    await own.healthy();
    own.chat.fail("down");
    const { id } = own.fault("hubspot", "outage");
    own.fault("salesforce", "revoke-grant");
    await own.seconds(60);
    own.heal(id);
    await own.seconds(120);
    const calls = own.chat.calls();
    own.chat.fail(null);

    await own.seconds(65);

    expect(own.states()).toEqual(["sign_in_needed open"]);
    expect(calls).toBeLessThan(30);
  });

  it("is tried again every ten minutes when it refuses", async () => {
    const own = await open();
    await own.healthy();
    const before = own.chat.calls();
    own.chat.fail("refused");
    own.fault("salesforce", "revoke-grant");

    await own.seconds(500);
    const parked = own.chat.calls() - before;
    own.chat.fail(null);
    await own.seconds(130);

    expect(parked).toBe(1);
    expect(own.states()).toEqual(["sign_in_needed open"]);
  });

  it("gets a message anew that somebody deleted", async () => {
    const own = await open();
    await own.healthy();
    own.fault("salesforce", "revoke-grant");
    await own.seconds(12);
    for (const message of own.incidents()) message.gone = true;
    own.create("hubspot", "contacts", { email: "new@x.test", firstname: "N", lastname: "N" });

    await own.seconds(20);

    expect(own.incidents().map((one) => one.gone)).toEqual([true, false]);
  });
});

describe("a crash between sending and noting", () => {
  async function crashed() {
    const own = await open();
    await own.healthy();
    own.fault("salesforce", "revoke-grant");
    // The process dies when the message stands there: its promise never goes on.
    own.chat.afterNextPost(() => new Promise(() => {}));
    for (let n = 0; n < 15 && own.incidents().length === 0; n += 1) {
      await own.clock.advance(1_000);
      await own.rest();
      void own.another().tick();
      await own.clock.advance(100);
    }
    own.restart();
    return own;
  }

  it("costs one message too many and loses none", async () => {
    const own = await crashed();
    const before = own.incidents().length;

    await own.seconds(30);

    expect(before).toBe(1);
    expect(own.incidents()).toHaveLength(2);
    expect(own.incidents().at(-1)?.versions.at(-1)?.card.state).toBe("open");
  });

  it("tells that it is over when it ended before anybody looked again", async () => {
    const own = await crashed();
    await (await own.signIn("salesforce")).confirm();

    await own.seconds(30);

    expect(own.incidents().map((one) => one.versions.at(-1)?.card.state)).toEqual(["open", "resolved"]);
  });
});

describe("what people wait for", () => {
  it("posts one progress message per connection, and its end once", async () => {
    const own = await open();
    for (let n = 0; n < 5; n += 1) own.create("salesforce", "Contact", { LastName: `L${n}`, Email: `l${n}@x.test` });

    await own.healthy();
    await own.seconds(20);

    expect(own.chat.messages.map((one) => one.key.split(":").slice(0, 2).join(" ")).sort()).toEqual([
      "backfill hubspot",
      "backfill salesforce",
    ]);
    expect(own.chat.shown("backfill:salesforce")[0]).toMatchObject({
      state: "complete",
      headline: "Salesforce: the first sync is complete",
    });
    expect(
      own.chat.messages.every(
        (one) => one.versions.filter((version) => version.card.state === "complete").length === 1,
      ),
    ).toBe(true);
  });

  it("does not announce a first sync that ended days ago in a channel that is new", async () => {
    const own = await open();
    await own.healthy();
    await own.clock.advance(2 * 86_400_000);
    own.chat.messages.length = 0;
    const later = createNotices({
      engine: own.engine,
      channels: [channel({ name: "new", channel: "C9" })],
      bots: [own.chat.bot],
      clock: own.clock,
      newId: () => "unused",
      publicUrl: "",
      log: () => {},
    });

    await until(own.clock, later.tick());

    expect(own.chat.messages).toEqual([]);
  });

  it("tells the result of a resync, green only when it was read back (C16)", async () => {
    const own = await open();
    await own.healthy();
    own.create("salesforce", "Contact", { LastName: "Lovelace", Email: "ada@x.test" });
    await own.seconds(12);
    const [ada] = await own.sql<{ id: string }>("select id from contacts");
    const record = { object: "contact", id: ada?.id ?? "" };

    const good = await own.engine.orderResync({ record }, "slack|U1|oren");
    await own.seconds(6);

    const [card] = own.chat.shown(`resync:${good.runId}`);
    expect(card).toMatchObject({ kind: "resync_result", state: "done", tone: "good" });
    expect(card?.lines).toContain("2 were read back from the CRM and found right.");
    expect(JSON.stringify(card?.footer)).toContain("Asked for by oren at ");
    expect(JSON.stringify(card)).not.toContain("ada@x.test");
  });

  it("does not turn green when the CRM says yes and stores nothing, and does when it is mended", async () => {
    const own = await open();
    await own.healthy();
    own.create("salesforce", "Contact", { LastName: "Lovelace", Email: "ada@x.test", LeadSource: "Trade Show" });
    await own.seconds(12);
    own.schema("hubspot", "contacts", { op: "add-option", field: "lead_source", value: "Trade Show" });
    const { id } = own.fault("hubspot", "lose-write");
    const failed = { outcomes: { reason: "DATA_PICKLIST_INVALID" } } as const;

    const lost = await own.engine.orderResync(failed, "slack|U1|oren");
    await own.seconds(3);
    own.heal(id);
    await own.seconds(300);

    expect(lost.wanted).toBe(1);
    expect(own.chat.shown(`resync:${lost.runId}`)[0]).toMatchObject({
      state: "done",
      tone: "warning",
      headline: "Resync of contacts at HubSpot: 0 synced, 1 not",
    });
    expect(own.list("hubspot", "contacts").records[0]?.fields.lead_source).toBe("Trade Show");
    // What was not stored is tried again by itself, and is no news.
    expect(own.states("incident:")).toEqual(["repair resolved"]);
  });

  it("tells whoever asked in private when no channel shows progress", async () => {
    const own = await open([channel({ subscribe: ["incidents"] })]);
    await own.healthy();

    await own.engine.orderResync({ outcomes: {} }, "slack|U1|oren");
    await own.seconds(3);

    expect(own.chat.messages.map((one) => [one.to, one.versions.at(-1)?.card.state])).toEqual([
      [{ user: "U1" }, "done"],
    ]);
  });

  it("asks the person who signed in, in private, and says afterwards what became of it", async () => {
    const own = await open();
    const signIn = await own.signIn("salesforce", "main", "U7");
    await own.seconds(2);
    const asked = own.chat.messages
      .filter((one) => one.key.startsWith("sign-in:"))
      .map((one) => [one.to, one.versions.at(-1)?.card.state]);

    await signIn.confirm();
    await own.seconds(2);

    expect(asked).toEqual([[{ user: "U7" }, "ask"]]);
    expect(own.chat.shown("sign-in:").map((card) => card?.state)).toEqual(["done"]);
  });

  it("says that a question has expired, also after a restart", async () => {
    const own = await open();
    await own.signIn("salesforce", "main", "U7");
    await own.seconds(2);

    own.restart();
    await own.clock.advance(600_000);
    await own.tick();
    await own.clock.advance(2_000);
    await own.tick();

    expect(own.chat.shown("sign-in:").map((card) => card?.state)).toEqual(["expired"]);
  });
});
