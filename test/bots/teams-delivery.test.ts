import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Action, Answer, Caller } from "../../bots/bot.ts";
import type { Card } from "../../bots/card.ts";
import { rotateKeys } from "../../src/sandbox/teams/keys.ts";
import { plainCard } from "../fakes/cards.ts";
import { openTeamsRig, type TeamsRig } from "../fakes/teams-rig.ts";

const FORM: Card = plainCard("Edit the address", {
  form: { id: "f-1", submit: "Save", fields: [{ name: "email", label: "Email", kind: "email", required: true }] },
});

describe("the bot joined to the simulated Teams", () => {
  let rig: TeamsRig;
  let asked: { action: Action; from: Caller }[];
  let answer: Answer;

  beforeEach(async () => {
    rig = await openTeamsRig();
    asked = [];
    answer = async () => ({ show: "caller", card: plainCard("Answered") });
    await rig.bot.start((action, from) => {
      asked.push({ action, from });
      return answer(action, from);
    });
  });

  afterEach(() => rig.close());

  it("survives that the keys of Teams change", async () => {
    await rig.typeAs("status");
    rotateKeys(rig.teams.state.keys);

    const seen = await rig.typeAs("status");

    expect(seen.ackStatus).toBe(200);
    expect(asked).toHaveLength(2);
    expect(rig.sent.filter((one) => one.url.endsWith("/openid/keys"))).toHaveLength(2);
  });

  it("takes a command of the menu, which nobody else sees", async () => {
    const seen = await rig.typeAs("/status salesforce");

    expect(asked.map((one) => one.action)).toEqual([{ type: "command", text: "status salesforce" }]);
    expect(seen.shown.map((one) => [one.private, one.text])).toEqual([[true, expect.stringContaining("Answered.")]]);
  });

  it("answers in the personal chat where a client refuses what only one person sees", async () => {
    rig.fault("no-targeted");

    const seen = await rig.typeAs("status");

    expect(seen.shown).toEqual([expect.objectContaining({ text: expect.stringContaining("Answered.") })]);
    expect(rig.inChannel().filter((one) => one.text.includes("Answered"))).toEqual([]);
  });

  it("says as text what Teams does not take as a card", async () => {
    rig.fault("invalid-blocks");

    await rig.bot.post({ channel: rig.channel }, plainCard("In words"), "k1");

    expect(rig.inChannel().map((one) => one.text)).toEqual([expect.stringContaining("In words")]);
  });

  it("opens a dialog for a form, keeps it open until it is right, and edits the message it was opened from", async () => {
    const opens = { type: "button", id: "edit-1", label: "Edit", opens: "form" } as const;
    const ref = await rig.bot.post({ channel: rig.channel }, plainCard("Wrong address", { actions: [opens] }), "k1");
    answer = async () => ({ show: "form", card: FORM });
    const opened = await rig.pressOn(ref.id, "Edit");
    const again = await rig.submitTo(opened.view?.id ?? "none", { Email: "a@b.test" });
    answer = async () => ({ show: "replace", card: plainCard("Right address") });

    await rig.submitTo(again.view?.id ?? "none", { Email: "c@d.test" });

    expect(opened.view).toMatchObject({ title: "Edit the address", fields: [{ label: "Email" }] });
    expect(again.view).toMatchObject({ id: opened.view?.id, fields: [{ label: "Email", value: "a@b.test" }] });
    expect(asked.at(-1)).toMatchObject({
      action: { type: "submit", id: "f-1", values: { email: "c@d.test" } },
      from: { message: ref },
    });
    expect(rig.inChannel()).toEqual([
      expect.objectContaining({ id: ref.id, version: 2, text: expect.stringContaining("Right address.") }),
    ]);
  });

  it("waits out a short 429 for a person, and answers once", async () => {
    rig.fault("chat-429", 1, { retryAfterS: 0.1 });

    const seen = await rig.typeAs("status");

    expect(seen.shown.map((one) => one.text)).toEqual([expect.stringContaining("Answered.")]);
    expect(rig.onlyForPerson().filter((one) => one.text.includes("Answered"))).toHaveLength(1);
  });

  it("edits and posts after a restart, from what it kept", async () => {
    const ref = await rig.bot.post({ channel: rig.channel }, plainCard("Before"), "k1");
    const bot = await rig.restart(answer);

    await bot.update(ref, plainCard("After"));
    await bot.post({ channel: rig.channel, thread: ref }, plainCard("Below"), "k2");

    expect(rig.inChannel().map((one) => [one.thread, one.text])).toEqual([
      [null, expect.stringContaining("After.")],
      [ref.id, expect.stringContaining("Below.")],
    ]);
  });
});
