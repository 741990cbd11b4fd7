import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Action, Answer, Bot, Caller, Reply } from "../../bots/bot.ts";
import { plainCard } from "../fakes/cards.ts";

/** A bot joined to a simulated chat, and a person in it. */
export interface BotRig {
  readonly bot: Bot;
  /** The same program started anew: another bot with the same ports. */
  restart(answer: Answer): Promise<Bot>;
  /** Moves the clock of the chat and of the bot's ports. */
  pass(ms: number): void;
  /** The same bot with a token that the chat does not know. */
  readonly badBot: Bot;
  readonly channel: string;
  readonly user: string;
  /** Until the chat got the acknowledgement of what was done last. */
  acknowledged(): Promise<void>;
  type(text: string): Promise<Seen>;
  press(message: string, label: string): Promise<Seen>;
  /** Each request from now on arrives twice. */
  repeat(): void;
  trouble(kind: "down" | "rate_limited", times: number): void;
  inChannel(): readonly StandingMessage[];
  onlyForPerson(): readonly StandingMessage[];
  close(): Promise<void>;
}

export interface Seen {
  readonly ackStatus: number;
  readonly texts: readonly string[];
}

export interface StandingMessage {
  readonly id: string;
  readonly thread: string | null;
  readonly text: string;
  readonly version: number;
  readonly files: readonly { readonly name: string; readonly content: string }[];
}

/** What every bot must do, whatever its platform; `open` gives a fresh chat each time. */
export function testBot(name: string, open: () => Promise<BotRig>): void {
  describe(`${name}: the bot's contract`, () => {
    let rig: BotRig;
    let asked: { action: Action; from: Caller }[];
    let answer: Answer;

    beforeEach(async () => {
      rig = await open();
      asked = [];
      answer = async () => say("caller", "Here is the status");
      await rig.bot.start((action, from) => {
        asked.push({ action, from });
        return answer(action, from);
      });
    });

    afterEach(() => rig.close());

    it("refuses to start with bad credentials, and starts when the chat is down", async () => {
      const refused = rig.badBot.start(answer);
      await expect(refused).rejects.toMatchObject({ name: "ChatError", kind: "unauthorized" });
      rig.trouble("down", 1);

      const started = rig.bot.start(answer);

      await expect(started).resolves.toBeUndefined();
    });

    it("acknowledges before the answer is there", async () => {
      answer = async () => {
        await rig.acknowledged();
        return say("caller", "After the acknowledgement");
      };

      const seen = await rig.type("status");

      expect(seen.ackStatus).toBe(200);
      expect(seen.texts).toEqual([expect.stringContaining("After the acknowledgement.")]);
    });

    it("hands over what was typed and who typed it, verbs that nobody knows too", async () => {
      await rig.type("frobnicate <the> &thing");

      expect(asked).toEqual([
        {
          action: { type: "command", text: "frobnicate <the> &thing" },
          from: expect.objectContaining({ platform: rig.bot.id, user: rig.user, channel: rig.channel, message: null }),
        },
      ]);
    });

    it("shows a private answer to the caller alone", async () => {
      await rig.type("status");

      expect(rig.onlyForPerson().map((one) => one.text)).toEqual([expect.stringContaining("Here is the status.")]);
      expect(rig.inChannel()).toEqual([]);
    });

    it("shows a public answer to the channel", async () => {
      answer = async () => say("channel", "Everybody may know");

      await rig.type("share");

      expect(rig.inChannel().map((one) => one.text)).toEqual([expect.stringContaining("Everybody may know.")]);
      expect(rig.onlyForPerson()).toEqual([]);
    });

    it("tells the caller in private when the answer fails, with a reference and no detail", async () => {
      answer = async () => {
        throw new Error("secret internals");
      };

      const seen = await rig.type("status");

      expect(seen.texts).toEqual([expect.stringMatching(/could not be done.*reference: [0-9A-F]{8}\./)]);
      expect(seen.texts.join()).not.toContain("secret internals");
      expect(rig.inChannel()).toEqual([]);
    });

    it("posts, and an update changes the same message", async () => {
      const ref = await rig.bot.post({ channel: rig.channel }, plainCard("First words"), "k1");

      await rig.bot.update(ref, plainCard("Second words"));

      expect(rig.inChannel()).toEqual([
        expect.objectContaining({ id: ref.id, version: 2, text: expect.stringContaining("Second words.") }),
      ]);
    });

    it("keeps replies and files in the thread", async () => {
      const root = await rig.bot.post({ channel: rig.channel }, plainCard("Root"), "k1");

      await rig.bot.post({ channel: rig.channel, thread: root }, plainCard("Reply"), "k2");
      await rig.bot.attach(root, {
        name: "list.csv",
        title: "The list",
        content: new TextEncoder().encode("a,b\n1,2\n"),
      });

      const [, reply, file] = rig.inChannel();
      expect(reply).toMatchObject({ thread: root.id, text: expect.stringContaining("Reply.") });
      expect(file).toMatchObject({ thread: root.id, files: [{ name: "list.csv", content: "a,b\n1,2\n" }] });
    });

    it("posts to a person alone", async () => {
      await rig.bot.post({ user: rig.user }, plainCard("For you"), "k1");

      expect(rig.onlyForPerson().map((one) => one.text)).toEqual([expect.stringContaining("For you.")]);
      expect(rig.inChannel()).toEqual([]);
    });

    it("says which message was pressed, and replaces it in place", async () => {
      const ref = await rig.bot.post({ channel: rig.channel }, pressable("Press me"), "k1");
      answer = async () => say("replace", "Pressed");

      await rig.press(ref.id, "Go");

      expect(asked).toEqual([
        {
          action: { type: "press", id: "go-1", value: null },
          from: expect.objectContaining({ user: rig.user, channel: ref.channel, message: ref }),
        },
      ]);
      expect(rig.inChannel()).toEqual([
        expect.objectContaining({ id: ref.id, version: 2, text: expect.stringContaining("Pressed.") }),
      ]);
    });

    it("replaces a private message for the one who sees it", async () => {
      answer = async (action) =>
        action.type === "press" ? say("replace", "Refreshed") : { show: "caller", card: pressable("Status") };
      await rig.type("status");
      const [shown] = rig.onlyForPerson();

      await rig.press(shown?.id ?? "none", "Go");

      expect(asked.at(-1)?.from.message).toBeNull();
      expect(rig.onlyForPerson()).toEqual([
        expect.objectContaining({ id: shown?.id, version: 2, text: expect.stringContaining("Refreshed.") }),
      ]);
    });

    it("does nothing twice when a request is delivered again", async () => {
      rig.repeat();

      await rig.type("status");

      expect(asked).toHaveLength(1);
      expect(rig.onlyForPerson()).toHaveLength(1);
    });

    it("surfaces a chat that is down, that wants us to wait, or that knows no such place", async () => {
      rig.trouble("down", 1);
      const down = rig.bot.post({ channel: rig.channel }, plainCard("A"), "k1");
      await expect(down).rejects.toMatchObject({ name: "ChatError", kind: "down", retryAfterMs: null });

      rig.trouble("rate_limited", 1);
      const limited = rig.bot.post({ channel: rig.channel }, plainCard("B"), "k2");
      await expect(limited).rejects.toMatchObject({ name: "ChatError", kind: "rate_limited", retryAfterMs: 1000 });

      const nowhere = rig.bot.post({ channel: "nowhere" }, plainCard("C"), "k3");
      await expect(nowhere).rejects.toMatchObject({ name: "ChatError", kind: "refused" });

      const gone = rig.bot.update({ channel: rig.channel, id: "1.000001" }, plainCard("D"));
      await expect(gone).rejects.toMatchObject({ name: "ChatError", kind: "gone" });
      expect(rig.inChannel()).toEqual([]);
    });
  });
}

function say(show: Reply["show"], headline: string): Reply {
  return { show, card: plainCard(headline) };
}

function pressable(headline: string) {
  return plainCard(headline, { actions: [{ type: "button", id: "go-1", label: "Go" }] });
}
