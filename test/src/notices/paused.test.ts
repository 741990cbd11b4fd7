import { expect, it } from "vitest";
import { channel, open } from "./rig.ts";

const asker = "slack|U1|Olga <!channel>";

/** Both connections well, and whatever stands in the chat because of pauses. */
async function started() {
  const own = await open([channel(), channel({ name: "more", channel: "C2", subscribe: ["digest"] })]);
  await own.healthy();
  await own.seconds(5);
  const pauses = () => own.chat.messages.filter((one) => one.key.startsWith("paused:"));
  const last = () => pauses().map((one) => one.versions.at(-1)?.card);
  return { ...own, pauses, last };
}

it("tells the channels who paused what and why, once, and edits it when it is over", async () => {
  const own = await started();

  await own.engine.pause("hubspot", asker, "moving house");
  await own.seconds(12);
  const [paused] = own.last();
  await own.engine.resume("hubspot", "oren");
  await own.seconds(12);

  expect(own.pauses().map((one) => one.to)).toEqual([{ channel: "C1" }]);
  expect(paused).toMatchObject({ state: "paused", headline: "HubSpot: paused" });
  expect(paused?.lines?.[0]).toMatch(/^Olga .*paused it: “moving house”\.$/);
  expect(paused?.actions?.map((action) => action.label)).toEqual(["Resume", "Show status"]);
  expect(own.last()).toMatchObject([{ state: "resumed", headline: "HubSpot: at work again", tone: "good" }]);
  expect(own.last()[0]?.actions ?? []).toEqual([]);
});

it("says of a disconnected connection that Reconnect ends it, and begins anew with the next pause", async () => {
  const own = await started();

  await own.engine.pause("hubspot", asker, "disconnected");
  await own.seconds(3);
  const [first] = own.last();
  await own.engine.resume("hubspot", "oren");
  await own.seconds(12);
  await own.engine.pause("hubspot", asker, "");
  await own.seconds(12);

  expect(first).toMatchObject({ state: "disconnected", headline: "HubSpot: disconnected" });
  expect(first?.actions?.[0]?.label).toBe("Reconnect");
  expect(own.last().map((card) => card?.state)).toEqual(["resumed", "paused"]);
});
