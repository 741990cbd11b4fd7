import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { plainCard } from "../fakes/cards.ts";
import { openSlackRig, type SlackRig } from "../fakes/slack-rig.ts";

let rig: SlackRig;
beforeEach(async () => {
  rig = await openSlackRig();
});
afterEach(() => rig.close());

const keys = () =>
  [...rig.slack.state.messages.values()].map((one) => ({ text: one.text, metadata: one.metadata, blocks: one.blocks }));

describe("delivery", () => {
  it("hands Slack's wait over in milliseconds, and posts nothing meanwhile", async () => {
    rig.fault("chat-429", 1, { retryAfterS: 30 });

    const posted = rig.bot.post({ channel: rig.channel }, plainCard("A"), "k1");

    await expect(posted).rejects.toMatchObject({ kind: "rate_limited", retryAfterMs: 30_000 });
    expect(keys()).toEqual([]);
    expect(rig.sent).toHaveLength(1);
  });

  it("hits Slack's own limit of posts in one channel as soon as it comes too fast", async () => {
    const posts = [1, 2, 3, 4].map((n) => rig.bot.post({ channel: rig.channel }, plainCard("A"), `k${n}`));

    const ends = await Promise.allSettled(posts);

    expect(ends.map((one) => one.status)).toEqual(["fulfilled", "fulfilled", "fulfilled", "rejected"]);
    expect(ends[3]).toMatchObject({ reason: { kind: "rate_limited", retryAfterMs: 1000 } });
  });

  it("says that Slack did not answer when the post stands but its answer was lost, and asks once", async () => {
    rig.fault("drop-answer", 1);

    const posted = rig.bot.post({ channel: rig.channel }, plainCard("A"), "k1");

    await expect(posted).rejects.toMatchObject({ kind: "down", code: "no_answer", retryAfterMs: null });
    expect(keys()).toEqual([
      expect.objectContaining({ metadata: { event_type: "crmsync_post", event_payload: { key: "k1" } } }),
    ]);
  });

  it.each(["garbage", "html-error", "outage"])("takes %s for an outage", async (fault) => {
    rig.fault(fault, 1);

    const posted = rig.bot.post({ channel: rig.channel }, plainCard("A"), "k1");

    await expect(posted).rejects.toMatchObject({ name: "ChatError", kind: "down" });
  });

  it("posts as text under the same key what Slack refuses as blocks, and edits it so too", async () => {
    rig.fault("invalid-blocks");

    const ref = await rig.bot.post({ channel: rig.channel }, plainCard("First"), "k1");
    const posted = keys();
    await rig.bot.update(ref, plainCard("Second", { lines: ["With a line"] }));

    expect(posted).toEqual([
      { text: "ℹ️ First", blocks: [], metadata: { event_type: "crmsync_post", event_payload: { key: "k1" } } },
    ]);
    expect(rig.inChannel()).toEqual([
      expect.objectContaining({ id: ref.id, version: 2, text: expect.stringContaining("With a line"), files: [] }),
    ]);
    expect(keys()[0]?.blocks).toEqual([]);
  });

  it("takes the blocks away when only the edit is refused", async () => {
    const ref = await rig.bot.post({ channel: rig.channel }, plainCard("First", { lines: ["Old words"] }), "k1");
    rig.fault("invalid-blocks", 1);

    await rig.bot.update(ref, plainCard("Second"));

    expect(keys()).toEqual([expect.objectContaining({ text: "ℹ️ Second", blocks: [] })]);
  });

  it.each([
    ["a channel that is not there", "C0NOWHERE1", "channel_not_found"],
    ["a channel without the bot", "C0GENERAL1", "not_in_channel"],
  ])("is refused by %s", async (_what, channel, code) => {
    const posted = rig.bot.post({ channel }, plainCard("A"), "k1");

    await expect(posted).rejects.toMatchObject({ kind: "refused", code });
  });

  it("shows the home tab of a person, anew each time", async () => {
    await rig.bot.home(rig.user, plainCard("First"));
    await rig.bot.home(rig.user, plainCard("Second"));

    const home = rig.slack.state.homes.get(rig.user);
    expect(home).toMatchObject({ version: 2, body: { type: "home" } });
    expect(JSON.stringify(home?.body.blocks)).toContain("Second");
  });
});
