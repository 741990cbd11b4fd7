import { expect, it } from "vitest";
import { createNotices } from "../../../src/notices/deliver.ts";
import { until } from "../../fakes/bed.ts";
import { channel, open } from "./rig.ts";

it("posts what is open anew, once, where a channel's name moves to another platform", async () => {
  const own = await open();
  await own.healthy();
  own.fault("salesforce", "revoke-grant");
  await own.seconds(20);
  const before = own.chat.shown("incident:").map((card) => card?.state);
  const [{ name } = { name: "" }] = own.config.channels;
  const moved = createNotices({
    engine: own.engine,
    channels: [channel({ name, platform: "teams", channel: "19:ops@thread.tacv2" })],
    bots: [own.chat.bot, own.teams.bot],
    clock: own.clock,
    newId: () => "unused",
    publicUrl: "http://127.0.0.1:3000",
    log: () => {},
  });

  for (let n = 0; n < 20; n += 1) {
    await own.clock.advance(1_000);
    await own.rest();
    await until(own.clock, moved.tick());
  }

  const posted = own.teams.messages.filter((one) => one.key.startsWith("incident:"));
  expect(before).toEqual(["open"]);
  expect(posted.map((one) => [one.to, one.versions.at(-1)?.card.state])).toEqual([
    [{ channel: "19:ops@thread.tacv2" }, "open"],
  ]);
  expect(own.incidents()).toHaveLength(1);
});
