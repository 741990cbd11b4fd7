import { expect, it } from "vitest";
import { createNotices } from "../../src/notices/deliver.ts";
import { bed, until } from "../fakes/bed.ts";
import type { BotRig } from "./bot.ts";

/** What the program and a bot do together when a chat fails: the real notices over the real bot. */
export function testHealing(name: string, open: () => Promise<BotRig>): void {
  it(`${name}: what must be told is told once, though the chat was down, asked to wait, and we were restarted`, async () => {
    const [own, rig] = [await bed(), await open()];
    const answer = async () => {
      throw new Error("nobody asks");
    };
    await rig.bot.start(answer);
    const begin = () =>
      createNotices({
        engine: own.engine,
        channels: [
          {
            name: "ops",
            platform: rig.bot.id,
            channel: rig.channel,
            subscribe: ["incidents"],
            digest: null,
            quiet: null,
            showValues: false,
          },
        ],
        bots: [rig.bot],
        clock: own.clock,
        newId: () => "unused",
        publicUrl: "http://127.0.0.1:3000",
        log: () => {},
      });
    let notices = begin();
    const seconds = async (count: number) => {
      for (let n = 0; n < count; n += 1) {
        await own.clock.advance(1_000);
        rig.pass(1_000);
        await own.rest();
        await until(own.clock, notices.tick());
      }
    };
    for (const crm of ["salesforce", "hubspot"] as const) await (await own.signIn(crm)).confirm();
    await seconds(4);
    const told = () =>
      rig.inChannel().filter((message) => /Salesforce: paused|Salesforce.*(resumed|again)/i.test(message.text));

    rig.trouble("down", 3);
    await own.engine.pause("salesforce", "cli:test", "typed");
    await seconds(3);
    const early = told().length;
    await rig.restart(answer);
    notices = begin();
    rig.trouble("rate_limited", 2);
    await seconds(90);
    const paused = told();
    rig.trouble("down", 2);
    await own.engine.resume("salesforce", "cli:test");
    await seconds(90);

    expect(early).toBe(0);
    expect(paused.map((message) => message.version)).toEqual([1]);
    expect(told().map((message) => [message.id, message.version])).toEqual([[paused[0]?.id, 2]]);
    await rig.close();
    await own.close();
  });
}
