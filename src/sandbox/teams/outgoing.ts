import type { Shape } from "../chat/shape.ts";
import { BOT_NAME, chatOwner, findChannel, type Person, TEAM } from "./people.ts";
import { conversationId } from "./rooms.ts";
import { addMessage, type Interaction, type Message, newActivityId, newId, type State } from "./state.ts";

/** What Teams sends to the bot, to be signed when it is sent. */
export interface Outgoing {
  readonly interaction: Interaction;
  readonly activity: Shape;
}

/** Where something happens: a room, and in a channel the thread. */
export interface Spot {
  readonly room: string;
  readonly thread: string | null;
}

interface From {
  readonly person: Person;
  readonly spot: Spot;
  readonly serviceUrl: string;
}

type Did = Partial<Pick<Interaction, "pressed" | "dialog" | "said">>;

function begin(from: From, did: Did): Interaction {
  return { user: from.person.id, room: from.spot.room, pressed: null, dialog: null, said: null, ...did };
}

/** A message to the bot: in a channel it mentions it, in the personal chat it need not. */
export function saidToBot(state: State, from: From, text: string): Outgoing {
  const { person, spot } = from;
  const isChannel = chatOwner(spot.room) === undefined;
  const words = isChannel ? `@${BOT_NAME} ${text}`.trim() : text;
  const message = addMessage(state, { room: spot.room, thread: spot.thread, from: person.id, text: words });
  const said = { room: spot.room, thread: isChannel ? (spot.thread ?? message.id) : null };
  const written = isChannel ? `<at>${BOT_NAME}</at> ${escaped(text)}`.trim() : escaped(text);
  const html = isChannel ? `<span itemtype="http://schema.skype.com/Mention" itemscope>${BOT_NAME}</span>&nbsp;` : "";
  const activity = {
    ...common(state, { ...from, spot: said }, "message", message.id),
    ...{
      text: written,
      textFormat: "plain",
      attachments: [{ contentType: "text/html", content: `<p>${html}${escaped(text)}</p>` }],
    },
    entities: [...(isChannel ? [mention(state)] : []), CLIENT],
  };
  return { interaction: begin(from, { said: message.id }), activity };
}

/** A command picked from the menu behind "/": the text comes with its slash, and in a channel nobody else sees it. */
export function slashToBot(state: State, from: From, text: string): Outgoing {
  const { person, spot } = from;
  const isChannel = chatOwner(spot.room) === undefined;
  const onlyFor = isChannel ? person.id : null;
  const message = addMessage(state, { room: spot.room, thread: spot.thread, from: person.id, onlyFor, text });
  const activity = common(state, from, "message", message.id);
  const recipient = { ...bot(state), ...(isChannel ? { isTargeted: true } : {}) };
  return {
    interaction: begin(from, { said: message.id }),
    activity: { ...activity, recipient, text: escaped(text), textFormat: "plain", entities: [CLIENT] },
  };
}

/** Action.Execute on a message. */
export function executed(state: State, from: From, message: Message, action: Shape): Outgoing {
  const value = { action: { ...action, type: "Action.Execute" }, trigger: "manual" };
  return invoked(state, from, { name: "adaptiveCard/action", value }, message.id, { pressed: message.id });
}

/** A button that asks for a dialog. */
export function dialogAsked(state: State, from: From, message: Message, data: unknown): Outgoing {
  const value = { data, context: { theme: "default" } };
  return invoked(state, from, { name: "task/fetch", value }, message.id, { pressed: message.id });
}

/** A dialog's submit button. */
export function dialogSent(state: State, from: From, dialog: string, opener: string | null, data: unknown): Outgoing {
  const value = { data, context: { theme: "default" } };
  return invoked(state, from, { name: "task/submit", value }, opener, { dialog, pressed: opener });
}

/** Action.Submit on a message: a message without words whose value is the data, or with words when the button gives some. */
export function submitted(state: State, from: From, message: Message, value: unknown, text: string | null): Outgoing {
  const activity = {
    ...common(state, from, "message", newActivityId(state)),
    replyToId: message.id,
    ...(value === undefined ? {} : { value }),
    ...(text === null ? {} : { text: escaped(text), textFormat: "plain" }),
    entities: [CLIENT],
  };
  return { interaction: begin(from, { pressed: message.id }), activity };
}

/** The bot was put into a channel's team, or into somebody's personal chat; and the other way round. */
export function installation(state: State, from: From, change: "add" | "remove"): readonly Shape[] {
  const isChannel = chatOwner(from.spot.room) === undefined;
  const members = isChannel ? [bot(state)] : [{ id: from.person.id, aadObjectId: from.person.aadObjectId }, bot(state)];
  const moved = change === "add" ? { membersAdded: members } : { membersRemoved: members };
  const event = change === "add" ? "teamMemberAdded" : "teamMemberRemoved";
  const update = common(state, from, "conversationUpdate", newEventId(state));
  const about = isChannel ? { channelData: { ...channelData(state, from.spot.room), eventType: event } } : {};
  const told = common(state, from, "installationUpdate", newEventId(state));
  return [
    { ...update, ...moved, ...about },
    { ...told, action: change },
  ];
}

function invoked(
  state: State,
  from: From,
  invoke: { readonly name: string; readonly value: Shape },
  replyToId: string | null,
  did: Did,
): Outgoing {
  const activity = {
    ...common(state, from, "invoke", newEventId(state)),
    ...invoke,
    ...(replyToId === null ? {} : { replyToId }),
    entities: [CLIENT],
  };
  return { interaction: begin(from, did), activity };
}

function common(state: State, { person, spot, serviceUrl }: From, type: string, id: string): Shape {
  const isChannel = chatOwner(spot.room) === undefined;
  const { tenantId } = state.app;
  const at = new Date(state.world.now()).toISOString();
  return {
    ...{ id, type, timestamp: at, localTimestamp: at, serviceUrl, channelId: "msteams", locale: "en-US" },
    from: { id: person.id, name: person.name, aadObjectId: person.aadObjectId },
    recipient: bot(state),
    conversation: {
      id: conversationId(spot.room, spot.thread),
      conversationType: isChannel ? "channel" : "personal",
      tenantId,
      ...(isChannel ? { isGroup: true, name: findChannel(spot.room)?.name } : {}),
    },
    channelData: channelData(state, spot.room),
  };
}

function channelData(state: State, room: string): Shape {
  const tenant = { id: state.app.tenantId };
  if (chatOwner(room) !== undefined) return { tenant };
  const channel = { id: room, name: findChannel(room)?.name };
  return { tenant, team: TEAM, channel, teamsTeamId: TEAM.id, teamsChannelId: room };
}

const CLIENT: Shape = { type: "clientInfo", locale: "en-US", country: "US", platform: "Web", timezone: "Etc/UTC" };

function mention(state: State): Shape {
  return { type: "mention", mentioned: bot(state), text: `<at>${BOT_NAME}</at>` };
}

function bot(state: State): Shape {
  return { id: `28:${state.app.id}`, name: BOT_NAME };
}

/** Invokes and events have ids of another kind than messages. */
function newEventId(state: State): string {
  return newId(state, "f:");
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
