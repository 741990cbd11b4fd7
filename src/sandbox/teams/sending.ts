import { Unknown } from "../chat/asked.ts";
import { isShape, type Shape, shapeOf, textOf } from "../chat/shape.ts";
import type { Wire } from "../chat/wire.ts";
import { type Answered, act } from "./answers.ts";
import { serviceAddress } from "./delivery.ts";
import { fill } from "./form.ts";
import type { Held } from "./inputs.ts";
import { dialogAsked, dialogSent, executed, type Outgoing, submitted } from "./outgoing.ts";
import { chatOwner, type Person } from "./people.ts";
import type { Pressable } from "./pressable.ts";
import type { Dialog, Message } from "./state.ts";
import type { TeamsService } from "./teams.ts";

/** Presses a button of a message, with these values in the inputs that it sends. Throws Unknown. */
export function sendFrom(
  teams: TeamsService,
  wire: Wire,
  person: Person,
  message: Message,
  pressable: Pressable,
  values: Held,
): Promise<Answered> {
  const held = heldBy(pressable, values);
  const spot = {
    room: message.room,
    thread: chatOwner(message.room) === undefined ? (message.thread ?? message.id) : null,
  };
  const from = { person, spot, serviceUrl: serviceAddress(wire) };
  return act(teams, wire, pressed(teams, from, message, pressable.action, held));
}

function pressed(
  teams: TeamsService,
  from: Parameters<typeof executed>[1],
  message: Message,
  action: Shape,
  held: Held,
): Outgoing {
  const { state } = teams;
  const data = merged(action.data, held);
  if (action.type === "Action.Execute") {
    const { id, verb } = action;
    const named = { ...(id === undefined ? {} : { id }), ...(verb === undefined ? {} : { verb }) };
    return executed(state, from, message, { ...named, data: data ?? {} });
  }
  if (action.type !== "Action.Submit") throw new Unknown(`${textOf(action.title)} sends nothing to the bot`);
  const asked = shapeOf(shapeOf(data).msteams);
  if (asked.type === "task/fetch") return dialogAsked(state, from, message, data);
  if (asked.type === "imBack") return submitted(state, from, message, undefined, textOf(asked.value));
  if (asked.type === "messageBack")
    return submitted(state, from, message, merged(asked.value, held), textOf(asked.text) || null);
  return submitted(state, from, message, data, null);
}

/** Presses a button of a dialog. Throws Unknown. */
export function sendDialog(
  teams: TeamsService,
  wire: Wire,
  person: Person,
  dialog: Dialog,
  pressable: Pressable,
  values: Held,
): Promise<Answered> {
  if (pressable.action.type !== "Action.Submit") throw new Unknown("only Action.Submit sends a dialog");
  const data = merged(pressable.action.data, heldBy(pressable, values)) ?? {};
  const opener = teams.state.messages.get(dialog.message ?? "");
  const inChannel = chatOwner(dialog.room) === undefined && opener !== undefined;
  const spot = { room: dialog.room, thread: inChannel ? (opener.thread ?? opener.id) : null };
  const from = { person, spot, serviceUrl: serviceAddress(wire) };
  return act(teams, wire, dialogSent(teams.state, from, dialog.id, dialog.message, data));
}

/** What a button sends beside its own data; `associatedInputs: none` leaves the inputs alone. */
function heldBy(pressable: Pressable, values: Held): Held {
  if (pressable.action.associatedInputs === "none") return {};
  const filled = fill(pressable, values);
  if (!filled.ok) throw new Unknown(filled.error);
  return filled.held;
}

function merged(data: unknown, held: Held): unknown {
  if (data === undefined || data === null) return Object.keys(held).length === 0 ? undefined : held;
  return isShape(data) ? { ...data, ...held } : data;
}
