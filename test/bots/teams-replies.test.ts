import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Reply } from "../../bots/bot.ts";
import type { Card } from "../../bots/card.ts";
import { plainCard } from "../fakes/cards.ts";
import { CHANNEL, messageOf, openStage, PERSONAL, pressOf, type Stage, taskOf, USER } from "../fakes/teams-stage.ts";

const IN_THREAD = `v3/conversations/${CHANNEL};messageid=100`;
const FORM: Card = plainCard("A form", {
  form: { id: "f-1", submit: "Save", fields: [{ name: "email", label: "Email", kind: "email" }] },
});

describe("where a reply is shown", () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await openStage();
  });

  afterEach(() => stage.close());

  const calls = () => stage.calls.map((one) => `${one.method} ${one.path}`);
  const answerWith = (show: Reply["show"], card: Card = plainCard("Answered")) => {
    stage.answer = async () => ({ show, card });
  };
  const refuse = (status: number, code: string) =>
    stage.troubles.push({
      on: "connector",
      answer: () => Response.json({ error: { code, message: "no" } }, { status }),
    });

  it("for the caller in the caller's chat where a client refuses what only one person sees, and keeps that chat", async () => {
    refuse(403, "BadArgument");

    await stage.send(messageOf("status"));
    await stage.settle();

    const chat = stage.calls.findIndex((one) => one.path === "v3/conversations");
    expect(stage.calls[chat]?.body).toMatchObject({ isGroup: false, members: [{ id: "29:operator" }] });
    expect(calls().at(-1)).toMatch(/^POST v3\/conversations\/\d+\/activities$/);
    expect(JSON.parse(stage.kept.get(`teams:user:${USER}`) ?? "null")).toMatchObject({
      id: "29:operator",
      conversation: expect.stringMatching(/^\d+$/),
    });
  });

  it("for the caller as a plain message in the personal chat", async () => {
    await stage.send(messageOf("", { ...PERSONAL, text: "status" }));
    await stage.settle();

    expect(calls()).toEqual(["POST v3/conversations/a:operator/activities"]);
    expect(stage.calls[0]?.body).not.toHaveProperty("recipient");
  });

  it("for the channel in the thread where it was asked", async () => {
    answerWith("channel");

    await stage.send(messageOf("share"));
    await stage.settle();

    expect(calls()).toEqual([`POST ${IN_THREAD}/activities`]);
  });

  it("in place of a private message for the one who sees it", async () => {
    answerWith("replace");

    await stage.send(pressOf({ crmsync: { id: "go-1", private: true } }));
    await stage.settle();

    expect(stage.asked[0]?.caller.message).toBeNull();
    expect(calls()).toEqual([`PUT ${IN_THREAD}/activities/200?isTargetedActivity=true`]);
    expect(stage.calls[0]?.body).toMatchObject({ recipient: { id: "29:operator", isTargeted: true } });
  });

  it("anew, for the caller alone, when the message that was pressed is gone", async () => {
    answerWith("replace");
    refuse(404, "ActivityNotFoundInConversation");

    await stage.send(pressOf({ crmsync: { id: "go-1" } }));
    await stage.settle();

    expect(calls()).toEqual([
      `PUT v3/conversations/${CHANNEL}/activities/200`,
      `POST ${IN_THREAD}/activities?isTargetedActivity=true`,
    ]);
  });

  it("tells the log when no way works", async () => {
    stage.troubles.push(...Array.from({ length: 3 }, () => ({ on: "connector" as const, answer: "drop" as const })));

    await stage.send(messageOf("status"));
    await stage.settle();

    expect(stage.logged.at(-1)).toMatchObject({ level: "error", message: "reply could not be shown" });
  });

  it("tells the caller when the answer fails, with a reference and no detail", async () => {
    stage.answer = async () => {
      throw new Error("secret internals");
    };

    await stage.send(messageOf("status"));
    await stage.settle();

    const shown = JSON.stringify(stage.calls[0]?.body);
    expect(shown).toContain("This could not be done");
    expect(shown).not.toContain("secret internals");
    expect(stage.logged[0]).toMatchObject({ message: "an answer failed", fields: { reference: expect.any(String) } });
  });

  it("with the form inside where no dialog can be opened, and in its place once it was sent", async () => {
    answerWith("form", FORM);
    await stage.send(pressOf({ crmsync: { id: "edit-1" } }));
    await stage.settle();
    const data = formData(stage.calls[0]?.body);
    answerWith("replace", plainCard("Saved"));

    const sent = { ...data, crmsync: { ...data.crmsync, private: true }, "field:email": "a@b.test" };
    await stage.send(pressOf(sent, { replyToId: "300" }));
    await stage.settle();

    expect(stage.asked[1]).toMatchObject({
      action: { type: "submit", id: "f-1", values: { email: "a@b.test" } },
      caller: { message: { channel: CHANNEL, id: "200" } },
    });
    expect(calls()).toEqual([
      `POST ${IN_THREAD}/activities?isTargetedActivity=true`,
      `PUT v3/conversations/${CHANNEL}/activities/200`,
      `PUT ${IN_THREAD}/activities/300?isTargetedActivity=true`,
    ]);
  });

  it("in the same message when a form comes back, with what was typed", async () => {
    answerWith("form", FORM);

    const data = { crmsync: { form: "f-1", private: true }, "field:email": "nobody" };
    await stage.send(pressOf(data, { replyToId: "300" }));
    await stage.settle();

    expect(calls()).toEqual([`PUT ${IN_THREAD}/activities/300?isTargetedActivity=true`]);
    expect(JSON.stringify(stage.calls[0]?.body)).toContain("nobody");
  });
});

describe("dialogs", () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await openStage({ answerWaitMs: 200 });
  });

  afterEach(() => stage.close());

  const answerWith = (show: Reply["show"], card: Card = plainCard("Answered")) => {
    stage.answer = async () => ({ show, card });
  };
  const ask = async (name: "task/fetch" | "task/submit", data: Record<string, unknown>) => {
    const { status, body } = await stage.send(taskOf(name, data));
    return { status, answer: body === "" ? null : JSON.parse(body) };
  };

  it("open with the form that answers the press, and remember where they were opened", async () => {
    answerWith("form", FORM);
    const opened = await ask("task/fetch", { crmsync: { id: "edit-1" }, msteams: { type: "task/fetch" } });
    const data = formData(opened.answer);
    answerWith("replace", plainCard("Saved"));

    const closed = await ask("task/submit", { ...data, "field:email": "a@b.test" });
    await stage.settle();

    expect(opened.status).toBe(200);
    expect(opened.answer.task).toMatchObject({ type: "continue", value: { title: "A form" } });
    expect(closed).toEqual({ status: 200, answer: null });
    expect(stage.asked.map((one) => one.action)).toEqual([
      { type: "press", id: "edit-1", value: null },
      { type: "submit", id: "f-1", values: { email: "a@b.test" } },
    ]);
    expect(stage.asked[1]?.caller.message).toEqual({ channel: CHANNEL, id: "200" });
    expect(stage.calls.map((one) => `${one.method} ${one.path}`)).toEqual([
      `PUT v3/conversations/${CHANNEL}/activities/200`,
    ]);
  });

  it("let nobody edit a message that stands elsewhere", async () => {
    answerWith("replace");
    const place = JSON.stringify({ message: { channel: "19:other@thread.tacv2", id: "1" }, pressedPrivate: null });

    await ask("task/submit", { crmsync: { form: "f-1", place } });
    await stage.settle();

    expect(stage.asked[0]?.caller.message).toBeNull();
    expect(stage.calls.map((one) => `${one.method} ${one.path}`)).toEqual([
      `POST ${IN_THREAD}/activities?isTargetedActivity=true`,
    ]);
  });

  it("stay open with the form when it comes back, and with what was typed", async () => {
    answerWith("form", FORM);

    const { answer } = await ask("task/submit", { crmsync: { form: "f-1", place: "" }, "field:email": "nobody" });

    expect(answer.task.type).toBe("continue");
    expect(JSON.stringify(answer)).toContain("nobody");
    expect(stage.calls).toEqual([]);
  });

  it("show what answers a press instead of a form to its caller", async () => {
    answerWith("caller", plainCard("Not allowed"));

    const { answer } = await ask("task/fetch", { crmsync: { id: "edit-1" } });
    await stage.settle();

    expect(answer.task.type).toBe("continue");
    expect(JSON.stringify(answer)).toContain("Not allowed");
    expect(stage.calls).toEqual([]);
  });

  it("say what is shown in the chat besides", async () => {
    answerWith("channel", plainCard("Everybody may know"));

    const { answer } = await ask("task/fetch", { crmsync: { id: "edit-1" } });
    await stage.settle();

    expect(answer).toEqual({ task: { type: "message", value: expect.stringContaining("Everybody may know.") } });
    expect(stage.calls.map((one) => one.path)).toEqual([`${IN_THREAD}/activities`]);
  });

  it("do not wait for ever: the answer then comes into the chat", async () => {
    const late = Promise.withResolvers<void>();
    stage.answer = async () => {
      await late.promise;
      return { show: "caller", card: plainCard("Late") };
    };

    const { answer } = await ask("task/submit", { crmsync: { form: "f-1" } });
    late.resolve();
    await stage.settle();

    expect(answer).toEqual({ task: { type: "message", value: expect.stringContaining("comes into the chat") } });
    expect(stage.calls.map((one) => one.path)).toEqual([`${IN_THREAD}/activities?isTargetedActivity=true`]);
  });

  it("say that it failed, with a reference and no detail", async () => {
    stage.answer = async () => {
      throw new Error("secret internals");
    };

    const { answer } = await ask("task/submit", { crmsync: { form: "f-1" } });

    expect(answer.task).toEqual({ type: "message", value: expect.stringMatching(/reference: [0-9A-F]{8}/) });
    expect(answer.task.value).not.toContain("secret");
  });

  it("do nothing twice when a request is delivered again", async () => {
    answerWith("form", FORM);
    const request = taskOf("task/fetch", { crmsync: { id: "edit-1" } });

    const [first, again] = [await stage.send(request), await stage.send(request)];

    expect([first.status, again.status]).toEqual([200, 200]);
    expect(JSON.parse(again.body)).toEqual({ task: { type: "message", value: expect.any(String) } });
    expect(stage.asked).toHaveLength(1);
  });
});

/** What the form's own button in a card brings back. */
function formData(shown: unknown): { crmsync: Record<string, unknown> } {
  const found: Record<string, unknown>[] = [];
  JSON.stringify(shown, (name, value) => {
    if (name === "crmsync" && typeof value === "object" && value !== null && "form" in value) found.push(value);
    return value;
  });
  const [first] = found;
  if (first === undefined) throw new Error("there is no form");
  return { crmsync: first };
}
