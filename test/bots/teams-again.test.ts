import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Action, Answer } from "../../bots/bot.ts";
import { firstSeen } from "../../engine/store/desk.ts";
import { openStore, type Store } from "../../engine/store/open.ts";
import type { Shape } from "../../src/sandbox/chat/shape.ts";
import { claimsFor, signedHeaders } from "../../src/sandbox/teams/delivery.ts";
import { signToken } from "../../src/sandbox/teams/keys.ts";
import { dialogSent, executed, saidToBot, submitted } from "../../src/sandbox/teams/outgoing.ts";
import { CHANNELS, PEOPLE } from "../../src/sandbox/teams/people.ts";
import { plainCard } from "../fakes/cards.ts";
import { realClock } from "../fakes/ports.ts";
import { openTeamsRig, type TeamsRig } from "../fakes/teams-rig.ts";

const MINUTE = 60_000;
const PRESSED = { crmsync: { id: "a-1" } };
const SENT = { crmsync: { form: "form-1" }, "field:why": "while we import" };
/** What Teams shows in a dialog that was sent before. */
const SAID = { task: { type: "message", value: "This was sent before, and it is done once only." } };

let url: string;
let store: Store;
let rig: TeamsRig;
let asked: Action[];
let machine: number;

const first = (key: string) => store.write((sql) => firstSeen(sql, key, Date.now()));
const answer: Answer = async (action) => {
  asked.push(action);
  return { show: "caller", card: plainCard("Done once") };
};
const open = () => openStore({ url, objects: { contact: ["email"] }, clock: realClock, log: () => {} });

/** The whole program stops and starts: the database too. */
async function restart(): Promise<void> {
  await rig.bot.stop();
  await store.close();
  store = await open();
  await rig.restart(answer);
}

/** Where the simulated Teams is reached, as it told the bot when it was installed. */
function serviceUrl(): string {
  const { serviceUrl } = JSON.parse(rig.kept.get("teams:service") ?? "{}") as { serviceUrl?: string };
  return serviceUrl ?? "";
}

function token(): Record<string, string> {
  const claims = claimsFor(rig.teams.state, serviceUrl(), Math.floor(machine / 1000));
  return signedHeaders(signToken(rig.teams.state.keys, claims));
}

/** An operator's message, press or form, in the channel or below a message of the bot's there. */
async function bodyOf(what: "message" | "press" | "old press" | "dialog"): Promise<string> {
  const { state } = rig.teams;
  const [room, person] = [CHANNELS[0], PEOPLE[2]];
  if (room === undefined || person === undefined) throw new Error("the simulated tenant is empty");
  const from = { person, spot: { room: room.id, thread: null }, serviceUrl: serviceUrl() };
  const { id } = await rig.bot.post({ channel: room.id }, plainCard("Shown before"), "k");
  const message = state.messages.get(id);
  if (message === undefined) throw new Error("the bot's message does not stand");
  const made: Readonly<Record<typeof what, () => { activity: Shape }>> = {
    message: () => saidToBot(state, from, "resync"),
    press: () => executed(state, from, message, { verb: "press", data: PRESSED }),
    "old press": () => submitted(state, from, message, PRESSED, null),
    dialog: () => dialogSent(state, from, "dialog-1", id, SENT),
  };
  return JSON.stringify(made[what]().activity);
}

beforeEach(async () => {
  url = `sqlite:${join(mkdtempSync(join(tmpdir(), "crmsync-again-")), "w.sqlite")}`;
  store = await open();
  asked = [];
  machine = Math.floor(Date.now() / 1000) * 1000;
  rig = await openTeamsRig({ first, machineNow: () => machine });
  await rig.bot.start(answer);
});

afterEach(async () => {
  await rig.close();
  await store.close();
});

describe("the same signed request, at once, after one minute, after a restart and after five minutes", () => {
  it.each([
    ["a message", "message", { type: "command", text: "resync" }],
    ["a press", "press", { type: "press", id: "a-1", value: null }],
    ["a press of an old client", "old press", { type: "press", id: "a-1", value: null }],
    ["a sent dialog", "dialog", { type: "submit", id: "form-1", values: { why: "while we import" } }],
  ] as const)("%s has one effect, and each is acknowledged", async (_what, kind, action) => {
    const body = await bodyOf(kind);
    const headers = token();

    const answers = await Promise.all([rig.send(body, headers), rig.send(body, headers)]);
    machine += MINUTE;
    answers.push(await rig.send(body, headers));
    await restart();
    answers.push(await rig.send(body, headers));
    machine += 4 * MINUTE;
    answers.push(await rig.send(body, headers), await rig.send(body, token()));
    await rig.bot.stop();

    expect(answers.map((one) => one.status)).toEqual([200, 200, 200, 200, 200, 200]);
    expect(asked).toEqual([action]);
    expect(rig.onlyForPerson().map((one) => one.text)).toEqual([expect.stringContaining("Done once")]);
    if (kind === "dialog") expect(answers.slice(2).map((one) => JSON.parse(one.body))).toEqual(Array(4).fill(SAID));
  });

  it("refuses it when the token is over, whether it was seen before or not", async () => {
    const body = await bodyOf("message");
    const headers = token();
    await rig.send(body, headers);

    machine += 66 * MINUTE;
    const late = await rig.send(body, headers);
    await rig.bot.stop();

    expect(late).toEqual({ status: 401, body: "" });
    expect(asked).toHaveLength(1);
  });
});

describe("when it cannot be noted whether a request is new", () => {
  beforeEach(async () => {
    await rig.close();
    rig = await openTeamsRig({ first: () => Promise.reject(new Error("no database")), machineNow: () => machine });
    await rig.bot.start(answer);
  });

  it.each([
    ["a message", "message"],
    ["a press", "press"],
  ] as const)("%s does nothing, and the person alone is told", async (_what, kind) => {
    const answered = await rig.send(await bodyOf(kind), token());
    await rig.bot.stop();

    expect(answered.status).toBe(200);
    expect(asked).toEqual([]);
    expect(rig.onlyForPerson().map((one) => one.text)).toEqual([expect.stringContaining("This could not be done")]);
  });

  it("a sent dialog is not acknowledged, so that it can be sent again", async () => {
    const answered = await rig.send(await bodyOf("dialog"), token());
    await rig.bot.stop();

    expect(answered.status).toBe(503);
    expect(asked).toEqual([]);
    expect(rig.onlyForPerson()).toEqual([]);
  });
});
