import { expect, it } from "vitest";
import type { reading } from "../fakes/reading.ts";
import { type Sandbox, within } from "../fakes/sandbox.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

interface Stage {
  readonly box: Sandbox;
  readonly slack: ReturnType<typeof reading>;
  readonly teams: ReturnType<typeof reading>;
}

/** What the next two mornings bring into the channels of both chats. */
export function digests(stage: () => Stage): void {
  it("posts one digest a chat in the morning with the database's numbers, and one after a morning away", async () => {
    const { box, slack, teams } = stage();
    await box.advance(await untilMorning(box));
    const first = await slack.card(/Digest of/);
    const inTeams = await teams.card(/Digest of/);
    const kept = box.sql<{ groups: string }>("select groups from digests");
    const rows = box.sql<{ outcome: string; n: number }>(
      "select outcome, count(*) as n from outcomes group by outcome",
    );
    await box.advance(5 * MINUTE);
    await slack.turned();
    const again = [...(await slack.channel(/Digest of/)), ...(await teams.channel(/Digest of/))];
    const doctor = await box.terminal("doctor", "--json");

    await box.daemon("stop");
    await box.advance((await untilMorning(box)) + HOUR);
    await box.daemon("start");
    for (const chat of [slack, teams])
      await within(30_000, async () => ((await chat.channel(/Digest of/)).length > 1 ? true : null));
    await slack.turned();

    const told = kept.map((row) => JSON.parse(row.groups) as readonly { outcome: string; records: number }[]);
    for (const { outcome, n } of rows) {
      for (const card of [first, inTeams])
        expect(slack.words(card)).toContain(`${n.toLocaleString("en-US")} ${outcome}`);
      const sums = told.map((groups) =>
        groups.filter((each) => each.outcome === outcome).reduce((sum, each) => sum + each.records, 0),
      );
      expect(sums).toEqual([n, n]);
    }
    expect(again.map((each) => each.id)).toEqual([first.id, inTeams.id]);
    for (const chat of [slack, teams]) expect((await chat.channel(/Digest of/)).length).toBe(2);
    expect([doctor.code, JSON.parse(doctor.out).state]).toEqual([0, "right"]);
    for (const chat of [slack, teams]) {
      const back = await chat.channel(/is back after/);
      expect(back.map((each) => each.text)).toEqual([expect.stringMatching(/back after 2[0-9] h/)]);
    }
  });
}

/** To 08:31 UTC of the next day: the sandbox's channel wants its digest at 08:30. */
async function untilMorning(box: Sandbox): Promise<number> {
  const now = await box.now();
  const day = 24 * HOUR;
  return Math.floor(now / day) * day + day + 8 * HOUR + 31 * MINUTE - now;
}
