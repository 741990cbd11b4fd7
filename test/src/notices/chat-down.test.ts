import { describe, expect, it } from "vitest";
import { channel, open } from "./rig.ts";

const HOUR = 3_600_000;

describe("six hours without chat", () => {
  it.each(["down", "rate_limited"] as const)(
    "(%s) end in one message per open incident, none for what is over",
    async (trouble) => {
      const own = await open([channel({ subscribe: ["incidents"] })]);
      await own.healthy();
      own.chat.fail(trouble, trouble === "rate_limited" ? 30_000 : null);
      for (let n = 0; n < 2; n += 1) {
        const { id } = own.fault("hubspot", "outage");
        await own.seconds(60);
        own.heal(id);
        await own.seconds(120);
      }
      own.fault("salesforce", "revoke-grant");
      await own.seconds(40);
      for (let at = 0; at < 6 * HOUR; at += 60_000) {
        await own.clock.advance(60_000);
        if (at % (10 * 60_000) === 0) await own.rest();
        await own.tick();
      }
      const waiting = own.waiting();
      const calls = own.chat.calls();
      own.chat.fail(null);

      await own.seconds(70);

      expect(own.states()).toEqual(["sign_in_needed open"]);
      expect(waiting).toBeGreaterThanOrEqual(1);
      expect(own.waiting()).toBe(0);
      expect(calls).toBeLessThan(1_000);
    },
  );
});

describe("a channel that is frozen", () => {
  it("holds up no other channel", async () => {
    const own = await open([
      channel({ subscribe: ["incidents"] }),
      channel({ name: "more", channel: "C2", subscribe: ["incidents"] }),
    ]);
    await own.clock.advance(130_000);
    await own.engine.check();
    const post = own.chat.bot.post;
    own.chat.bot.post = async (to, card, key) => {
      if ("channel" in to && to.channel === "C1") own.chat.fail("rate_limited", 60_000);
      try {
        return await post(to, card, key);
      } finally {
        own.chat.fail(null);
      }
    };

    for (let n = 0; n < 5; n += 1) {
      await own.tick();
      await own.clock.advance(1_000);
    }

    expect(own.chat.messages.map((one) => one.to)).toEqual([{ channel: "C2" }, { channel: "C2" }]);
    expect(own.chat.calls()).toBe(3);
  });
});

describe("many messages whose numbers move", () => {
  it("are edited less than fifty times a minute, and hold up no news", async () => {
    const many = Array.from({ length: 30 }, (_, at) =>
      channel({ name: `c${at}`, channel: `C${at}`, subscribe: ["incidents"] }),
    );
    const own = await open(many);
    await own.healthy();
    own.fault("salesforce", "revoke-grant");
    await own.seconds(15);
    const edits = () => own.incidents().flatMap((one) => one.versions.slice(1).map((version) => version.at));

    for (let n = 0; n < 90; n += 1) {
      if (n % 3 === 0) own.create("hubspot", "contacts", { email: `p${n}@x.test`, firstname: "P", lastname: `L${n}` });
      await own.seconds(1);
    }
    await (await own.signIn("salesforce")).confirm();
    await own.seconds(90);

    const times = edits();
    const busiest = Math.max(...times.map((at) => times.filter((each) => each >= at && each < at + 60_000).length));
    expect(own.incidents()).toHaveLength(30);
    expect(busiest).toBeLessThan(50);
    expect(busiest).toBeGreaterThan(30);
    expect(new Set(own.states())).toEqual(new Set(["sign_in_needed resolved"]));
  });
});
