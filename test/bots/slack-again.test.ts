import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Action, Answer } from "../../bots/bot.ts";
import { firstSeen } from "../../engine/store/desk.ts";
import { openStore, type Store } from "../../engine/store/open.ts";
import { signedHeaders } from "../../src/sandbox/slack/delivery.ts";
import { plainCard } from "../fakes/cards.ts";
import { realClock } from "../fakes/ports.ts";
import { openSlackRig, openSocketRig, SECRET, type SlackRig } from "../fakes/slack-rig.ts";

const MINUTE = 60_000;
const USER = "user_id=U0OPERATOR&user_name=operator";
const COMMAND = `command=%2Fcrmsync&text=resync&${USER}&channel_id=C0CRMSYNC1&trigger_id=T-1`;
const USER_JSON = { id: "U0OPERATOR", username: "operator" };
const PRESS = {
  type: "block_actions",
  user: USER_JSON,
  trigger_id: "T-2",
  channel: { id: "C0CRMSYNC1" },
  container: { type: "message", message_ts: "1.000001", channel_id: "C0CRMSYNC1", is_ephemeral: false },
  actions: [{ action_id: "a-1", block_id: "b" }],
};
const SUBMISSION = {
  type: "view_submission",
  user: USER_JSON,
  trigger_id: "T-3",
  view: { id: "V1", callback_id: "form-1", private_metadata: "", state: { values: {} } },
};
const BODIES: [string, string][] = [
  ["a command", COMMAND],
  ["a press", new URLSearchParams({ payload: JSON.stringify(PRESS) }).toString()],
  ["a sent form", new URLSearchParams({ payload: JSON.stringify(SUBMISSION) }).toString()],
];

let url: string;
let store: Store;
let rig: SlackRig;
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

beforeEach(async () => {
  url = `sqlite:${join(mkdtempSync(join(tmpdir(), "crmsync-again-")), "w.sqlite")}`;
  store = await open();
  asked = [];
  machine = Math.floor(Date.now() / 1000) * 1000;
});

afterEach(async () => {
  await rig.close();
  await store.close();
});

describe("the same signed request, at once, after one minute, after a restart and after five minutes", () => {
  it.each(BODIES)("%s has one effect", async (_what, body) => {
    rig = await openSlackRig({ first, machineNow: () => machine });
    await rig.bot.start(answer);
    const headers = signedHeaders(SECRET, Math.floor(machine / 1000), body);

    const answers = await Promise.all([rig.send(body, headers), rig.send(body, headers)]);
    machine += MINUTE;
    answers.push(await rig.send(body, headers));
    await restart();
    answers.push(await rig.send(body, headers));
    machine += 4 * MINUTE;
    answers.push(await rig.send(body, { ...headers, "x-slack-retry-num": "3" }));

    expect(answers.map((one) => one.status)).toEqual([200, 200, 200, 200, 200]);
    expect(asked).toHaveLength(1);
    expect(rig.onlyForPerson().map((one) => one.text)).toEqual(["Done once."]);
  });
});

describe("the same envelope of a socket, twice, in other envelopes, and after a restart", () => {
  it.each(BODIES)("%s has one effect, and each is acknowledged", async (_what, body) => {
    rig = await openSocketRig({ first });
    await rig.bot.start(answer);
    const acknowledged: string[] = [];
    const form = new URLSearchParams(body);
    const payload = form.get("payload");
    const type = payload === null ? "slash_commands" : "interactive";
    const content: unknown = payload === null ? Object.fromEntries(form) : JSON.parse(payload);
    const send = (id: string) => {
      rig.slack.state.waiting.set(id, () => acknowledged.push(id));
      const [link] = rig.slack.state.links;
      link?.send(JSON.stringify({ type, envelope_id: id, payload: content, accepts_response_payload: false }));
    };
    const heard = async (count: number) => {
      for (let waited = 0; acknowledged.length < count && waited < 3_000; waited += 5) await sleep(5);
    };

    send("e-1");
    send("e-1");
    send("e-2");
    await heard(3);
    await restart();
    send("e-1");
    send("e-3");
    await heard(5);
    await rig.bot.stop();

    expect(acknowledged.toSorted()).toEqual(["e-1", "e-1", "e-1", "e-2", "e-3"]);
    expect(asked).toHaveLength(1);
    expect(rig.onlyForPerson().map((one) => one.text)).toEqual(["Done once."]);
  });

  it("is not acknowledged while it cannot be noted, and has its effect when it comes again", async () => {
    let broken = true;
    rig = await openSocketRig({
      first: async (key) => {
        if (broken) throw new Error("the disk is full");
        return first(key);
      },
    });
    await rig.bot.start(answer);
    const acknowledged: string[] = [];
    const envelope = {
      type: "slash_commands",
      envelope_id: "e-1",
      payload: Object.fromEntries(new URLSearchParams(COMMAND)),
    };
    rig.slack.state.waiting.set("e-1", () => acknowledged.push("e-1"));
    const send = () => [...rig.slack.state.links][0]?.send(JSON.stringify(envelope));

    send();
    await sleep(100);
    const early = [...acknowledged];
    broken = false;
    send();
    await sleep(200);

    expect(early).toEqual([]);
    expect(acknowledged).toEqual(["e-1"]);
    expect(asked).toEqual([{ type: "command", text: "resync" }]);
  });
});

it("does nothing when it cannot be noted whether a command is new, and says so to the person alone", async () => {
  const rig = await openSlackRig({ first: () => Promise.reject(new Error("no database")) });
  const asked: unknown[] = [];
  await rig.bot.start(async (action) => {
    asked.push(action);
    return { show: "caller", card: plainCard("Answered") };
  });

  const answered = await rig.typeAs("status");
  await rig.close();

  expect(answered.ackStatus).toBe(200);
  expect(asked).toEqual([]);
  expect(answered.shown.map((each) => [each.private, each.text.includes("This could not be done")])).toEqual([
    [true, true],
  ]);
});
