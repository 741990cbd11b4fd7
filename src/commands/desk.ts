import type { z } from "zod";
import type { Caller, Examined, Reply } from "../../bots/bot.ts";
import type { Card } from "../../bots/card.ts";
import { type Engine, type Log, StorageTrouble } from "../../engine/index.ts";
import type { Role } from "../access.ts";
import type { ChannelSettings, Roles } from "../config.ts";
import { type Buttons, freshButtons } from "./buttons.ts";
import type { Known, Slot } from "./slots.ts";
import type { Names } from "./words.ts";

/** Everything that answers need. */
export interface Desk {
  readonly engine: Engine;
  readonly roles: Roles;
  /** Where people reach us, without a slash at the end. */
  readonly publicUrl: string;
  now(): number;
  newId(): string;
  /** The ids that the caller's own platform has for the groups that they are in now. */
  groupsOf(caller: Pick<Caller, "platform" | "user">): Promise<readonly string[]>;
  /** Nudges the loops: something was ordered. */
  onOrder(): void;
  readonly log: Log;
  /** Whose days "today" and "yesterday" are (IANA); UTC unless told. */
  readonly zone?: string;
  /** Where digests are told; none unless told. */
  readonly channels?: readonly ChannelSettings[];
  /** Looks at everything that the chats need. Never throws; absent = no chat is reached from here. */
  examineChat?(): Promise<readonly Examined[]>;
  /** What the machine tells of itself; absent = not asked. */
  readonly machine?: Machine;
}

/** What `doctor` wants to know of the machine. */
export interface Machine {
  readonly version: string;
  /** Of the disk that holds the database; null = it is not on a disk of ours. */
  freeBytes(): Promise<number | null>;
}

/** A reply with what a program would want to know: the terminal prints `data` for --json. */
export interface Answered extends Reply {
  readonly data?: unknown;
  /** Of the terminal, where the card's state does not tell it: 1 = something is wrong, 2 = something is missing in the question. */
  readonly exit?: 1 | 2;
}

/** One question: who asks, with which role, and what is known here. */
export interface Ask {
  readonly desk: Desk;
  readonly caller: Caller;
  readonly role: Role;
  readonly known: Known;
  readonly names: Names;
  /** The verbs that can be typed, for the help. */
  readonly verbs: readonly Verb[];
}

export interface Verb {
  readonly name: string;
  /** The least that is needed. */
  readonly role: Role;
  /** It changes nothing although not everybody may ask it. */
  readonly looks?: true;
  /** One sentence. */
  readonly summary: string;
  /** What may follow the verb, e.g. "[connection] [reason]". */
  readonly usage: string;
  readonly examples: readonly string[];
  /** What its words may mean, in the order in which they are tried; null = only buttons call it. */
  readonly slots: readonly Slot[] | null;
  readonly args: z.ZodType;
  /** What of a press or a form is an argument: the option that was picked, or the fields. Otherwise the id alone counts. */
  readonly takes?: "value" | "values";
  /** Throws a ZodError when the arguments are not what `args` says. */
  run(raw: unknown, ask: Ask): Promise<Answered>;
}

/** Ties a verb's arguments to their check: nothing reaches `run` unchecked. */
export function verb<S extends z.ZodType>(
  own: Omit<Verb, "args" | "run"> & { readonly args: S; run(args: z.output<S>, ask: Ask): Promise<Answered> },
): Verb {
  return { ...own, run: async (raw, ask) => own.run(own.args.parse(raw), ask) };
}

const DAY = 86_400_000;

/** Draws a card, stores what its buttons may do, and answers with it. */
export async function replyWith(
  ask: Ask,
  show: Reply["show"],
  draw: (buttons: Buttons) => Card,
  told: Pick<Answered, "data" | "exit"> = {},
): Promise<Answered> {
  const buttons = freshButtons(ask.desk.newId, ask.desk.now() + DAY);
  const card = draw(buttons);
  if (buttons.rows.length === 0) return { show, card, ...told };
  try {
    await ask.desk.engine.addActions(buttons.rows);
    return { show, card, ...told };
  } catch (cause) {
    // What a button does is a row: where none can be written the answer has no buttons.
    if (!(cause instanceof StorageTrouble)) throw cause;
    return { show, card: withoutButtons(card), ...told };
  }
}

function withoutButtons({ actions: _actions, sections = [], ...card }: Card): Card {
  return { ...card, sections: sections.map(({ actions: _own, ...section }) => section) };
}

/** `platform:user`, as roles and button owners are written. */
export function callerKey({ platform, user }: Pick<Caller, "platform" | "user">): string {
  return `${platform}:${user}`;
}
