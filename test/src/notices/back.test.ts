import { describe, expect, it } from "vitest";
import { channel, open } from "./rig.ts";

const HOUR = 3_600_000;

/** Both connections well, then nobody works for a while, then another start. */
async function away(ms: number, channels = [channel()]) {
  const own = await open(channels);
  await own.healthy();
  await own.seconds(10);
  await own.clock.advance(ms);
  const again = await own.open("worker-2");
  own.restart(again);
  const seconds = async (count: number) => {
    for (let n = 0; n < count; n += 1) {
      await own.clock.advance(1_000);
      await own.rest([again]);
      await own.tick();
    }
  };
  const backs = () => own.chat.messages.filter((one) => one.key.startsWith("back:"));
  return { ...own, again, seconds, backs, close: () => again.close() };
}

describe("after a downtime", () => {
  it("says once per channel how long it was and what waits, before anything else", async () => {
    const own = await away(3 * HOUR, [channel(), channel({ name: "more", channel: "C2", subscribe: ["incidents"] })]);
    own.fault("salesforce", "revoke-grant");
    const known = own.chat.messages.length;

    await own.seconds(30);
    await own.close();

    const first = own.chat.messages.slice(known).map((one) => [one.key.split(":")[0], one.to]);
    expect(first.slice(0, 2)).toEqual([
      ["back", { channel: "C1" }],
      ["back", { channel: "C2" }],
    ]);
    expect(own.backs().map((one) => one.versions.length)).toEqual([1, 1]);
    expect(own.backs()[0]?.versions[0]?.card.headline).toMatch(/^crmsync is back after 3 h/);
    expect(first.filter(([kind]) => kind === "incident").length).toBe(2);
  });

  it("is silent about a short one, and about one that ended six hours ago", async () => {
    const short = await away(60_000);
    await short.seconds(10);
    await short.close();
    const long = await away(HOUR);
    long.chat.fail("down");
    await long.seconds(5);
    await long.clock.advance(6 * HOUR);
    long.chat.fail(null);
    await long.seconds(70);
    await long.close();

    expect(short.backs()).toEqual([]);
    expect(long.backs().filter((one) => one.versions[0]?.card.headline.includes("after 1 h"))).toEqual([]);
  });

  it("waits for the end of the quiet hours", async () => {
    const own = await away(HOUR, [channel({ quiet: { from: "10:30", to: "11:10", zone: "UTC" } })]);
    await own.seconds(20);
    const quiet = own.backs().length;
    for (let n = 0; n < 15; n += 1) {
      await own.clock.advance(60_000);
      await own.rest([own.again]);
      await own.tick();
    }
    await own.close();

    expect(quiet).toBe(0);
    expect(own.backs()).toHaveLength(1);
  });
});
