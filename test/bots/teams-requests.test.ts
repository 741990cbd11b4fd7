import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { plainCard } from "../fakes/cards.ts";
import {
  APP,
  activityOf,
  CHANNEL,
  messageOf,
  openStage,
  PERSONAL,
  pressOf,
  type Stage,
  USER,
} from "../fakes/teams-stage.ts";

describe("POST /api/messages", () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await openStage();
  });

  afterEach(() => stage.close());

  it("acknowledges a message before its answer is there, and answers in private in the same thread", async () => {
    const acknowledged = Promise.withResolvers<void>();
    stage.answer = async () => {
      await acknowledged.promise;
      return { show: "caller", card: plainCard("Answered") };
    };

    const answer = await stage.send(messageOf("status"));
    acknowledged.resolve();
    await stage.settle();

    expect(answer).toEqual({ status: 200, body: "" });
    expect(stage.calls).toEqual([
      {
        method: "POST",
        path: `v3/conversations/${CHANNEL};messageid=100/activities?isTargetedActivity=true`,
        token: "Bearer out-0",
        body: expect.objectContaining({
          type: "message",
          recipient: { id: "29:operator", name: "", isTargeted: true },
        }),
      },
    ]);
  });

  it("says who asked what, where", async () => {
    await stage.send(messageOf("frobnicate <the> &thing"));
    await stage.settle();

    expect(stage.asked.map(({ action, caller }) => ({ action, caller }))).toEqual([
      {
        action: { type: "command", text: "frobnicate <the> &thing" },
        caller: {
          platform: "teams",
          user: USER,
          name: "operator",
          channel: CHANNEL,
          message: null,
          request: expect.stringMatching(/^teams:[0-9a-f]{40}$/),
        },
      },
    ]);
  });

  it.each([
    ["a mention", messageOf("status"), "status"],
    ["a command of the menu", messageOf("/status salesforce"), "status salesforce"],
    [
      "a command of the menu that nobody else sees",
      messageOf("", { text: "/status", entities: [], recipient: { id: `28:${APP}`, isTargeted: true } }),
      "status",
    ],
    ["a mention in the middle", messageOf("", { text: "please <at>crmsync</at>&nbsp;help" }), "please   help"],
    ["somebody else's mention", messageOf("", { text: "<at>crmsync</at> assign <at>Anna</at>" }), "assign Anna"],
    ["what looks like a mention", messageOf("assign <at>crmsync</at>"), "assign <at>crmsync</at>"],
    ["what was escaped twice", messageOf("&lt;b&gt;"), "&lt;b&gt;"],
    ["the bare name", messageOf(""), ""],
    ["the personal chat", messageOf("", { ...PERSONAL, text: "status", entities: [] }), "status"],
    ["the name in the personal chat", messageOf("", { ...PERSONAL, text: "CRMsync status", entities: [] }), "status"],
    ["a menu in the personal chat", messageOf("", { ...PERSONAL, text: "/status", entities: null }), "status"],
  ])("reads %s", async (_name, activity, text) => {
    await stage.send(activity);
    await stage.settle();

    expect(stage.asked.map((one) => one.action)).toEqual([{ type: "command", text }]);
  });

  it("leaves alone what is said in a channel without the bot", async () => {
    const other = { type: "mention", mentioned: { id: "28:other" }, text: "<at>other</at>" };

    const answers = [
      await stage.send(messageOf("", { text: "status", entities: [] })),
      await stage.send(messageOf("", { text: "<at>other</at> status", entities: [other] })),
      await stage.send(activityOf({ type: "messageReaction", reactionsAdded: [{ type: "like" }] })),
      await stage.send(activityOf({ type: "invoke", name: "composeExtension/query", value: {} })),
    ];
    await stage.settle();

    expect(answers.map((one) => one.status)).toEqual([200, 200, 200, 200]);
    expect(stage.asked).toEqual([]);
    expect(stage.calls).toEqual([]);
  });

  it("acknowledges a press at once in Teams' way, and says which message was pressed", async () => {
    const acknowledged = Promise.withResolvers<void>();
    stage.answer = async () => {
      await acknowledged.promise;
      return { show: "replace", card: plainCard("Done") };
    };

    const answer = await stage.send(pressOf({ crmsync: { id: "go-1" } }));
    acknowledged.resolve();
    await stage.settle();

    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toEqual({
      statusCode: 200,
      type: "application/vnd.microsoft.activity.message",
      value: expect.any(String),
    });
    expect(stage.asked[0]).toMatchObject({
      action: { type: "press", id: "go-1", value: null },
      caller: { channel: CHANNEL, message: { channel: CHANNEL, id: "200" } },
    });
    expect(stage.calls.map((one) => `${one.method} ${one.path}`)).toEqual([
      `PUT v3/conversations/${CHANNEL}/activities/200`,
    ]);
  });

  it("takes a picked option from the input that the button names", async () => {
    await stage.send(pressOf({ crmsync: { id: "pick-1", choice: "choice:pick-1" }, "choice:pick-1": "b" }));
    await stage.send(pressOf({ crmsync: { id: "pick-1", choice: "choice:pick-1" } }));
    await stage.settle();

    expect(stage.asked.map((one) => one.action)).toEqual([
      { type: "press", id: "pick-1", value: "b" },
      { type: "press", id: "pick-1", value: null },
    ]);
  });

  it("takes a press or a form from a client without Action.Execute", async () => {
    const bare = { type: "message", text: null, entities: null, replyToId: "200" };

    await stage.send(activityOf({ ...bare, value: { crmsync: { id: "go-1" } } }));
    await stage.send(
      activityOf({ ...bare, value: { crmsync: { form: "f-1" }, "field:email": "a@b.test", other: "x" } }),
    );
    await stage.settle();

    expect(stage.asked.map((one) => one.action)).toEqual([
      { type: "press", id: "go-1", value: null },
      { type: "submit", id: "f-1", values: { email: "a@b.test" } },
    ]);
  });

  it("acknowledges the same request again and again, and acts once", async () => {
    const [message, press] = [messageOf("status"), pressOf({ crmsync: { id: "go-1" } })];

    const answers = [];
    for (const each of [message, message, press, press, message]) answers.push(await stage.send(each));
    await stage.settle();

    expect(answers.map((one) => one.status)).toEqual([200, 200, 200, 200, 200]);
    expect(answers[3]).toEqual(answers[2]);
    expect(stage.asked.map((one) => one.type)).toEqual(["command", "press"]);
  });

  it("tells the person when it cannot be told whether the request is new, and does nothing", async () => {
    await stage.close();
    const logged: string[] = [];
    stage = await openStage({
      ports: {
        first: async () => {
          throw new Error("the database is busy");
        },
        now: Date.now,
        log: (_level, message) => logged.push(message),
      },
    });

    const answer = await stage.send(messageOf("status"));
    await stage.settle();

    expect(answer.status).toBe(200);
    expect(stage.asked).toEqual([]);
    expect(JSON.stringify(stage.calls[0]?.body)).toContain("This could not be done");
    expect(logged).toContain("teams request could not be noted");
  });

  it.each([
    ["a press of nothing", pressOf({ other: 1 })],
    ["a press without an id", pressOf({ crmsync: {} })],
    ["a press of nobody", pressOf({ crmsync: { id: "go-1" } }, { from: null })],
  ])("acknowledges %s and does nothing", async (_name, activity) => {
    const answer = await stage.send(activity);
    await stage.settle();

    expect(answer.status).toBe(200);
    expect(stage.asked).toEqual([]);
    expect(stage.logged.map((one) => one.message)).toContain("teams request of an unknown shape");
  });

  it.each([
    ["no JSON", "{"],
    ["a list", "[]"],
    ["no activity", "{}"],
  ])("answers 400 to %s", async (_name, body) => {
    const answer = await stage.sendRaw(body, { authorization: `Bearer ${await stage.signer.sign()}` });

    expect(answer).toEqual({ status: 400, body: "" });
  });

  it("refuses to start with a secret that Microsoft does not take, or without an app", async () => {
    stage.troubles.push({ on: "login", answer: () => Response.json({ error: "invalid_client" }, { status: 401 }) });
    await expect(stage.settle()).rejects.toMatchObject({ kind: "unauthorized", code: "invalid_client" });

    await expect(openStage({ appId: null })).rejects.toMatchObject({ kind: "unauthorized", code: "no_app_id" });
  });

  it("starts while Microsoft's login does not answer", async () => {
    stage.troubles.push({ on: "login", answer: "drop" });

    await stage.settle();

    expect(stage.logged.map((one) => one.message)).toContain("teams did not answer at the start");
  });

  it("without an app takes what comes from this machine, unsigned", async () => {
    const open = await openStage({ appId: null, appPassword: null, allowUnauthenticated: true, loopback: false });

    const taken = await open.send(messageOf("status"), {});
    const forwarded = await open.send(messageOf("status"), { "x-forwarded-for": "203.0.113.9" });
    const fromPage = await open.send(messageOf("status"), {
      origin: "https://evil.test",
      "content-type": "text/plain",
    });
    const abroad = await open.send(messageOf("status", { serviceUrl: "https://smba.trafficmanager.net/amer/" }), {});
    await open.close();

    expect([taken.status, forwarded.status, fromPage.status, abroad.status]).toEqual([200, 401, 401, 401]);
    expect(open.asked).toHaveLength(1);
    expect(open.calls.map((one) => one.token)).toEqual([null]);
    expect(open.fetched).toEqual([]);
  });
});
