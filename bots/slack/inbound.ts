import { z } from "zod";
import type { Action, Caller, MessageRef } from "../bot.ts";
import { LINK_PREFIX, OPENS_FORM } from "./buttons.ts";
import { readPlace } from "./place.ts";

/** Somebody did something, and where the answer may be shown. */
export interface Inbound {
  readonly action: Action;
  readonly caller: Caller;
  readonly origin: Origin;
  /** True when the pressed button is answered by a form. */
  readonly opensForm: boolean;
}

export interface Origin {
  readonly user: string;
  readonly channel: string | null;
  /** The root of the thread in which it happened. */
  readonly thread: string | null;
  readonly responseUrl: string | null;
  readonly triggerId: string | null;
  /** The pressed message when it can be edited: not one that only its reader sees. */
  readonly message: MessageRef | null;
  readonly pressedPrivate: boolean;
  readonly view: { readonly id: string; readonly type: "modal" | "home" } | null;
}

const user = z.object({ id: z.string().min(1), username: z.string().optional(), name: z.string().optional() });

const command = z.object({
  text: z.string().default(""),
  user_id: z.string().min(1),
  user_name: z.string().default(""),
  channel_id: z.string().min(1),
  response_url: z.string().optional(),
  trigger_id: z.string().optional(),
});

const press = z.object({
  user,
  channel: z.object({ id: z.string() }).optional(),
  message: z.object({ ts: z.string().optional(), thread_ts: z.string().optional() }).optional(),
  container: z
    .object({
      message_ts: z.string().optional(),
      thread_ts: z.string().optional(),
      channel_id: z.string().optional(),
      is_ephemeral: z.boolean().optional(),
    })
    .default({}),
  view: z
    .object({ id: z.string(), type: z.enum(["modal", "home"]), private_metadata: z.string().default("") })
    .optional(),
  response_url: z.string().optional(),
  trigger_id: z.string().optional(),
  actions: z
    .array(
      z.object({
        action_id: z.string(),
        value: z.string().optional(),
        selected_option: z.object({ value: z.string() }).nullish(),
      }),
    )
    .min(1),
});

const entered = z.object({
  value: z.union([z.string(), z.number()]).nullish(),
  selected_date: z.string().nullish(),
  selected_option: z.object({ value: z.string() }).nullish(),
});

const submit = z.object({
  user,
  trigger_id: z.string().optional(),
  view: z.object({
    id: z.string(),
    callback_id: z.string(),
    private_metadata: z.string().default(""),
    state: z.object({ values: z.record(z.string(), z.record(z.string(), entered)) }).default({ values: {} }),
  }),
});

/** A slash command; `request` names the delivery. Throws when the body is not of Slack's shape. */
export function readCommand(body: unknown, request: string): Inbound {
  const read = command.parse(body);
  return {
    action: { type: "command", text: read.text.trim() },
    caller: callerOf(read.user_id, read.user_name, read.channel_id, null, request),
    origin: {
      user: read.user_id,
      channel: read.channel_id,
      thread: null,
      responseUrl: read.response_url ?? null,
      triggerId: read.trigger_id ?? null,
      message: null,
      pressedPrivate: false,
      view: null,
    },
    opensForm: false,
  };
}

/** A pressed button or picked option; null for one that only opens an address. */
export function readPress(body: unknown, request: string): Inbound | null {
  const read = press.parse(body);
  const [pressed] = read.actions;
  if (pressed === undefined || pressed.action_id.startsWith(LINK_PREFIX)) return null;
  const place = readPlace(read.view?.private_metadata ?? "");
  const channel = read.channel?.id ?? read.container.channel_id ?? place.channel;
  const ts = read.container.message_ts ?? read.message?.ts ?? null;
  const pressedPrivate = read.container.is_ephemeral === true;
  const message = channel !== null && ts !== null && !pressedPrivate ? { channel, id: ts } : place.message;
  return {
    action: { type: "press", id: pressed.action_id, value: pressed.selected_option?.value ?? null },
    caller: callerOf(read.user.id, read.user.username ?? read.user.name ?? "", channel, message, request),
    origin: {
      user: read.user.id,
      channel,
      thread: read.container.thread_ts ?? read.message?.thread_ts ?? place.thread,
      responseUrl: read.response_url ?? place.responseUrl,
      triggerId: read.trigger_id ?? null,
      message,
      pressedPrivate: pressedPrivate || place.pressedPrivate,
      view: read.view ? { id: read.view.id, type: read.view.type } : null,
    },
    opensForm: pressed.value === OPENS_FORM,
  };
}

/** A sent form; its private_metadata says where it was opened. An empty field is "". */
export function readSubmit(body: unknown, request: string): Inbound {
  const read = submit.parse(body);
  const place = readPlace(read.view.private_metadata);
  const values = Object.fromEntries(
    Object.entries(read.view.state.values).map(([name, inputs]) => [name, enteredText(Object.values(inputs)[0])]),
  );
  return {
    action: { type: "submit", id: read.view.callback_id, values },
    caller: callerOf(read.user.id, read.user.username ?? read.user.name ?? "", place.channel, place.message, request),
    origin: {
      ...place,
      user: read.user.id,
      triggerId: read.trigger_id ?? null,
      view: { id: read.view.id, type: "modal" },
    },
    opensForm: false,
  };
}

function enteredText(input: z.infer<typeof entered> | undefined): string {
  return String(input?.value ?? input?.selected_date ?? input?.selected_option?.value ?? "");
}

function callerOf(
  id: string,
  name: string,
  channel: string | null,
  message: MessageRef | null,
  request: string,
): Caller {
  return { platform: "slack", user: id, name, channel, message, request };
}
