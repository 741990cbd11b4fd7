import type { Shape } from "../chat/shape.ts";
import { channelName } from "./interactions.ts";
import { dmOwner, PEOPLE } from "./people.ts";
import type { Message } from "./state.ts";
import { linksIn } from "./text.ts";

/** A message that answered what a person did. */
export interface Shown {
  readonly id: string;
  /** The channel's or, when it is private, the person's name. */
  readonly to: string;
  readonly private: boolean;
  readonly text: string;
  readonly blocks: readonly Shape[];
  readonly links: readonly string[];
}

/** A message where it stands. */
interface Standing {
  readonly id: string;
  readonly thread: string | null;
  readonly channel: string;
  readonly private: boolean;
  readonly text: string;
  readonly blocks: readonly Shape[];
  readonly files: readonly {
    readonly id: string;
    readonly name: string;
    readonly title: string;
    readonly content: string;
  }[];
  readonly metadata: Shape | null;
  /** 1 when posted, one more for each edit. */
  readonly version: number;
  /** ms since 1970. */
  readonly at: number;
}

export function show(message: Message): Shown {
  const reader = readerOf(message);
  return {
    id: message.id,
    to: reader ?? channelName(message.channel),
    private: reader !== null,
    text: message.text,
    blocks: message.blocks,
    links: linksIn(message.blocks, message.text),
  };
}

export function stand(message: Message): Standing {
  return {
    id: message.id,
    thread: message.thread,
    channel: channelName(message.channel),
    private: readerOf(message) !== null,
    text: message.text,
    blocks: message.blocks,
    files: message.files.map(({ id, name, title, content }) => ({ id, name, title, content })),
    metadata: message.metadata,
    version: message.version,
    at: message.at,
  };
}

function readerOf(message: Message): string | null {
  if (message.onlyFor !== null) return PEOPLE.find((one) => one.id === message.onlyFor)?.name ?? message.onlyFor;
  return dmOwner(message.channel)?.name ?? null;
}
