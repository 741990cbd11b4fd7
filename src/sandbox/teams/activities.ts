import { listOf, type Shape, shapeOf, textOf } from "../chat/shape.ts";
import type { Answer } from "../crm/crm.ts";
import { contentOf, isRefusal } from "./content.ts";
import { chatOwner, findChannel, findPerson, type Person } from "./people.ts";
import { answerJson, badSyntax, notFound, refuse } from "./refusal.ts";
import { conversationId, membersOf, type Place, standing } from "./rooms.ts";
import { addMessage, deleteMessage, editMessage, type Message, newActivityId, type State } from "./state.ts";

/** One call about activities, in a conversation that was found. */
export interface ActivityCall {
  readonly state: State;
  readonly place: Place;
  readonly activity: Shape;
  /** Whether the address said `?isTargetedActivity=true`. */
  readonly targeted: boolean;
}

/** Sends; `replyTo` is the activity that is answered, which in a channel keeps the answer in its thread. */
export function send({ state, place, activity, targeted }: ActivityCall, replyTo: string | null): Answer {
  // Typing and the like are seen for a moment and stand nowhere.
  if (textOf(activity.type) !== "message")
    return textOf(activity.type) === ""
      ? badSyntax("The activity has no type.")
      : answerJson(201, { id: newActivityId(state) });
  const reader = targeted ? targetOf(place, activity) : null;
  if (reader !== null && "status" in reader) return reader;
  const content = contentOf(activity);
  if (isRefusal(content)) return content;
  const message = addMessage(state, {
    ...content,
    room: place.room,
    thread: place.thread ?? threadOf(state, place, replyTo),
    onlyFor: reader?.id ?? null,
  });
  return answerJson(201, { id: message.id });
}

export function update(call: ActivityCall, id: string): Answer {
  const message = own(call, id);
  if ("status" in message) return message;
  const content = contentOf(call.activity);
  if (isRefusal(content)) return content;
  editMessage(call.state, message, content);
  return answerJson(200, { id: message.id });
}

export function remove(call: ActivityCall, id: string): Answer {
  const message = own(call, id);
  if ("status" in message) return message;
  deleteMessage(call.state, message);
  return { status: 200, headers: {}, body: "" };
}

/** A message of the bot's. A targeted one is found only by targeted calls, another only by plain ones. */
function own({ state, place, targeted }: ActivityCall, id: string): Message | Answer {
  const message = standing(state, place, id);
  const isPrivate = message !== undefined && message.onlyFor !== null;
  if (message === undefined || isPrivate !== targeted) return notFound.activity();
  if (message.from !== null) return refuse(403, "Forbidden", "The bot may not change messages of others.");
  return message;
}

/** Private messages exist beside others only: in a personal chat there is nobody to hide from. */
function targetOf(place: Place, activity: Shape): Person | Answer {
  if (chatOwner(place.room) !== undefined)
    return badSyntax("Targeted messages are not supported in one-on-one conversations.");
  const recipient = shapeOf(activity.recipient);
  const reader = findPerson(textOf(recipient.id));
  if (reader === undefined) return badSyntax("A targeted message needs a recipient.");
  return membersOf(place.room).includes(reader) ? reader : notFound.member();
}

function threadOf(state: State, place: Place, replyTo: string | null): string | null {
  if (replyTo === null || chatOwner(place.room) !== undefined) return null;
  const answered = standing(state, place, replyTo);
  return answered === undefined ? null : (answered.thread ?? answered.id);
}

/** `POST v3/conversations`: a personal chat with one person, or a new thread in a channel. */
export function createConversation(state: State, body: Shape, serviceUrl: string): Answer {
  const about = shapeOf(body.channelData);
  const tenant = textOf(body.tenantId) || textOf(shapeOf(about.tenant).id);
  if (tenant !== "" && tenant !== state.app.tenantId) return refuse(403, "Forbidden", "The bot is not in this tenant.");
  const room = roomAsked(body, textOf(shapeOf(about.channel).id));
  if (typeof room !== "string") return room;
  if (findChannel(room) !== undefined && !state.rooms.has(room))
    return refuse(403, "BotNotInConversationRoster", "The bot is not part of the conversation roster.");
  const first = body.activity === undefined || body.activity === null ? null : shapeOf(body.activity);
  if (findChannel(room) !== undefined && first === null)
    return badSyntax("A new thread in a channel needs an activity.");
  const content = first === null ? null : contentOf(first);
  if (content !== null && isRefusal(content)) return content;
  state.rooms.add(room);
  const message = content === null ? null : addMessage(state, { ...content, room });
  const id = conversationId(room, findChannel(room) === undefined ? null : (message?.id ?? null));
  return answerJson(201, { id, serviceUrl, ...(message === null ? {} : { activityId: message.id }) });
}

function roomAsked(body: Shape, channel: string): string | Answer {
  if (channel !== "") return findChannel(channel)?.id ?? notFound.conversation();
  const members = listOf(body.members).map((one) => textOf(shapeOf(one).id));
  if (members.length !== 1) return badSyntax("Incorrect conversation creation parameters: one member is needed.");
  return findPerson(members[0] ?? "")?.chat ?? badSyntax("Bad format of conversation member.");
}
