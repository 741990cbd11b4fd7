import { isShape, type Shape, textOf } from "../chat/shape.ts";
import { type Call, contentOf, isRefusal, type Method, type Outcome, refuse, structured } from "./call.ts";
import { BOT, dmOwner, findChannel, findPerson, TEAM } from "./people.ts";
import { addMessage, bump, editMessage, type Message } from "./state.ts";
import { readable } from "./text.ts";

export const chatMethods: Readonly<Record<string, Method>> = {
  "chat.postMessage": postMessage,
  "chat.postEphemeral": postEphemeral,
  "chat.update": update,
  "chat.delete": remove,
};

function postMessage({ state, args }: Call): Outcome {
  const channel = placeOf(textOf(args.channel));
  if (typeof channel !== "string") return channel;
  const content = contentOf(args);
  if (isRefusal(content)) return content;
  const metadata = metadataOf(args.metadata);
  if (metadata === "invalid") return refuse("invalid_metadata_format");
  const message = addMessage(state, {
    channel,
    thread: textOf(args.thread_ts) || null,
    metadata,
    text: content.text || readable(content.blocks),
    blocks: content.blocks ?? [],
  });
  return { ok: true, channel, ts: message.id, message: asSlack(message) };
}

function postEphemeral({ state, args }: Call): Outcome {
  const channel = placeOf(textOf(args.channel));
  if (typeof channel !== "string") return channel;
  const person = findPerson(textOf(args.user));
  if (person === undefined) return refuse("user_not_in_channel");
  const content = contentOf(args);
  if (isRefusal(content)) return content;
  const text = content.text || readable(content.blocks);
  const thread = textOf(args.thread_ts) || null;
  const message = addMessage(state, { channel, thread, onlyFor: person.id, text, blocks: content.blocks ?? [] });
  return { ok: true, message_ts: message.id };
}

function update({ state, args }: Call): Outcome {
  const message = ownMessage(state.messages, args);
  if ("ok" in message) return message;
  if (message.onlyFor !== null) return refuse("cant_update_message");
  const content = contentOf(args);
  if (isRefusal(content)) return content;
  editMessage(state, message, content.text || readable(content.blocks), content.blocks);
  return { ok: true, channel: message.channel, ts: message.id, text: message.text, message: asSlack(message) };
}

function remove({ state, args }: Call): Outcome {
  const message = ownMessage(state.messages, args);
  if ("ok" in message) return message;
  if (message.onlyFor !== null) return refuse("cant_delete_message");
  state.messages.delete(message.id);
  bump(state);
  return { ok: true, channel: message.channel, ts: message.id };
}

/** Everything here was posted by the one bot, so that a message that is found is its own. */
function ownMessage(messages: ReadonlyMap<string, Message>, args: Shape): Message | Outcome {
  const channel = textOf(args.channel);
  if (findChannel(channel) === undefined && dmOwner(channel) === undefined) return refuse("channel_not_found");
  const message = messages.get(textOf(args.ts));
  if (message === undefined) return refuse("message_not_found");
  const same = message.channel === channel || message.channel === findChannel(channel)?.id;
  return same ? message : refuse("message_not_found");
}

/** Where a post lands: a channel of which the bot is a member, or the direct messages of a person. */
export function placeOf(key: string): string | Outcome {
  const person = dmOwner(key) ?? (key.startsWith("U") ? findPerson(key) : undefined);
  if (person !== undefined) return person.dm;
  const channel = findChannel(key);
  if (channel === undefined) return refuse("channel_not_found");
  return channel.botIsMember ? channel.id : refuse("not_in_channel");
}

function metadataOf(value: unknown): Shape | null | "invalid" {
  if (value === undefined || value === null || value === "") return null;
  const metadata = structured(value);
  if (!isShape(metadata) || typeof metadata.event_type !== "string" || !isShape(metadata.event_payload))
    return "invalid";
  return metadata;
}

/** A message as Slack's answers and interactions carry it. */
export function asSlack(message: Message): Shape {
  return {
    type: "message",
    subtype: "bot_message",
    user: BOT.user,
    bot_id: BOT.bot,
    team: TEAM.id,
    ts: message.id,
    text: message.text,
    ...(message.blocks.length > 0 ? { blocks: message.blocks } : {}),
    ...(message.thread !== null ? { thread_ts: message.thread } : {}),
    ...(message.metadata !== null ? { metadata: message.metadata } : {}),
  };
}
