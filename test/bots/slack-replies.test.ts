import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Action, Answer, Caller } from "../../bots/bot.ts";
import type { Card, FormField } from "../../bots/card.ts";
import { plainCard, signInNeeded } from "../fakes/cards.ts";
import { openSlackRig, type SlackRig } from "../fakes/slack-rig.ts";

const NAME: FormField = { name: "email", label: "Address", kind: "text", required: true };

function formCard(field: FormField = NAME, more: readonly FormField[] = []): Card {
  return plainCard("Correct the address", { form: { id: "form-1", submit: "Save", fields: [field, ...more] } });
}

/** What the dialogs that stand open are called. */
function titles(rig: SlackRig): unknown[] {
  return [...rig.slack.state.views.values()].map((view) => view.body.title).map((title) => Object(title).text);
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

describe("Slack replies", () => {
  let rig: SlackRig;
  let answer: Answer;
  let asked: { action: Action; from: Caller }[];

  beforeEach(async () => {
    rig = await openSlackRig({ submitWaitMs: 100 });
    asked = [];
    await rig.bot.start((action, from) => {
      asked.push({ action, from });
      return answer(action, from);
    });
  });

  afterEach(() => rig.close());

  async function openForm(card: Card = formCard()): Promise<string> {
    answer = async () => ({ show: "form", card });
    const { view } = await rig.typeAs("fix");
    return view?.id ?? "no view";
  }

  it("opens a form, takes what was typed, and says so to the person alone", async () => {
    const choice: FormField = { name: "size", label: "Size", kind: "select", options: [{ label: "Big", value: "b" }] };
    const view = await openForm(formCard(NAME, [choice, { name: "due", label: "Due", kind: "date" }]));
    answer = async () => ({ show: "caller", card: plainCard("Saved") });

    const seen = await rig.submitTo(view, { Address: "ann@x.test", Size: "Big" });

    expect(asked.at(-1)).toEqual({
      action: { type: "submit", id: "form-1", values: { email: "ann@x.test", size: "b", due: "" } },
      from: expect.objectContaining({ user: rig.user, channel: rig.channel, message: null }),
    });
    expect(seen.shown).toEqual([expect.objectContaining({ private: true, text: "Saved." })]);
    expect(seen.view).toBeNull();
  });

  it("shows an error beside its field and keeps the dialog with what was typed", async () => {
    const view = await openForm();
    answer = async () => ({ show: "form", card: formCard({ ...NAME, error: "This is no address." }) });

    const seen = await rig.submitTo(view, { Address: "ann" });

    expect(seen.view?.fields).toEqual([expect.objectContaining({ label: "Address", error: "This is no address." })]);
  });

  it("keeps what was typed when the next form has other fields", async () => {
    const view = await openForm();
    const more: FormField = { name: "why", label: "Why", kind: "multiline", error: "Say why." };
    answer = async () => ({ show: "form", card: formCard(NAME, [more]) });

    const seen = await rig.submitTo(view, { Address: "ann@x.test" });

    expect(seen.view?.fields.map((one) => [one.label, one.value])).toEqual([
      ["Address", "ann@x.test"],
      ["Why", ""],
    ]);
    expect(seen.view?.text).toContain("Say why.");
  });

  it("acknowledges a form whose answer takes long, and then fills the dialog", async () => {
    const view = await openForm();
    answer = async () => {
      await until(() => titles(rig).includes("One moment"));
      return { show: "form", card: formCard({ ...NAME, error: "Too late." }) };
    };

    const seen = await rig.submitTo(view, { Address: "ann@x.test" });

    expect(seen.ackStatus).toBe(200);
    expect(seen.view).toMatchObject({
      title: "Correct the address",
      fields: [{ label: "Address", value: "ann@x.test" }],
    });
    expect(seen.view?.text).toContain("Too late.");
  });

  it("keeps the form open with a reference when the answer fails", async () => {
    const view = await openForm();
    answer = async () => {
      throw new Error("secret internals");
    };

    const seen = await rig.submitTo(view, { Address: "ann@x.test" });

    expect(seen.view?.fields[0]?.error).toMatch(/could not be done.*reference: [0-9A-F]{8}\./);
    expect(rig.logged).toContainEqual({
      message: "an answer failed",
      fields: expect.objectContaining({ error: expect.stringContaining("secret internals") }),
    });
  });

  it("edits the message behind a form when that is to be replaced", async () => {
    const actions = [{ type: "button", id: "b", label: "Fix", opens: "form" }] as const;
    const ref = await rig.bot.post({ channel: rig.channel }, plainCard("Refused", { actions }), "k");
    answer = async () => ({ show: "form", card: formCard() });
    const opened = await rig.pressOn(ref.id, "Fix");
    answer = async () => ({ show: "replace", card: plainCard("Corrected") });

    await rig.submitTo(opened.view?.id ?? "no view", { Address: "a@x.test" });

    expect(asked.at(-1)?.from.message).toEqual(ref);
    expect(rig.inChannel()).toEqual([expect.objectContaining({ id: ref.id, version: 2, text: "Corrected." })]);
  });

  it("opens the dialog before a form's answer is there, and shows any other answer in it", async () => {
    const actions = [{ type: "button", id: "b", label: "Fix", opens: "form" }] as const;
    const ref = await rig.bot.post({ channel: rig.channel }, plainCard("Refused", { actions }), "k");
    let openedBefore = 0;
    answer = async () => {
      await until(() => titles(rig).includes("One moment"));
      openedBefore = rig.slack.state.views.size;
      return { show: "caller", card: plainCard("Not allowed", { lines: ["One.", "Two."], footer: "Three" }) };
    };

    const seen = await rig.pressOn(ref.id, "Fix");

    expect(openedBefore).toBe(1);
    expect(seen.view?.title).toBe("Not allowed");
    expect(rig.onlyForPerson()).toEqual([]);
  });

  it("says so when a dialog could not be opened any more", async () => {
    answer = async () => {
      for (const interaction of rig.slack.state.interactions.values()) interaction.triggerUsed = true;
      return { show: "form", card: formCard() };
    };

    const seen = await rig.typeAs("fix");

    expect(seen.shown.map((one) => one.text)).toEqual([
      "The dialog could not be opened in time (warning). Nothing was changed. Please do the same again.",
    ]);
  });

  it("hands over the option that was picked", async () => {
    const ref = await rig.bot.post({ channel: rig.channel }, signInNeeded, "k");
    answer = async () => ({ show: "caller", card: plainCard("Snoozed") });

    await rig.pressOn(ref.id, "Snooze", "One hour");

    expect(asked.map((one) => one.action)).toEqual([{ type: "press", id: "a4", value: "1h" }]);
  });

  it("acknowledges a link button and asks nobody", async () => {
    const ref = await rig.bot.post({ channel: rig.channel }, signInNeeded, "k");

    const seen = await rig.pressOn(ref.id, "Open the guide");

    expect(seen.ackStatus).toBe(200);
    expect(asked).toEqual([]);
  });

  it("answers in the thread in which a button was pressed", async () => {
    const root = await rig.bot.post({ channel: rig.channel }, plainCard("Root"), "k1");
    const reply = await rig.bot.post({ channel: rig.channel, thread: root }, signInNeeded, "k2");
    answer = async () => ({ show: "channel", card: plainCard("Paused") });

    await rig.pressOn(reply.id, "Pause");

    expect(rig.inChannel().at(-1)).toMatchObject({ thread: root.id, text: "Paused." });
  });

  it("reaches everybody even where the bot was not invited", async () => {
    answer = async () => ({ show: "channel", card: plainCard("Shared") });

    const seen = await rig.typeAs("share", "general");

    expect(seen.shown).toEqual([expect.objectContaining({ to: "general", private: false, text: "Shared." })]);
  });

  it("carries our key in the message, and no preview of links", async () => {
    await rig.bot.post({ channel: rig.channel }, plainCard("Once"), "incident-7");

    const sent = new URLSearchParams(rig.sent.at(-1)?.body);
    expect(rig.slack.state.messages.values().next().value?.metadata).toEqual({
      event_type: "crmsync_post",
      event_payload: { key: "incident-7" },
    });
    expect([sent.get("unfurl_links"), sent.get("unfurl_media"), sent.get("parse")]).toEqual(["false", "false", "none"]);
  });

  it("posts the whole card as text under the same key when Slack refuses the blocks", async () => {
    rig.fault("invalid-blocks");

    await rig.bot.post({ channel: rig.channel }, signInNeeded, "incident-7");

    const [posted] = rig.slack.state.messages.values();
    expect(posted?.blocks).toEqual([]);
    expect(posted?.metadata).toMatchObject({ event_payload: { key: "incident-7" } });
    expect(posted?.text).toContain("Waiting  1,284 changes");
    expect(posted?.text).toContain("[Reconnect]");
  });

  it("publishes a home view", async () => {
    await rig.bot.home(rig.user, signInNeeded);

    const home = rig.slack.state.homes.get(rig.user);
    expect(home?.body).toMatchObject({ type: "home" });
    expect(JSON.stringify(home?.body)).toContain("Salesforce: signed out");
  });
});
