import { isShape, parsed, type Shape, shapeOf, textOf } from "../chat/shape.ts";
import { inTime, untilAnswered } from "../chat/waiting.ts";
import type { Ack, Wire } from "../chat/wire.ts";
import { deliver } from "./delivery.ts";
import { blocksOf, type ShownView, showView } from "./form.ts";
import type { Outgoing } from "./interactions.ts";
import { dmOwner } from "./people.ts";
import { applyReply } from "./reply-address.ts";
import { type Shown, show } from "./shown.ts";
import type { SlackService } from "./slack.ts";
import { bump, type Interaction, type Message, type State, type View } from "./state.ts";
import { addView, changeView } from "./views.ts";

/** What a person gets to see after what they did. */
export interface Answered {
  /** 0 when nobody answered. */
  readonly ackStatus: number;
  readonly ackMs: number;
  readonly shown: readonly Shown[];
  readonly view: ShownView | null;
}

/** Sends what a person did and waits until the bot has answered, 5 s at most. */
export async function act(slack: SlackService, wire: Wire, outgoing: Outgoing, brief = false): Promise<Answered> {
  const { state } = slack;
  const { interaction } = outgoing;
  const before = state.changes;
  const started = wire.realNow();
  const ack = await inTime(wire, deliver(slack, wire, outgoing.body));
  takeAck(state, interaction, ack);
  const look = () => ({
    newest: Math.max(0, ...answersOf(state, interaction, before).map((one) => one.changed)),
    loading: isLoading(newestView(state, interaction, before)),
    published: published(state, interaction, before).length > 0,
  });
  await untilAnswered(wire, started, ack, look, brief);
  const own = messagesFor(state, interaction, before);
  const view = newestView(state, interaction, before);
  const shown = own.length === 0 && view === null ? published(state, interaction, before) : own;
  return {
    ackStatus: ack.status,
    ackMs: ack.ms,
    shown: shown.map(show),
    view: view === null ? null : showView(view),
  };
}

function answersOf(state: State, interaction: Interaction, since: number): readonly (Message | View)[] {
  const views = [...state.views.values()].filter((one) => one.user === interaction.user && one.changed > since);
  return [...messagesFor(state, interaction, since), ...views];
}

/** What came through this very interaction, changed what was pressed, or was sent to this person alone. */
function messagesFor(state: State, interaction: Interaction, since: number): readonly Message[] {
  const alone = (one: Message) =>
    one.via === null && (one.onlyFor === interaction.user || dmOwner(one.channel)?.id === interaction.user);
  return [...state.messages.values()].filter(
    (one) => one.changed > since && (one.via === interaction.id || one.id === interaction.pressed || alone(one)),
  );
}

function published(state: State, interaction: Interaction, since: number): readonly Message[] {
  return [...state.messages.values()].filter(
    (one) =>
      one.changed > since && one.onlyFor === null && one.via === null && one.version === 1 && here(one, interaction),
  );
}

function here(message: Message, interaction: Interaction): boolean {
  return interaction.channel === null || message.channel === interaction.channel;
}

function newestView(state: State, interaction: Interaction, since: number): View | null {
  const mine = [...state.views.values()].filter((one) => one.user === interaction.user && one.changed > since);
  return mine.sort((a, b) => b.changed - a.changed)[0] ?? null;
}

/** A view in which nothing can be read or done yet, opened in haste and filled later. */
function isLoading(view: View | null): boolean {
  if (view === null) return false;
  const { fields, buttons } = showView(view);
  return fields.length === 0 && buttons.every((one) => one.kind === "close") && blocksOf(view).length < 3;
}

/** What the acknowledgement itself says: a message for a command, what becomes of the form for a submission. */
function takeAck(state: State, interaction: Interaction, ack: Ack): void {
  if (ack.status !== 200) return;
  if (interaction.kind === "command" && ack.body.trim() !== "") applyReply(state, interaction, parsedReply(ack.body));
  const view = interaction.view === null ? undefined : state.views.get(interaction.view);
  if (interaction.kind !== "submit" || view === undefined) return;
  const response = shapeOf(parsed(ack.body));
  const next = isShape(response.view) ? response.view : undefined;
  switch (textOf(response.response_action)) {
    case "errors":
      view.errors = errorsOf(response.errors);
      view.changed = bump(state);
      break;
    case "update":
      if (next !== undefined) changeView(state, view, next);
      break;
    case "push":
      if (next !== undefined) addView(state, view.user, next, view);
      break;
    case "clear":
      for (const one of [...state.views.values()]) if (one.rootId === view.rootId) state.views.delete(one.id);
      break;
    default:
      state.views.delete(view.id);
  }
}

function parsedReply(body: string): Shape {
  const reply = parsed(body);
  return isShape(reply) ? reply : { text: body };
}

function errorsOf(errors: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(shapeOf(errors)).map(([block, text]) => [block, textOf(text)]));
}
