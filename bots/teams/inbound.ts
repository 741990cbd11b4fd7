import { z } from "zod";
import type { Action, Caller, MessageRef } from "../bot.ts";
import { type Activity, isPersonal, splitConversation, tenantOf } from "./activity.ts";
import { type Place, readPlace } from "./place.ts";
import { saidTo } from "./said.ts";

/** Somebody did something, and where the answer may be shown. */
export interface Inbound {
  readonly action: Action;
  readonly caller: Caller;
  readonly origin: Origin;
}

export interface Origin extends Place {
  readonly serviceUrl: string;
  readonly tenant: string | null;
  /** The bot's 28:… */
  readonly bot: string;
  /** As roles name the person, and as Teams does (29:…). */
  readonly user: string;
  readonly userId: string;
  readonly name: string;
  /** With its thread, as answers are to be sent there. */
  readonly conversation: string;
  readonly personal: boolean;
  /** A message of our own whose form was sent, which only the sender sees; null for a dialog. */
  readonly form: { readonly id: string; readonly private: boolean } | null;
}

/** What one of our buttons brings back. */
const pressed = z.object({
  crmsync: z.object({
    id: z.string().optional(),
    form: z.string().optional(),
    choice: z.string().optional(),
    place: z.string().optional(),
    private: z.boolean().optional(),
  }),
});

const execute = z.object({ action: z.object({ data: z.unknown().optional() }) });
const task = z.object({ data: z.unknown().optional() });

type Pressed = z.infer<typeof pressed>["crmsync"];

/** What somebody typed, or pressed where a client knows no Action.Execute; null when it is not for the bot. */
export function readMessage(activity: Activity, request: string): Inbound | null {
  if (pressed.safeParse(activity.value).success) return readData(activity, activity.value, false, request);
  const text = saidTo(activity);
  if (text === null) return null;
  return inboundOf(activity, { type: "command", text }, { message: null, pressedPrivate: null }, null, request);
}

/** A pressed button of a message. Throws when it is not of our cards' shape. */
export function readExecute(activity: Activity, request: string): Inbound {
  return readData(activity, execute.parse(activity.value).action.data, false, request);
}

/** A button that opens a dialog, or one in it. Throws when it is not of our cards' shape. */
export function readTask(activity: Activity, request: string): Inbound {
  return readData(activity, task.parse(activity.value).data, true, request);
}

function readData(activity: Activity, data: unknown, inDialog: boolean, request: string): Inbound {
  const { crmsync } = pressed.parse(data);
  const inputs = z.record(z.string(), z.unknown()).parse(data);
  const here = placeOf(activity, crmsync);
  const place = crmsync.place === undefined ? here : withinRoom(activity, readPlace(crmsync.place));
  if (crmsync.form === undefined) {
    const value = crmsync.choice === undefined ? null : textOf(inputs[crmsync.choice]);
    const id = z.string().min(1).parse(crmsync.id);
    return inboundOf(activity, { type: "press", id, value: value === "" ? null : value }, place, null, request);
  }
  const values = Object.fromEntries(
    Object.entries(inputs).flatMap(([name, value]) =>
      name.startsWith(FIELD) ? [[name.slice(FIELD.length), textOf(value)]] : [],
    ),
  );
  const sent = inDialog || !activity.replyToId ? null : { id: activity.replyToId, private: crmsync.private === true };
  return inboundOf(activity, { type: "submit", id: crmsync.form, values }, place, sent, request);
}

/** Inputs of forms bear their field's name behind this. */
const FIELD = "field:";

function placeOf(activity: Activity, { private: isPrivate }: Pressed): Place {
  const id = activity.replyToId ?? null;
  if (id === null) return { message: null, pressedPrivate: null };
  if (isPrivate === true) return { message: null, pressedPrivate: id };
  return { message: { channel: splitConversation(activity.conversation.id).conversation, id }, pressedPrivate: null };
}

/** Clients send back what they were given, and a client can be made to lie: no form edits what stands elsewhere. */
function withinRoom({ conversation }: Activity, place: Place): Place {
  const here = splitConversation(conversation.id).conversation;
  return place.message === null || place.message.channel === here ? place : { ...place, message: null };
}

function textOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}

function inboundOf(activity: Activity, action: Action, place: Place, form: Origin["form"], request: string): Inbound {
  const { from, recipient, serviceUrl } = activity;
  if (!from || !recipient) throw new Error("an activity of nobody, or for nobody");
  const user = from.aadObjectId ?? from.id;
  const name = from.name ?? "";
  const channel = splitConversation(activity.conversation.id).conversation;
  const message: MessageRef | null = place.message;
  return {
    action,
    caller: { platform: "teams", user, name, channel, message, request },
    origin: {
      ...place,
      serviceUrl,
      tenant: tenantOf(activity),
      bot: recipient.id,
      user,
      userId: from.id,
      name,
      conversation: activity.conversation.id,
      personal: isPersonal(activity),
      form,
    },
  };
}
