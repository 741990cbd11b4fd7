import { createHmac } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Action } from "../../bots/bot.ts";
import { verify } from "../../bots/slack/verify.ts";
import { plainCard } from "../fakes/cards.ts";
import { openSlackRig, SECRET, type SlackRig } from "../fakes/slack-rig.ts";

const COMMAND = "command=%2Fcrmsync&text=status&user_id=U0OPERATOR&user_name=operator&channel_id=C0CRMSYNC1";

function signed(body: string, seconds = Math.floor(Date.now() / 1000), secret = SECRET): Record<string, string> {
  return {
    "content-type": "application/x-www-form-urlencoded",
    "x-slack-request-timestamp": String(seconds),
    "x-slack-signature": `v0=${createHmac("sha256", secret).update(`v0:${seconds}:${body}`).digest("hex")}`,
  };
}

describe("POST /slack/events", () => {
  let rig: SlackRig;
  let asked: Action[];

  beforeEach(async () => {
    rig = await openSlackRig();
    asked = [];
    await rig.bot.start(async (action) => {
      asked.push(action);
      return { show: "caller", card: plainCard("Answered") };
    });
  });

  afterEach(() => rig.close());

  const now = () => Math.floor(Date.now() / 1000);
  const { "x-slack-signature": _signature, ...unsigned } = signed(COMMAND);
  it.each([
    ["unsigned", () => unsigned],
    ["without a timestamp", () => ({ ...signed(COMMAND), "x-slack-request-timestamp": "" })],
    ["signed with another secret", () => signed(COMMAND, now(), "another")],
    ["signed for another body", () => signed(`${COMMAND}x`)],
    ["six minutes old", () => signed(COMMAND, now() - 360)],
    ["six minutes ahead", () => signed(COMMAND, now() + 360)],
    ["with a signature of another length", () => ({ ...signed(COMMAND), "x-slack-signature": "v0=12" })],
  ])("answers 401 without a word to a request that is %s, and does nothing", async (_name, headers) => {
    const answer = await rig.send(COMMAND, headers());

    expect(answer).toEqual({ status: 401, body: "" });
    expect(asked).toEqual([]);
  });

  it("refuses the unsigned ssl_check that Slack's library would let through", async () => {
    const answer = await rig.send("ssl_check=1&token=x", { "content-type": "application/x-www-form-urlencoded" });

    expect(answer.status).toBe(401);
  });

  it.each([
    ["broken JSON in the payload", "payload=%7B"],
    ["a list in the payload", "payload=%5B%5D"],
  ])("answers 400 to %s", async (_name, body) => {
    const answer = await rig.send(body, signed(body));

    expect(answer).toEqual({ status: 400, body: "" });
    expect(asked).toEqual([]);
  });

  it.each([
    ["a command without its person", "command=%2Fcrmsync&text=status&channel_id=C1"],
    ["a command of another name", COMMAND.replace("crmsync", "other")],
    ["an unknown kind", `payload=${encodeURIComponent(JSON.stringify({ type: "shortcut", callback_id: "x" }))}`],
    ["a press of nothing", `payload=${encodeURIComponent(JSON.stringify({ type: "block_actions", actions: [] }))}`],
  ])("acknowledges %s and does nothing", async (_name, body) => {
    const answer = await rig.send(body, signed(body));

    expect(answer).toEqual({ status: 200, body: "" });
    expect(asked).toEqual([]);
  });

  it("answers Slack's challenge when it is signed", async () => {
    const body = JSON.stringify({ type: "url_verification", challenge: "abc" });

    const answer = await rig.send(body, { ...signed(body), "content-type": "application/json" });

    expect(answer).toEqual({ status: 200, body: JSON.stringify({ challenge: "abc" }) });
  });

  it("acknowledges the same signed request again and again, and acts once", async () => {
    const headers = signed(COMMAND);

    const answers = [
      await rig.send(COMMAND, headers),
      await rig.send(COMMAND, headers),
      await rig.send(COMMAND, headers),
    ];

    expect(answers.map((one) => one.status)).toEqual([200, 200, 200]);
    expect(asked).toEqual([{ type: "command", text: "status" }]);
  });

  it("never sends an answer to an address that is not Slack's", async () => {
    const body = `${COMMAND}&response_url=${encodeURIComponent("http://127.0.0.1:9/steal")}`;

    await rig.send(body, signed(body));
    await rig.bot.stop();

    expect(rig.sent.filter((one) => one.url.includes("steal"))).toEqual([]);
    expect(rig.onlyForPerson().map((one) => one.text)).toEqual(["Answered."]);
  });
});

describe("verify", () => {
  const body = Buffer.from("a=b");

  it("names the same request the same, and another one otherwise", () => {
    const first = verify(SECRET, signed("a=b", 1000), body, 1_000_000);
    const again = verify(SECRET, signed("a=b", 1000), body, 1_200_000);
    const later = verify(SECRET, signed("a=b", 1001), body, 1_000_000);

    expect(first).toEqual({ ok: true, key: expect.stringMatching(/^slack:[0-9a-f]{40}$/) });
    expect(again).toEqual(first);
    expect(later).not.toEqual(first);
  });

  it("takes five minutes and not a second more, into the past and ahead", () => {
    const verdicts = [300, 301, -300, -301].map((age) => verify(SECRET, signed("a=b", 1000 - age), body, 1_000_000).ok);

    expect(verdicts).toEqual([true, false, true, false]);
  });
});
