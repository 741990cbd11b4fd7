import { isShape, parsed, type Shape, shapeOf, textOf } from "../chat/shape.ts";
import type { Ack } from "../chat/wire.ts";
import { cardFaults } from "./card.ts";
import { ADAPTIVE } from "./content.ts";
import { chatOwner } from "./people.ts";
import { addMessage, bump, type Dialog, type Interaction, type Message, newId, type State } from "./state.ts";

/** What Teams tells a person when it cannot use what the bot answered. */
const WENT_WRONG = "Something went wrong. Please try again.";
const NOT_REACHED = "Unable to reach app. Please try again.";

/**
 * What the answer to the request itself shows: a card for this person, words, or what becomes of the dialog. False when
 * Teams takes it for no answer at all and sends the request again: a pressed Action.Execute wants a card or words.
 */
export function takeAnswer(state: State, interaction: Interaction, invoke: string | null, ack: Ack): boolean {
  if (invoke === null || ack.status < 200 || ack.status > 299) return true;
  const answer = parsed(ack.body);
  if (invoke === "adaptiveCard/action") return takeCardAnswer(state, interaction, shapeOf(answer));
  if (!isShape(answer) && ack.body.trim() !== "") say(state, interaction, WENT_WRONG, true);
  else takeDialogAnswer(state, interaction, shapeOf(answer));
  return true;
}

/** Universal actions: `{statusCode, type, value}`. */
function takeCardAnswer(state: State, interaction: Interaction, { statusCode, type, value }: Shape): boolean {
  const pressed = state.messages.get(interaction.pressed ?? "");
  const words = textOf(value).trim();
  if (type === "application/vnd.microsoft.activity.message" && words !== "") {
    say(state, interaction, words, true);
    return true;
  }
  if (type === ADAPTIVE && cardFaults(value).length === 0 && statusCode === 200 && pressed !== undefined) {
    pressed.views.set(interaction.user, shapeOf(value));
    pressed.changed = bump(state);
    return true;
  }
  const refused = type === "application/vnd.microsoft.error" || type === ADAPTIVE;
  say(state, interaction, textOf(shapeOf(value).message) || (refused ? WENT_WRONG : NOT_REACHED), true);
  return refused;
}

/** Dialogs: `{task: {type: "continue", value: {title, card}}}`, `{task: {type: "message", value}}`, or nothing to close. */
function takeDialogAnswer(state: State, interaction: Interaction, answer: Shape): void {
  const open = state.dialogs.get(interaction.dialog ?? "");
  const task = shapeOf(answer.task);
  if (task.type !== "continue") {
    if (open !== undefined) state.dialogs.delete(open.id);
    if (task.type === "message" && textOf(task.value).trim() !== "") say(state, interaction, textOf(task.value), false);
    else if (answer.task !== undefined && task.type !== "message") say(state, interaction, WENT_WRONG, true);
    return;
  }
  const value = shapeOf(task.value);
  const attached = shapeOf(value.card);
  const card = attached.contentType === ADAPTIVE && isShape(attached.content) ? attached.content : null;
  const url = textOf(value.url) || null;
  const faults = card === null ? [] : cardFaults(card);
  if ((card === null && url === null) || faults.length > 0) say(state, interaction, WENT_WRONG, true);
  else openDialog(state, interaction, open, { title: textOf(value.title), card, url });
}

function openDialog(
  state: State,
  interaction: Interaction,
  open: Dialog | undefined,
  content: Pick<Dialog, "title" | "card" | "url">,
): void {
  if (open !== undefined) {
    Object.assign(open, content, { title: content.title || open.title });
    open.version += 1;
    open.changed = bump(state);
    return;
  }
  const { user, room, pressed } = interaction;
  const dialog = { id: newId(state, "D"), user, room, message: pressed, ...content, version: 1, changed: bump(state) };
  state.dialogs.set(dialog.id, dialog);
}

/** Words that Teams shows this person over what they look at. */
function say(state: State, { user, room, pressed }: Interaction, text: string, fleeting: boolean): Message {
  const about = state.messages.get(pressed ?? "");
  const thread = about === undefined || chatOwner(room) !== undefined ? null : (about.thread ?? about.id);
  return addMessage(state, { room, thread, onlyFor: user, text, fleeting });
}
