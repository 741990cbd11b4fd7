import { describe, expect, it } from "vitest";
import { channel, open } from "./rig.ts";

/** A chat, and rows that can be made read-only. */
async function rig(channels = [channel({ subscribe: ["incidents"] })]) {
  const own = await open(channels);
  const readOnly = (on: 0 | 1) => own.rows.read((sql) => sql.run(`pragma query_only = ${on}`));
  const storage = () => own.chat.messages.filter((one) => one.key.startsWith("storage:"));
  const told = () => storage().map((one) => one.versions.map((version) => version.card.state));
  return { ...own, readOnly, storage, told };
}

describe("a database that takes no writes", () => {
  it("is told once in each channel of incidents, and the same message says that it is over", async () => {
    const own = await rig([
      channel({ subscribe: ["incidents"] }),
      channel({ name: "more", channel: "C2", subscribe: ["incidents", "progress"] }),
      channel({ name: "other", channel: "C3", subscribe: ["digest"] }),
    ]);
    await own.seconds(2);
    await own.readOnly(1);
    await own.seconds(60);
    const during = own.told();

    await own.readOnly(0);
    await own.seconds(30);

    expect(own.storage().map((one) => one.to)).toEqual([{ channel: "C1" }, { channel: "C2" }]);
    expect(during).toEqual([["read_only"], ["read_only"]]);
    expect(own.told()).toEqual([
      ["read_only", "resolved"],
      ["read_only", "resolved"],
    ]);
    expect(own.storage()[0]?.versions[0]?.card).toMatchObject({
      tone: "critical",
      headline: "crmsync: the database cannot be written",
    });
  });

  it("is told in the message that stands there when it comes back soon", async () => {
    const own = await rig();
    await own.seconds(2);
    await own.readOnly(1);
    await own.seconds(20);
    await own.readOnly(0);
    await own.seconds(30);

    await own.readOnly(1);
    await own.seconds(20);
    await own.readOnly(0);
    await own.seconds(60);

    expect(own.told()).toEqual([["read_only", "resolved", "read_only", "resolved"]]);
  });

  it("is told although the chat was away at first", async () => {
    const own = await rig();
    await own.seconds(2);
    own.chat.fail("down");
    await own.readOnly(1);
    await own.seconds(20);
    own.chat.fail("rate_limited", 5_000);
    await own.seconds(20);
    const calls = own.chat.calls();
    own.chat.fail(null);

    await own.seconds(60);

    expect(own.told()).toEqual([["read_only"]]);
    expect(calls).toBeLessThan(20);
  });

  it("costs no second message when it begins between sending and noting", async () => {
    const own = await rig();
    await own.clock.advance(130_000);
    await own.rest();
    own.chat.afterNextPost(async () => void (await own.readOnly(1)));
    await own.tick();
    const sent = own.incidents().length;
    await own.seconds(5);
    await own.readOnly(0);

    await own.seconds(30);

    expect(sent).toBe(1);
    expect(own.told()).toEqual([["read_only", "resolved"]]);
    expect(new Set(own.incidents().map((one) => one.key)).size).toBe(own.incidents().length);
  });
});
