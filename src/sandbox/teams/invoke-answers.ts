import type { Ack } from "../slack/envelopes.ts";
import { isShape, parsed, type Shape, shapeOf, textOf } from "../slack/shape.ts";
import { cardFaults } from "./card.ts";
import { ADAPTIVE } from "./content.ts";
import { addMessage, bump, type Dialog, type Interaction, type Message, newId, type State } from "./state.ts";

/** What Teams tells a person when it cannot use what the bot answered. */
const WENT_WRONG = "Something went wrong. Please try again.";

/** What the answer to the request itself shows: a card for this person, words, or what becomes of the dialog. */
export function takeAnswer(state: State, interaction: Interaction, invoke: string | null, ack: Ack): void {
  if (invoke === null || ack.status < 200 || ack.status > 299) return;
  const answer = ack.body.trim() === "" ? {} : parsed(ack.body);
  if (!isShape(answer)) say(state, interaction, WENT_WRONG);
  else if (invoke === "adaptiveCard/action") takeCardAnswer(state, interaction, answer);
  else takeDialogAnswer(state, interaction, answer);
}

/** Universal actions: `{statusCode, type, value}`. */
function takeCardAnswer(state: State, interaction: Interaction, { statusCode, type, value }: Shape): void {
  const pressed = state.messages.get(interaction.pressed ?? "");
  if (type === undefined && value === undefined) return;
  if (type === "application/vnd.microsoft.activity.message") {
    if (textOf(value).trim() !== "") say(state, interaction, textOf(value));
    return;
  }
  const isCard = type === ADAPTIVE && cardFaults(value).length === 0 && statusCode === 200;
  if (isCard && pressed !== undefined && isShape(value)) {
    pressed.views.set(interaction.user, value);
    pressed.changed = bump(state);
    return;
  }
  const words = type === "application/vnd.microsoft.error" ? textOf(shapeOf(value).message) : "";
  say(state, interaction, words || WENT_WRONG);
}

/** Dialogs: `{task: {type: "continue", value: {title, card}}}`, `{task: {type: "message", value}}`, or nothing to close. */
function takeDialogAnswer(state: State, interaction: Interaction, answer: Shape): void {
  const open = state.dialogs.get(interaction.dialog ?? "");
  const task = shapeOf(answer.task);
  if (task.type !== "continue") {
    if (open !== undefined) state.dialogs.delete(open.id);
    if (task.type === "message" && textOf(task.value).trim() !== "") say(state, interaction, textOf(task.value));
    else if (answer.task !== undefined && task.type !== "message") say(state, interaction, WENT_WRONG);
    return;
  }
  const value = shapeOf(task.value);
  const attached = shapeOf(value.card);
  const card = attached.contentType === ADAPTIVE && isShape(attached.content) ? attached.content : null;
  const url = textOf(value.url) || null;
  const faults = card === null ? [] : cardFaults(card);
  if ((card === null && url === null) || faults.length > 0) say(state, interaction, WENT_WRONG);
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
function say(state: State, { user, room, pressed }: Interaction, text: string): Message {
  const about = state.messages.get(pressed ?? "");
  return addMessage(state, {
    room,
    thread: about === undefined ? null : (about.thread ?? about.id),
    onlyFor: user,
    text,
  });
}
