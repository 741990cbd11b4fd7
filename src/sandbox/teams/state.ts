import type { Shape } from "../chat/shape.ts";
import type { World } from "../service.ts";
import { createKeys, type Keys } from "./keys.ts";
import { CHANNELS, chatOwner, TEAM } from "./people.ts";

/** The bot as it is registered with the simulated directory. */
export interface App {
  readonly id: string;
  readonly password: string;
  readonly tenantId: string;
}

export interface Message {
  /** The activity's id. */
  readonly id: string;
  /** The channel or personal chat in which it stands. */
  readonly room: string;
  /** The root message under which it stands; null = it is a root itself, or stands in a personal chat. */
  readonly thread: string | null;
  /** The person who wrote it; null = the bot. */
  readonly from: string | null;
  /** The only person who sees it, or null when everybody in the room does. */
  readonly onlyFor: string | null;
  readonly at: number;
  text: string;
  /** Its Adaptive Cards; Teams shows one below the other. */
  cards: readonly Shape[];
  /** What is attached beside Adaptive Cards. */
  attachments: readonly Shape[];
  /** What single persons see instead of the first card, after a press of theirs was answered with a card. */
  readonly views: Map<string, Shape>;
  /** Words that Teams shows for a moment and that then stand nowhere. */
  readonly fleeting: boolean;
  deleted: boolean;
  version: number;
  /** The state's change number of its last change. */
  changed: number;
}

/** An open form. */
export interface Dialog {
  readonly id: string;
  readonly user: string;
  readonly room: string;
  /** The message whose button opened it. */
  readonly message: string | null;
  title: string;
  /** null when the bot shows a web page in it. */
  card: Shape | null;
  url: string | null;
  version: number;
  changed: number;
}

/** Something a person did. */
export interface Interaction {
  readonly user: string;
  readonly room: string;
  /** The message that was pressed. */
  readonly pressed: string | null;
  /** The dialog in which it happened. */
  readonly dialog: string | null;
  /** The message that was written. */
  readonly said: string | null;
}

export interface State {
  readonly world: World;
  readonly app: App;
  readonly keys: Keys;
  readonly messages: Map<string, Message>;
  readonly dialogs: Map<string, Dialog>;
  /** Channels whose team has the bot, and personal chats that were begun. */
  readonly rooms: Set<string>;
  /** For each person who looked at their home, the number of the last change before that. */
  readonly homes: Map<string, number>;
  /** When each access token ends, ms since 1970 in the world's time. */
  readonly tokens: Map<string, number>;
  /** When calls were let through, by window: newest last. */
  readonly sent: Map<string, number[]>;
  lastMs: number;
  counter: number;
  changes: number;
}

export function createState(world: World, app: App): State {
  return {
    world,
    app,
    keys: createKeys(),
    messages: new Map(),
    dialogs: new Map(),
    rooms: new Set([TEAM.id, ...CHANNELS.map((one) => one.id)]),
    homes: new Map(),
    tokens: new Map(),
    sent: new Map(),
    lastMs: 0,
    counter: 0,
    changes: 0,
  };
}

/** Messages are named by the millisecond of their birth, never the same twice. */
export function newActivityId(state: State): string {
  state.lastMs = Math.max(Math.floor(state.world.now()), state.lastMs + 1);
  return String(state.lastMs);
}

export function newId(state: State, prefix: string): string {
  state.counter += 1;
  const noise = Math.floor(state.world.random() * 36 ** 6)
    .toString(36)
    .padStart(6, "0");
  return `${prefix}${noise}${state.counter.toString(36).padStart(6, "0")}`;
}

export function bump(state: State): number {
  state.changes += 1;
  return state.changes;
}

export interface Content {
  readonly text: string;
  readonly cards: readonly Shape[];
  readonly attachments: readonly Shape[];
}

type Draft = Partial<Content> &
  Pick<Message, "room"> &
  Partial<Pick<Message, "thread" | "from" | "onlyFor" | "fleeting">>;

export function addMessage(state: State, draft: Draft): Message {
  const message: Message = {
    id: newActivityId(state),
    room: draft.room,
    thread: draft.thread ?? null,
    from: draft.from ?? null,
    onlyFor: draft.onlyFor ?? null,
    at: state.world.now(),
    text: draft.text ?? "",
    cards: draft.cards ?? [],
    attachments: draft.attachments ?? [],
    views: new Map(),
    fleeting: draft.fleeting ?? false,
    deleted: false,
    version: 1,
    changed: bump(state),
  };
  state.messages.set(message.id, message);
  return message;
}

/** Replaces all of a message for everybody. */
export function editMessage(state: State, message: Message, content: Content): void {
  message.text = content.text;
  message.cards = content.cards;
  message.attachments = content.attachments;
  message.views.clear();
  message.version += 1;
  message.changed = bump(state);
}

export function deleteMessage(state: State, message: Message): void {
  message.deleted = true;
  message.changed = bump(state);
}

/** What the bot has standing in a channel for everybody, oldest first. */
export function inChannel(state: State, room: string): readonly Message[] {
  return [...state.messages.values()].filter(
    (one) => one.room === room && one.from === null && one.onlyFor === null && !one.deleted,
  );
}

/** What people and the bot wrote in a channel for everybody, oldest first. */
export function spokenIn(state: State, room: string): readonly Message[] {
  return [...state.messages.values()].filter((one) => one.room === room && one.onlyFor === null && !one.deleted);
}

/** What the bot shows this person and nobody else: targeted messages, their personal chat, their views of cards. */
export function privateTo(state: State, user: string): readonly Message[] {
  const alone = (one: Message) => one.onlyFor === user || chatOwner(one.room)?.id === user || one.views.has(user);
  return [...state.messages.values()].filter((one) => one.from === null && !one.deleted && !one.fleeting && alone(one));
}
