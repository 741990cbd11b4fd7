import { describe, expect, it } from "vitest";
import type { Caller, Platform } from "../../../bots/bot.ts";
import type { Card } from "../../../bots/card.ts";
import { cardToText } from "../../../bots/text.ts";
import { seeded, until } from "../../fakes/bed.ts";
import { actionOf, actionsOf, openDesk } from "../../fakes/desk.ts";
import type { Standing } from "../../fakes/recording-bot.ts";
import { channel, open } from "./rig.ts";

const PLACES = { slack: "C1", teams: "19:ops@thread.tacv2" } as const;
const PEOPLE = {
  slack: { user: "U0OPERATOR", name: "Olga" },
  teams: { user: "00000000-0000-4000-8000-000000000003", name: "Tess" },
} as const;
const PLATFORMS = ["slack", "teams"] as const;

/** Both connections well, one channel on each platform, and an operator in each. */
async function twins() {
  const own = await open(
    PLATFORMS.map((platform) => channel({ name: `ops-${platform}`, platform, channel: PLACES[platform] })),
  );
  await own.healthy();
  const roles = { viewer: [], operator: PLATFORMS.map((each) => `${each}:${PEOPLE[each].user}`), admin: [] };
  const desk = openDesk(own, { roles });
  const chats = { slack: own.chat, teams: own.teams };
  let requests = 0;
  const caller = (platform: Platform): Caller => {
    requests += 1;
    const at = { channel: PLACES[platform], message: null, request: `twin-${requests}` };
    return { platform, ...PEOPLE[platform], ...at };
  };
  const press = (platform: Platform, card: Card | undefined, label: string) =>
    desk.answer({ type: "press", id: actionOf(card, label).id, value: null }, caller(platform));
  return {
    ...own,
    desk,
    chats,
    messages: (prefix: string) => PLATFORMS.map((platform) => newest(chats[platform].messages, prefix)),
    cards: (prefix: string) =>
      PLATFORMS.map((platform) => newest(chats[platform].messages, prefix)?.versions.at(-1)?.card),
    press: (platform: Platform, card: Card | undefined, label: string) =>
      until(own.clock, press(platform, card, label)),
    /** The same button, in both chats, by both people, at the same moment. */
    pressBoth: (cards: readonly (Card | undefined)[], label: string) =>
      until(own.clock, Promise.all(PLATFORMS.map((platform, at) => press(platform, cards[at], label)))),
    say: (platform: Platform, text: string) =>
      until(own.clock, desk.answer({ type: "command", text }, caller(platform))),
  };
}

function newest(messages: readonly Standing[], prefix: string): Standing | undefined {
  return messages.findLast((one) => one.key.startsWith(prefix));
}

/** How long after a press the newest version came to stand, in ms. */
const ages = (messages: readonly (Standing | undefined)[], pressedAt: number) =>
  messages.map((one) => (one?.versions.at(-1)?.at ?? Number.POSITIVE_INFINITY) - pressedAt);

const textOf = (card: Card | undefined) => (card ? cardToText(card) : "");
const labels = (card: Card | undefined) => actionsOf(card).map((action) => action.label);

describe("one incident in Slack and in Teams", () => {
  it("is mended by somebody in Teams, and turns green in both within two seconds, without buttons (A2, C16)", async () => {
    const own = await twins();
    own.fault("salesforce", "revoke-grant");
    await own.seconds(20);
    const during = own.cards("incident:");

    const link = await own.press("teams", during[1], "Reconnect");
    const { id } = await own.signIn("salesforce", "main", PEOPLE.teams.user, "teams");
    await own.seconds(1);
    const [asked] = own.teams.messages.filter((one) => one.key === `sign-in:${id}`);
    const stranger = await own.press("slack", asked?.versions.at(-1)?.card, "Confirm");
    const pressedAt = own.clock.wall();
    await own.press("teams", asked?.versions.at(-1)?.card, "Confirm");
    await own.seconds(2);

    expect(during.map((card) => [card?.state, labels(card)])).toEqual([
      ["open", ["Reconnect", "Show status", "I look after it"]],
      ["open", ["Reconnect", "Show status", "I look after it"]],
    ]);
    expect([link.show, link.card.state]).toEqual(["caller", "link"]);
    expect(asked?.to).toEqual({ user: PEOPLE.teams.user });
    expect(own.chat.messages.some((one) => one.key.startsWith("sign-in:"))).toBe(false);
    expect(stranger.card.headline).toBe("This button belongs to somebody else");
    expect(own.cards("incident:").map((card) => [card?.state, labels(card)])).toEqual([
      ["resolved", []],
      ["resolved", []],
    ]);
    expect(Math.max(...ages(own.messages("incident:"), pressedAt))).toBeLessThanOrEqual(2_000);
  });

  it("is paused in one chat and resumed in the other, and both say so within two seconds", async () => {
    const own = await twins();

    const offer = await own.say("slack", "pause hubspot until the import is done");
    const pausedAt = own.clock.wall();
    await own.press("slack", offer.card, "Pause HubSpot");
    await own.seconds(2);
    const paused = own.cards("paused:");
    const pauseAges = ages(own.messages("paused:"), pausedAt);
    const resumedAt = own.clock.wall();
    await own.press("teams", paused[1], "Resume");
    await own.seconds(2);

    expect(paused.map((card) => [card?.state, labels(card)])).toEqual([
      ["paused", ["Resume", "Show status"]],
      ["paused", ["Resume", "Show status"]],
    ]);
    expect(own.cards("paused:").map((card) => [card?.state, labels(card)])).toEqual([
      ["resumed", []],
      ["resumed", []],
    ]);
    expect(Math.max(...pauseAges, ...ages(own.messages("paused:"), resumedAt))).toBeLessThanOrEqual(2_000);
  });

  it("is edited at once also in a channel in which something was posted a moment ago", async () => {
    const own = await twins();
    await own.engine.pause("hubspot", "Olga", "");
    await own.seconds(2);
    const [card] = own.cards("paused:");
    // A new message in both channels takes this second's turn.
    await own.engine.pause("salesforce", "Olga", "");
    await own.tick();
    const posted = PLATFORMS.map((platform) => own.chats[platform].messages.length);

    const pressedAt = own.clock.wall();
    await own.press("slack", card, "Resume");
    await own.tick();

    const hubspot = own.messages("paused:hubspot");
    expect(hubspot.map((one) => one?.versions.at(-1)?.card.state)).toEqual(["resumed", "resumed"]);
    expect(Math.max(...ages(hubspot, pressedAt))).toBeLessThan(950);
    expect(PLATFORMS.map((platform) => own.chats[platform].messages.length)).toEqual(posted);
  });

  it("is edited in one chat while the other does not answer at all, and there when it does again", async () => {
    const own = await twins();
    await own.engine.pause("hubspot", "Olga", "");
    await own.seconds(2);
    const answers = Promise.withResolvers<void>();
    own.chat.hush(answers.promise);

    await own.press("teams", own.cards("paused:")[1], "Resume");
    const hanging = own.chatTick("slack");
    await until(own.clock, own.chatTick("teams"));
    const meanwhile = own.cards("paused:").map((card) => card?.state);
    answers.resolve();
    await until(own.clock, hanging);

    expect(meanwhile).toEqual(["paused", "resumed"]);
    expect(own.cards("paused:").map((card) => card?.state)).toEqual(["resumed", "resumed"]);
  });
});

describe("of two people who press at once, one in each chat,", () => {
  it("one resumes, and the other is told who did", async () => {
    const own = await twins();
    await own.engine.pause("hubspot", "somebody", "");
    await own.seconds(2);

    const replies = await own.pressBoth(own.cards("paused:"), "Resume");

    const winner = replies.findIndex((reply) => reply.card.state === "resumed");
    const [loser] = replies.filter((_, at) => at !== winner);
    expect(replies.map((reply) => reply.card.state).sort()).toEqual(["resumed", "running_already"]);
    expect(textOf(loser?.card)).toContain(`resumed by ${winner === 0 ? "Olga" : "Tess"} at`);
    expect(own.desk.orders()).toBe(1);
  });

  it("one looks after an incident, both chats say so within two seconds, and the other is told who does", async () => {
    const own = await twins();
    own.fault("salesforce", "revoke-grant");
    await own.write(
      "insert into contacts (id, first_name, last_name, email) values ('c-ack', 'Ann', 'Ack', 'ann@ack.test')",
    );
    await own.seconds(10);
    const open = own.cards("incident:");

    const pressedAt = own.clock.wall();
    const answers = await own.pressBoth(open, "I look after it");
    await own.seconds(2);

    const taken = own.cards("incident:");
    const first = answers.findIndex((answer) => answer.card.state === "done");
    expect(open.map(labels)).toEqual([0, 1].map(() => expect.arrayContaining(["Reconnect", "I look after it"])));
    expect(answers.map((answer) => answer.card.state).toSorted()).toEqual(["done", "taken_already"]);
    const winner = PEOPLE[PLATFORMS[first] ?? "slack"].name;
    expect(textOf(answers[1 - first]?.card)).toContain(`${winner} has looked after it since`);
    expect(taken.map((card) => [labels(card).includes("Reconnect"), labels(card).includes("I look after it")])).toEqual(
      [
        [true, false],
        [true, false],
      ],
    );
    for (const card of taken) expect(textOf(card)).toContain(`${winner} has looked after it since`);
    expect(Math.max(...ages(own.messages("incident:"), pressedAt))).toBeLessThanOrEqual(2_000);
  });

  it("one pauses, and the other is told who did", async () => {
    const own = await twins();
    const offers = [await own.say("slack", "pause hubspot a"), await own.say("teams", "pause hubspot b")];

    const replies = await own.pressBoth(
      offers.map((offer) => offer.card),
      "Pause HubSpot",
    );

    const paused = await own.engine.pausedBy("hubspot");
    const winner = replies.findIndex((reply) => reply.card.state === "paused");
    const loser = replies.find((reply) => reply.card.state === "paused_already");
    expect(paused).toMatchObject(winner === 0 ? { by: "Olga", why: "a" } : { by: "Tess", why: "b" });
    expect(textOf(loser?.card)).toContain(`By ${paused?.by} at`);
    expect(own.desk.orders()).toBe(1);
  });

  it("one begins a resync and the other joins it; one cancels it, and the other is told who did", async () => {
    const own = await twins();
    const rule = { name: "no", field: "Title", message: "No.", when: { op: "matches", value: "Bad" } };
    own.schema("salesforce", "Contact", { op: "add-rule", ...rule });
    for (const id of ["c1", "c2"])
      await own.write(
        `insert into contacts (id, last_name, email, title) values ('${id}', 'A', '${id}@x.test', 'Bad')`,
      );
    await own.seconds(8);
    const offers = [await own.say("slack", "resync all failed"), await own.say("teams", "resync all failed")];
    const [offer] = actionsOf(offers[0]?.card);

    const begun = await own.pressBoth(
      offers.map((each) => each.card),
      offer?.label ?? "",
    );
    await own.clock.advance(1_000);
    await own.tick();
    const running = own.cards("resync:");
    const cancelledAt = own.clock.wall();
    const cancelled = await own.pressBoth(running, "Cancel");
    await own.seconds(2);

    const joined = begun.find((reply) => reply.card.state === "joined");
    const first = begun.findIndex((reply) => reply.card.state !== "joined");
    expect(textOf(joined?.card)).toContain(`begun by ${first === 0 ? "Olga" : "Tess"} at`);
    expect(running.map((card) => [card?.state, labels(card)])).toEqual([
      ["running", ["Cancel"]],
      ["running", ["Cancel"]],
    ]);
    const winner = cancelled.findIndex((reply) => reply.card.state === "cancelled");
    const [loser] = cancelled.filter((_, at) => at !== winner);
    expect(cancelled.map((reply) => reply.card.state).sort()).toEqual(["cancelled", "ended_already"]);
    expect(textOf(loser?.card)).toContain(`cancelled by ${winner === 0 ? "Olga" : "Tess"} at`);
    expect(own.cards("resync:").map((card) => card?.state)).toEqual(["cancelled", "cancelled"]);
    expect(own.cards("resync:").flatMap(labels)).not.toContain("Cancel");
    expect(Math.max(...ages(own.messages("resync:"), cancelledAt))).toBeLessThanOrEqual(2_000);
  });
});

it("after whatever two people press, both chats show the same two seconds later", { timeout: 60_000 }, async () => {
  const own = await twins();
  const random = seeded(20_261_122);
  const pick = <T>(all: readonly T[]): T => {
    const one = all[Math.floor(random() * all.length)];
    if (one === undefined) throw new Error("nothing to pick from");
    return one;
  };
  const standing = (platform: Platform) =>
    own.chats[platform].messages
      .filter((one) => "channel" in one.to)
      .map((one) => {
        const card = one.versions.at(-1)?.card;
        return [one.key.replace(/:[^:]*$/, ""), card?.state, labels(card)];
      })
      .sort();
  const seen = new Set<string>();

  for (let turn = 0; turn < 60; turn += 1) {
    const platform = pick(PLATFORMS);
    const what = pick(["pause", "resume", "press", "press", "revoke", "sign in", "nothing"] as const);
    const crm = pick(["salesforce", "hubspot"] as const);
    if (what === "pause") {
      const { card } = await own.say(platform, `pause ${crm}`);
      if (card.state === "confirm") await own.press(platform, card, labels(card)[0] ?? "");
    }
    if (what === "resume") await own.say(platform, `resume ${crm}`);
    if (what === "revoke") own.fault(crm, "revoke-grant");
    if (what === "sign in") await (await own.signIn(crm, "main", PEOPLE[platform].user, platform)).confirm();
    if (what === "press") {
      const cards = own.chats[platform].messages.map((one) => one.versions.at(-1)?.card);
      const open = cards.filter((card) => labels(card).length > 0);
      if (open.length > 0) {
        const card = pick(open);
        await own.press(platform, card, pick(labels(card)));
      }
    }
    await own.seconds(2);

    const [slack, teams] = PLATFORMS.map(standing);
    expect(teams, `turn ${turn}: ${what} ${crm} on ${platform}`).toEqual(slack);
    for (const [, state] of slack ?? []) seen.add(String(state));
  }

  // The property means something only if much was shown indeed.
  expect([...seen]).toEqual(expect.arrayContaining(["paused", "resumed", "open", "resolved"]));
});
