import { type Shape, shapeOf, textOf } from "../chat/shape.ts";
import { chatOwner, findChannel, findPerson } from "./people.ts";
import type { Message } from "./state.ts";
import { linksIn, wordsOf } from "./text.ts";

/** A message that answered what a person did. */
export interface Shown {
  readonly id: string;
  /** The channel's or, when it is private, the person's name. */
  readonly to: string;
  readonly private: boolean;
  readonly text: string;
  readonly card: Shape | null;
  readonly links: readonly string[];
}

/** A message where it stands. */
interface Standing {
  readonly id: string;
  readonly thread: string | null;
  readonly channel: string;
  readonly private: boolean;
  /** Who wrote it, or null for the bot. */
  readonly from: string | null;
  readonly text: string;
  readonly card: Shape | null;
  readonly cards: readonly Shape[];
  readonly files: readonly {
    readonly id: string;
    readonly name: string;
    readonly title: string;
    readonly content: string;
  }[];
  /** 1 when posted, one more for each edit. */
  readonly version: number;
  /** ms since 1970. */
  readonly at: number;
}

/** The cards of a message as this person sees them: an answer to a press of theirs stands in place of the first. */
export function cardsFor(message: Message, user: string | null): readonly Shape[] {
  const view = user === null ? undefined : message.views.get(user);
  return view === undefined ? message.cards : [view, ...message.cards.slice(1)];
}

export function show(message: Message, user: string): Shown {
  const own = message.views.has(user) ? user : null;
  const reader = readerOf(message, own);
  const cards = cardsFor(message, user);
  return {
    id: message.id,
    to: reader ?? roomName(message.room),
    private: reader !== null,
    text: wordsOf(message.text, cards),
    card: cards[0] ?? null,
    links: linksIn(cards, message.text),
  };
}

/** `user` = for whose eyes; null = what everybody sees. */
export function stand(message: Message, user: string | null = null): Standing {
  const cards = cardsFor(message, user);
  return {
    id: message.id,
    thread: message.thread,
    channel: roomName(message.room),
    private: readerOf(message, user !== null && message.views.has(user) ? user : null) !== null,
    from: message.from === null ? null : (findPerson(message.from)?.name ?? message.from),
    text: wordsOf(message.text, cards),
    card: cards[0] ?? null,
    cards,
    files: message.attachments.map((one, at) => fileOf(message, one, at)),
    version: message.version,
    at: message.at,
  };
}

function fileOf(message: Message, attachment: Shape, at: number): Standing["files"][number] {
  const name = textOf(attachment.name);
  const address = textOf(attachment.contentUrl);
  const inline = /^data:[^,]*?(;base64)?,(.*)$/s.exec(address);
  const body = inline?.[2] ?? "";
  const content = inline === null ? address : inline[1] === undefined ? decodeURIComponent(body) : fromBase64(body);
  return { id: `${message.id}:${at}`, name, title: textOf(shapeOf(attachment.content).title) || name, content };
}

function fromBase64(body: string): string {
  return Buffer.from(body, "base64").toString("utf8");
}

function readerOf(message: Message, view: string | null): string | null {
  const reader = message.onlyFor ?? view;
  if (reader !== null) return findPerson(reader)?.name ?? reader;
  return chatOwner(message.room)?.name ?? null;
}

/** A channel's name; personal chats are all called alike. */
function roomName(room: string): string {
  return findChannel(room)?.name ?? "personal";
}
