import { isShape, type Shape } from "../chat/shape.ts";
import type { World } from "../service.ts";
import { dmOwner, GROUPS, type Group } from "./people.ts";

export interface Message {
  /** Slack's `ts`; for a private message the id that its own buttons carry. */
  readonly id: string;
  readonly channel: string;
  readonly thread: string | null;
  /** The only person who sees it, or null when everybody in the channel does. */
  readonly onlyFor: string | null;
  readonly metadata: Shape | null;
  /** The reply address through which it came. */
  readonly via: string | null;
  readonly at: number;
  text: string;
  blocks: readonly Shape[];
  files: readonly SharedFile[];
  version: number;
  /** The state's change number of its last change. */
  changed: number;
}

export interface SharedFile {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly size: number;
  readonly content: string;
}

export interface View {
  readonly id: string;
  readonly user: string;
  readonly rootId: string;
  readonly previousId: string | null;
  body: Shape;
  hash: string;
  version: number;
  changed: number;
  errors: Readonly<Record<string, string>>;
}

/** Something a person did, with what the bot may answer through: a trigger for a view and a reply address. */
export interface Interaction {
  readonly id: string;
  readonly kind: "command" | "press" | "submit" | "event";
  readonly user: string;
  readonly channel: string | null;
  readonly at: number;
  /** The message that was pressed. */
  readonly pressed: string | null;
  /** The view in which it happened. */
  readonly view: string | null;
  triggerUsed: boolean;
  uses: number;
  /** What was sent first through the reply address, which `replace_original` means when nothing was pressed. */
  first: string | null;
}

/** A socket that the bot opened to be sent requests, after our hello. */
export interface Link {
  readonly id: string;
  /** True once the bot was told that it will be closed: nothing new is sent through it. */
  leaving: boolean;
  send(text: string): void;
  close(): void;
}

export interface State {
  readonly world: World;
  readonly messages: Map<string, Message>;
  readonly views: Map<string, View>;
  readonly homes: Map<string, View>;
  readonly interactions: Map<string, Interaction>;
  readonly uploads: Map<string, SharedFile>;
  /** The ids of the people in each user group, by the group's id. */
  readonly members: Map<string, readonly string[]>;
  /** When each bucket of a limit was last full enough, by "method:channel". */
  readonly buckets: Map<string, { tokens: number; at: number }>;
  /** Single-use keys to a socket. */
  readonly tickets: Set<string>;
  readonly links: Set<Link>;
  /** Who waits for which acknowledgement, by envelope. */
  readonly waiting: Map<string, (payload: Shape) => void>;
  counter: number;
  changes: number;
}

export function createState(world: World): State {
  return {
    world,
    messages: new Map(),
    views: new Map(),
    homes: new Map(),
    interactions: new Map(),
    uploads: new Map(),
    members: new Map(GROUPS.map((group) => [group.id, group.users])),
    buckets: new Map(),
    tickets: new Set(),
    links: new Set(),
    waiting: new Map(),
    counter: 0,
    changes: 0,
  };
}

/** The ids of the people who are in a user group now. */
export function membersOf(state: State, group: Group): readonly string[] {
  return state.members.get(group.id) ?? [];
}

/** A new id: a letter and ten characters, never the same twice. */
export function newId(state: State, letter: string): string {
  state.counter += 1;
  const noise = Math.floor(state.world.random() * 36 ** 4)
    .toString(36)
    .padStart(4, "0");
  return `${letter}${noise}${state.counter.toString(36).padStart(6, "0")}`.toUpperCase();
}

export function newStamp(state: State): string {
  state.counter += 1;
  return `${Math.floor(state.world.now() / 1000)}.${String(state.counter % 1_000_000).padStart(6, "0")}`;
}

export function bump(state: State): number {
  state.changes += 1;
  return state.changes;
}

export interface Draft {
  readonly channel: string;
  readonly thread?: string | null;
  readonly onlyFor?: string | null;
  readonly metadata?: Shape | null;
  readonly via?: string | null;
  readonly text: string;
  readonly blocks: readonly unknown[];
  readonly files?: readonly SharedFile[];
}

export function addMessage(state: State, draft: Draft): Message {
  const message: Message = {
    id: newStamp(state),
    channel: draft.channel,
    thread: draft.thread ?? null,
    onlyFor: draft.onlyFor ?? null,
    metadata: draft.metadata ?? null,
    via: draft.via ?? null,
    at: state.world.now(),
    text: draft.text,
    blocks: named(state, draft.blocks),
    files: draft.files ?? [],
    version: 1,
    changed: bump(state),
  };
  state.messages.set(message.id, message);
  return message;
}

export function editMessage(state: State, message: Message, text: string, blocks: readonly unknown[] | null): void {
  message.text = text;
  if (blocks !== null) message.blocks = named(state, blocks);
  message.version += 1;
  message.changed = bump(state);
}

/** Slack gives every block and every element that came without an id one of its own. */
export function named(state: State, blocks: readonly unknown[]): readonly Shape[] {
  return blocks.filter(isShape).map((block) => {
    const block_id = block.block_id ?? newId(state, "").slice(0, 5);
    const inner = (element: unknown) =>
      isShape(element) && element.type !== "image" && element.type !== "mrkdwn" && element.type !== "plain_text"
        ? { ...element, action_id: element.action_id ?? newId(state, "").slice(0, 5) }
        : element;
    if (block.type === "actions" && Array.isArray(block.elements))
      return { ...block, block_id, elements: block.elements.map(inner) };
    if (block.type === "input") return { ...block, block_id, element: inner(block.element) };
    if (block.accessory !== undefined) return { ...block, block_id, accessory: inner(block.accessory) };
    return { ...block, block_id };
  });
}

/** Messages that this person can see and others cannot: private answers and their direct messages. */
export function privateTo(state: State, user: string): readonly Message[] {
  return [...state.messages.values()].filter(
    (one) => one.onlyFor === user || (one.onlyFor === null && dmOwner(one.channel)?.id === user),
  );
}

export function inChannel(state: State, channel: string): readonly Message[] {
  return [...state.messages.values()].filter((one) => one.channel === channel && one.onlyFor === null);
}
