import { Unknown } from "../chat/asked.ts";
import { type Shape, textOf } from "../chat/shape.ts";
import type { Wire } from "../chat/wire.ts";
import { type Answered, act } from "./answers.ts";
import { deliver, serviceAddress } from "./delivery.ts";
import { sendingButton } from "./form.ts";
import type { Held } from "./inputs.ts";
import { personNamed, roomNamed } from "./names.ts";
import { installation, saidToBot, slashToBot } from "./outgoing.ts";
import { BOT_NAME, CHANNELS, chatOwner, type Person } from "./people.ts";
import { findTarget, type Pressable } from "./pressable.ts";
import { sendDialog, sendFrom } from "./sending.ts";
import { cardsFor, show } from "./shown.ts";
import type { Message } from "./state.ts";
import type { TeamsService } from "./teams.ts";

interface Typing {
  readonly user: string;
  /** null or "personal" = the person's own chat with the bot. */
  readonly channel: string | null;
  readonly text: string;
  /** The message under which it is written; a new one in the channel when not given. */
  readonly thread?: string | null;
}

/** Types `@crmsync TEXT`. Text that begins with a slash is a command picked from the menu behind "/". */
export async function command(teams: TeamsService, wire: Wire, asked: Typing): Promise<Answered> {
  const person = personNamed(asked.user);
  const room = roomNamed(asked.channel, person);
  const { state } = teams;
  if (chatOwner(room) !== undefined) state.rooms.add(room);
  if (!state.rooms.has(room)) throw new Unknown(`the bot is not in ${asked.channel}`);
  const from = { person, spot: { room, thread: asked.thread ?? null }, serviceUrl: serviceAddress(wire) };
  const text = asked.text.trim().replace(new RegExp(`^[@/]${BOT_NAME}\\b\\s*`), "");
  return act(teams, wire, text.startsWith("/") ? slashToBot(state, from, text) : saidToBot(state, from, text));
}

interface Press {
  readonly user: string;
  readonly channel: string | null;
  /** A message's or a dialog's id. */
  readonly message: string;
  readonly action: string;
  readonly value: string | null;
}

/** Presses a button or picks an option. */
export async function press(teams: TeamsService, wire: Wire, asked: Press): Promise<Answered> {
  const person = personNamed(asked.user);
  if (asked.channel !== null) roomNamed(asked.channel, person);
  const dialog = teams.state.dialogs.get(asked.message);
  if (dialog !== undefined && dialog.user === person.id) {
    const { pressable, picked } = targetIn(dialog.card === null ? [] : [dialog.card], asked);
    return sendDialog(teams, wire, person, dialog, pressable, picked);
  }
  const message = visible(teams, person, asked.message);
  const target = targetIn(cardsFor(message, person.id), asked);
  const { action } = target.pressable;
  if (action.type === "Action.OpenUrl") {
    const seen = { ...show(message, person.id), links: [textOf(action.url)] };
    return { ackStatus: 200, ackMs: 0, shown: [seen], view: null };
  }
  return sendFrom(teams, wire, person, message, target.pressable, target.picked);
}

/** Looks for what is asked in each card, and for an option's words only after every button's. */
function targetIn(cards: readonly Shape[], asked: Press): Exclude<ReturnType<typeof findTarget>, string> {
  const found = cards.map((card) => findTarget(card, asked.action, asked.value));
  const target = found.find((one) => typeof one !== "string");
  if (target !== undefined && typeof target !== "string") return target;
  const [why] = found;
  throw new Unknown(typeof why === "string" ? why : `unknown action ${JSON.stringify(asked.action)}; known: none`);
}

function visible(teams: TeamsService, person: Person, id: string): Message {
  const message = teams.state.messages.get(id);
  const owner = message === undefined ? undefined : chatOwner(message.room);
  const isSeen = message !== undefined && (message.onlyFor ?? person.id) === person.id && (owner ?? person) === person;
  if (message !== undefined && isSeen && !message.deleted) return message;
  throw new Unknown(`${person.name} sees no message or view ${JSON.stringify(id)}`);
}

interface Submission {
  readonly user: string;
  /** A dialog's id, or that of a message with a form in it. */
  readonly view: string;
  /** By visible label. */
  readonly values: Held;
}

/** Sends a form. */
export async function submit(teams: TeamsService, wire: Wire, asked: Submission): Promise<Answered> {
  const person = personNamed(asked.user);
  const names = Object.keys(asked.values);
  const dialog = teams.state.dialogs.get(asked.view);
  if (dialog !== undefined && dialog.user === person.id)
    return sendDialog(teams, wire, person, dialog, formButton([dialog.card ?? {}], names), asked.values);
  const message = visible(teams, person, asked.view);
  return sendFrom(teams, wire, person, message, formButton(cardsFor(message, person.id), names), asked.values);
}

function formButton(cards: readonly Shape[], names: readonly string[]): Pressable {
  const found = cards.map((card) => sendingButton(card, names)).find((one) => one !== undefined);
  const any = cards.map((card) => sendingButton(card, [])).find((one) => one !== undefined);
  const button = found ?? any;
  if (button === undefined) throw new Unknown("this view has nothing to submit");
  return button;
}

/** Closes a dialog; the bot is not told. */
export function close(teams: TeamsService, asked: { readonly user: string; readonly view: string }): void {
  const person = personNamed(asked.user);
  if (teams.state.dialogs.get(asked.view)?.user !== person.id)
    throw new Unknown(`${person.name} has no form ${JSON.stringify(asked.view)} open`);
  teams.state.dialogs.delete(asked.view);
}

/**
 * Tells the bot that it is in these rooms (all channels when none is given), or no longer. Answers the statuses of its
 * acknowledgements, 0 where nobody answered.
 */
export async function install(
  teams: TeamsService,
  wire: Wire,
  rooms: readonly string[] = CHANNELS.map((one) => one.id),
  change: "add" | "remove" = "add",
): Promise<readonly number[]> {
  const { state } = teams;
  const statuses: number[] = [];
  for (const room of rooms) {
    if (change === "add") state.rooms.add(room);
    else state.rooms.delete(room);
    const person = chatOwner(room) ?? personNamed("admin");
    const from = { person, spot: { room, thread: null }, serviceUrl: serviceAddress(wire) };
    for (const activity of installation(state, from, change))
      statuses.push((await deliver(teams, wire, activity)).status);
  }
  return statuses;
}
