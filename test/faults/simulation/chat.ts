import { type Bot, ChatError, type MessageRef, type PostTo } from "../../../bots/bot.ts";
import type { Card } from "../../../bots/card.ts";
import type { Store } from "../../../engine/store/open.ts";
import type { Agenda } from "./agenda.ts";
import { type Chance, chanceOf } from "./chance.ts";
import type { ChatEnd } from "./chat-ends.ts";
import type { Drawn } from "./draw.ts";
import type { Life } from "./machine.ts";
import { checkPost } from "./posts.ts";
import type { Trace } from "./trace.ts";

/** What became of the answer to a post. */
export type Answered = "pending" | "answered" | "lost";

export interface Message {
  readonly id: string;
  readonly key: string;
  readonly place: string;
  readonly at: number;
  readonly life: Life;
  /** States of the cards that it showed, the newest last. */
  readonly states: string[];
  answered: Answered;
  /** Somebody deleted it. */
  gone: boolean;
}

/** One chat that all workers post to, with all that can happen on the way. */
export interface Chat {
  readonly messages: readonly Message[];
  /** Keys that somebody tried to post, arrived or not. */
  readonly tried: ReadonlySet<string>;
  botOf(life: Life): Bot;
  /** Nothing arrives for a while. */
  goDown(forMs: number): void;
  /** Somebody deletes a message; false = there is none. */
  deleteOne(): boolean;
}

export interface ChatOptions {
  readonly agenda: Agenda;
  readonly trace: Trace;
  readonly drawn: Drawn;
  readonly store: Store;
  /** Whether nothing could be saved at some time since. */
  unsavedSince(at: number): boolean;
  stormy(): boolean;
  kill(life: Life, why: string): void;
}

export function createChat(options: ChatOptions): Chat {
  const { agenda, trace, drawn } = options;
  const chance = chanceOf(drawn.seed, "chat");
  const messages: Message[] = [];
  const tried = new Set<string>();
  let downUntil = 0;

  /** Does `work` at the chat, unless the call is lost on its way; tells the caller, unless the answer is. */
  function call<T>(life: Life, what: string, work: () => Promise<T>, told: (answered: Answered) => void): Promise<T> {
    const latency = () => chance.between(5, 300);
    return new Promise<T>((resolve, reject) => {
      const end = options.stormy() ? drawEnd(drawn, chance) : null;
      const note = end === null ? trace.note : trace.fault;
      note(`${life.owner} ${what}: ${end ?? "fine"}`);
      const refuse = (error: ChatError) => {
        told("lost");
        life.after(latency(), () => reject(error));
      };
      const arrive = async () => {
        if (agenda.now() < downUntil) return refuse(new ChatError("down", "http_503"));
        if (end === "down") return refuse(new ChatError("down", "http_500"));
        if (end === "limit") return refuse(new ChatError("rate_limited", "ratelimited", chance.between(1, 20) * 1000));
        try {
          const done = await work();
          if (end === "lost after") return refuse(new ChatError("down", "no_answer"));
          if (end === "crash after") return options.kill(life, `after it ${what}`);
          life.after(latency(), () => {
            told("answered");
            resolve(done);
          });
        } catch (cause) {
          life.after(latency(), () => reject(cause));
        }
      };
      if (end === "lost before") return refuse(new ChatError("down", "no_answer"));
      if (end === "crash before") return agenda.in(latency(), () => options.kill(life, `before it ${what}`));
      agenda.in(latency(), arrive);
    });
  }

  function post(life: Life, to: PostTo, card: Card, key: string): Promise<MessageRef> {
    const place = "channel" in to ? to.channel : `user:${to.user}`;
    const before = tried.has(key);
    tried.add(key);
    let mine: Message | null = null;
    const work = async () => {
      const id = String(messages.length + 1);
      const earlier = messages.filter((one) => one.key === key);
      const at = agenda.now();
      mine = { id, key, place, at, life, states: [card.state], answered: "pending", gone: false };
      messages.push(mine);
      await checkPost({ ...options, message: mine, earlier, triedBefore: before });
      return { channel: place, id };
    };
    return call(life, `posts ${key} ${card.state}`, work, (answered) => {
      if (mine) mine.answered = answered;
    });
  }

  function update(life: Life, ref: MessageRef, card: Card): Promise<void> {
    const message = messages.find((one) => one.id === ref.id);
    const work = async () => {
      if (!message || message.gone) throw new ChatError("gone", "message_not_found");
      message.states.push(card.state);
    };
    return call(life, `edits ${message?.key} ${card.state}`, work, () => undefined);
  }

  return {
    messages,
    tried,
    botOf: (life) => ({
      id: "slack",
      routes: [],
      start: async () => {},
      stop: async () => {},
      post: (to, card, key) => post(life, to, card, key),
      update: (ref, card) => update(life, ref, card),
      attach: async () => {},
      home: async () => {},
      groupsOf: async () => [],
      examine: async () => [],
    }),
    goDown: (forMs) => {
      downUntil = agenda.now() + forMs;
    },
    deleteOne: () => {
      const standing = messages.filter((one) => !one.gone);
      if (standing.length === 0) return false;
      chance.pick(standing).gone = true;
      return true;
    },
  };
}

function drawEnd({ chatEnds: ends }: Drawn, chance: Chance): ChatEnd | null {
  let at = chance.next();
  for (const [end, share] of Object.entries(ends) as [ChatEnd, number][]) {
    if (at < share) return end;
    at -= share;
  }
  return null;
}
