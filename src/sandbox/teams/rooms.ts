import type { Answer } from "../crm/crm.ts";
import { CHANNELS, chatOwner, PEOPLE, type Person, TEAM } from "./people.ts";
import { notFound, refuse } from "./refusal.ts";
import type { Message, State } from "./state.ts";

/** What a conversation id of the connector names. */
export interface Place {
  readonly room: string;
  /** The root message, from ";messageid=…". */
  readonly thread: string | null;
}

/** Finds a conversation by its id, with or without a thread, or says why the bot cannot speak there. */
export function placeOf(state: State, conversation: string): Place | Answer {
  const [room = "", ...marks] = conversation.split(";");
  // A team's id is that of its General channel, which has the team's members.
  const isChannel = room === TEAM.id || CHANNELS.some((one) => one.id === room);
  if (!isChannel && chatOwner(room) === undefined) return notFound.conversation();
  if (!state.rooms.has(room)) {
    if (!isChannel) return notFound.conversation();
    return refuse(403, "BotNotInConversationRoster", "The bot is not part of the conversation roster.");
  }
  const mark = marks.find((one) => one.startsWith("messageid="));
  if (mark === undefined || !isChannel) return { room, thread: null };
  const root = state.messages.get(mark.slice("messageid=".length));
  if (root === undefined || root.room !== room) return notFound.conversation();
  return { room, thread: root.thread ?? root.id };
}

export function isPlace(value: Place | Answer): value is Place {
  return "room" in value;
}

/** A message of this room that still stands. */
export function standing(state: State, place: Place, id: string): Message | undefined {
  const message = state.messages.get(id);
  return message?.room === place.room && !message.deleted ? message : undefined;
}

/** Everybody is in every channel; a personal chat has one person beside the bot. */
export function membersOf(room: string): readonly Person[] {
  const owner = chatOwner(room);
  return owner === undefined ? PEOPLE : [owner];
}

/** The conversation's id as activities carry it: with its thread in channels. */
export function conversationId(room: string, thread: string | null): string {
  return thread === null ? room : `${room};messageid=${thread}`;
}
