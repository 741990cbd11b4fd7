import { describe, expect, it } from "vitest";
import { channel, open } from "./rig.ts";

const HOUR = 3_600_000;
const daily = (at: string) => ({ at, zone: "UTC" });

/** The daemon's clock stands at 10:00 UTC when it begins. */
async function rig(...channels: Parameters<typeof channel>[0][]) {
  const own = await open(channels.map((more) => channel({ subscribe: ["digest"], ...more })));
  await own.seconds(2);
  const hours = async (count: number) => {
    for (let n = 0; n < count * 12; n += 1) {
      await own.clock.advance(HOUR / 12);
      await own.rest();
      await own.tick();
    }
  };
  return { ...own, hours, keys: () => own.chat.messages.map((one) => one.key) };
}

describe("the daily digest", () => {
  it("comes at the first hour after the channel was configured, and then each day", async () => {
    const own = await rig({ digest: daily("08:30") }, { name: "late", channel: "C2", digest: daily("10:30") });

    await own.hours(25);

    expect(own.keys()).toEqual(["digest:late:2026-11-21", "digest:ops:2026-11-22", "digest:late:2026-11-22"]);
    expect(own.chat.messages.every((one) => one.versions.length === 1)).toBe(true);
  });

  it("needs both: an hour, and a channel that wants it", async () => {
    const own = await rig(
      { digest: daily("10:30"), subscribe: ["incidents"] },
      { name: "none", channel: "C2", digest: null },
    );

    await own.hours(1);

    expect(own.keys().filter((key) => key.startsWith("digest:"))).toEqual([]);
  });

  it("waits for the end of the quiet hours, with the numbers of its own hour", async () => {
    const own = await rig({ digest: daily("10:30"), quiet: { from: "10:00", to: "12:00", zone: "UTC" } });
    await own.hours(1);
    const quiet = own.keys();
    await own.write(
      `insert into outcomes (connection, object, direction, subject, outcome, reason, detail, first_at, last_at)
       values ('salesforce', 'contact', 'inbound', 's1', 'failed', 'DATA_TOO_LONG', 'any', 1, 1)`,
    );

    await own.hours(2);

    expect(quiet).toEqual([]);
    expect(own.keys()).toEqual(["digest:ops:2026-11-21"]);
    expect(own.chat.messages[0]?.versions[0]?.card.lines).toEqual(["No record is failed, skipped or waiting."]);
  });

  it("tells the difference from the day before", async () => {
    const own = await rig({ digest: daily("10:30") });
    const fail = (subject: string) =>
      own.write(
        `insert into outcomes (connection, object, direction, subject, outcome, reason, detail, first_at, last_at)
         values ('hubspot', 'contact', 'outbound', '${subject}', 'failed', 'DATA_TOO_LONG', 'any', 1, 1)`,
      );
    await fail("s1");
    await own.hours(1);
    await fail("s2");
    await fail("s3");

    await own.hours(24);

    expect(own.chat.messages.map((one) => one.versions[0]?.card.lines?.[0])).toEqual([
      "1 failed.",
      "3 failed (+2); in brackets what changed since the digest before.",
    ]);
  });
});
