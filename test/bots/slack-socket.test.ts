import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Action, Answer } from "../../bots/bot.ts";
import { sayGoodbye } from "../../src/sandbox/slack/socket.ts";
import { plainCard } from "../fakes/cards.ts";
import { openSocketRig, type SlackRig } from "../fakes/slack-rig.ts";

let rig: SlackRig;
let asked: Action[];
let answer: Answer;

beforeEach(async () => {
  rig = await openSocketRig();
  asked = [];
  answer = async (action) => {
    asked.push(action);
    return { show: "caller", card: plainCard("Answered") };
  };
});

afterEach(() => rig.close());

async function until(what: () => boolean): Promise<void> {
  for (let waited = 0; !what(); waited += 5) {
    if (waited > 4_000) throw new Error("it did not come about in four seconds");
    await sleep(5);
  }
}

const links = () => [...rig.slack.state.links];
const opened = () => rig.sent.filter((one) => one.url.endsWith("/apps.connections.open")).length;

describe("Socket Mode", () => {
  it("has no route, and opens one socket however often it is started", async () => {
    await rig.bot.start(answer);
    await rig.bot.start(answer);

    expect(rig.bot.routes).toEqual([]);
    expect(links()).toHaveLength(1);
  });

  it("opens a new socket when the old one is lost", async () => {
    await rig.bot.start(answer);
    const [lost] = links();
    lost?.close();
    await until(() => links().length === 1 && links()[0] !== lost);

    const seen = await rig.type("status");

    expect(seen).toEqual({ ackStatus: 200, texts: ["Answered."] });
  });

  it.each(["warning", "refresh_requested"] as const)(
    "after Slack's goodbye (%s) opens the next socket before it closes the old one",
    async (reason) => {
      await rig.bot.start(answer);
      const [old] = links();
      const openAtEachEnd: number[] = [];
      const { links: set } = rig.slack.state;
      const remove = set.delete.bind(set);
      set.delete = (one) => {
        openAtEachEnd.push(set.size);
        return remove(one);
      };

      sayGoodbye(rig.slack.state, reason);
      await until(() => links().length === 1 && links()[0] !== old);

      expect(openAtEachEnd).toEqual([2]);
    },
  );

  it("acknowledges through the old socket what came through it", async () => {
    const held = Promise.withResolvers<void>();
    await rig.bot.start(async (action) => {
      asked.push(action);
      if (action.type === "submit") await held.promise;
      return action.type === "submit"
        ? { show: "form", card: { ...form(), headline: "Once more" } }
        : { show: "form", card: form() };
    });
    const { view } = await rig.typeAs("fix");
    const [old] = links();

    const sent = rig.submitTo(view?.id ?? "none", { Name: "Ann" });
    await until(() => asked.length === 2);
    sayGoodbye(rig.slack.state, "warning");
    await until(() => links().some((one) => one !== old));
    held.resolve();
    const seen = await sent;

    expect(seen).toMatchObject({ ackStatus: 200, view: { title: "Once more" } });
    expect(asked).toHaveLength(2);
  });

  it("shows an error beside its field", async () => {
    await rig.bot.start(async (action) => ({
      show: "form",
      card: form(action.type === "submit" ? "Too short" : undefined),
    }));
    const { view } = await rig.typeAs("fix");

    const seen = await rig.submitTo(view?.id ?? "none", { Name: "A" });

    expect(seen).toMatchObject({ ackStatus: 200, view: { fields: [{ label: "Name", error: "Too short" }] } });
  });

  it("acknowledges an event that it does not listen for", async () => {
    await rig.bot.start(answer);
    const [link] = links();
    const acknowledged = Promise.withResolvers<unknown>();
    rig.slack.state.waiting.set("e-1", acknowledged.resolve);

    const payload = { type: "event_callback", event_id: "Ev1", event: { type: "app_home_opened", user: rig.user } };
    link?.send(JSON.stringify({ type: "events_api", envelope_id: "e-1", payload, accepts_response_payload: false }));

    expect(await acknowledged.promise).toEqual({});
    expect(asked).toEqual([]);
  });

  it("outlives what it cannot read", async () => {
    await rig.bot.start(answer);
    const [link] = links();

    for (const said of ["no JSON", "[]", "null", '{"type":"events_api"}', '{"type":"slash_commands"}'])
      link?.send(said);
    const seen = await rig.type("status");

    expect(seen).toEqual({ ackStatus: 200, texts: ["Answered."] });
    expect(links()).toEqual([link]);
  });

  it("starts without a socket when Slack is down, and opens it when Slack is back", async () => {
    rig.trouble("down", 3);

    await rig.bot.start(answer);
    const before = links().length;
    await until(() => links().length === 1);

    expect(before).toBe(0);
    expect(opened()).toBe(3);
    expect(rig.logged.map((one) => one.message)).toContain("slack socket could not be opened");
  });

  it.each([
    ["nobody's", "xapp-unknown", "invalid_auth"],
    ["the bot's", "xoxb-tests", "not_allowed_token_type"],
  ])("refuses to start with an app token that is %s", async (_whose, appToken, code) => {
    const wrong = await openSocketRig({ appToken });

    const started = wrong.bot.start(answer);

    await expect(started).rejects.toMatchObject({ name: "ChatError", kind: "unauthorized", code });
    expect(wrong.slack.state.links.size).toBe(0);
    await wrong.close();
  });

  it("closes at once when it stops, and opens nothing after", async () => {
    await rig.bot.start(answer);

    await rig.bot.stop();
    await until(() => links().length === 0);
    await sleep(60);

    expect(links()).toEqual([]);
    expect(opened()).toBe(1);
  });

  it("stops while it is trying to open", async () => {
    rig.trouble("down", 1_000);
    await rig.bot.start(answer);

    await rig.bot.stop();
    const tries = opened();
    await sleep(100);

    expect(opened()).toBe(tries);
  });

  it("writes neither the socket's address nor a token to the log", async () => {
    rig.slack.state.tickets.add = () => rig.slack.state.tickets;

    await rig.bot.start(answer);
    await until(() => opened() >= 3);

    const log = JSON.stringify(rig.logged);
    expect(log).toContain("could not be opened");
    expect(log).not.toMatch(/ticket|ws:\/\/|xapp-|xoxb-/);
  });
});

function form(error?: string) {
  const field = { name: "name", label: "Name", kind: "text" as const, ...(error === undefined ? {} : { error }) };
  return plainCard("Fix it", { form: { id: "form-1", submit: "Save", fields: [field] } });
}
