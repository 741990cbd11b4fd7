import { textOf } from "../chat/shape.ts";
import { inTime, untilAnswered } from "../chat/waiting.ts";
import type { Wire } from "../chat/wire.ts";
import { deliver } from "./delivery.ts";
import { formIn, type ShownView, showDialog } from "./form.ts";
import { takeAnswer } from "./invoke-answers.ts";
import type { Outgoing } from "./outgoing.ts";
import { chatOwner } from "./people.ts";
import { cardsFor, type Shown, show } from "./shown.ts";
import type { Dialog, Interaction, Message, State } from "./state.ts";
import type { TeamsService } from "./teams.ts";

/** What a person gets to see after what they did. */
export interface Answered {
  /** 0 when nobody answered. */
  readonly ackStatus: number;
  readonly ackMs: number;
  readonly shown: readonly Shown[];
  readonly view: ShownView | null;
}

/** Sends what a person did and waits until the bot has answered, 5 s at most. */
export async function act(teams: TeamsService, wire: Wire, { interaction, activity }: Outgoing): Promise<Answered> {
  const { state } = teams;
  const before = state.changes;
  const started = wire.realNow();
  const send = () => inTime(wire, deliver(teams, wire, activity));
  const ack = await send();
  if (!takeAnswer(state, interaction, textOf(activity.name) || null, ack)) await send();
  const look = () => ({
    newest: Math.max(0, ...answersOf(state, interaction, before).map((one) => one.changed)),
    loading: false,
    published: published(state, interaction, before).length > 0,
  });
  await untilAnswered(wire, started, ack, look);
  return { ackStatus: ack.status, ackMs: ack.ms, ...seenBy(state, interaction, before) };
}

function seenBy(state: State, interaction: Interaction, before: number): Pick<Answered, "shown" | "view"> {
  const dialog = newestDialog(state, interaction, before);
  const lasting = lastingFor(state, interaction, before).filter((one) => !one.deleted);
  const others = dialog === null ? published(state, interaction, before) : [];
  const fleeting = messagesFor(state, interaction, before).filter((one) => one.fleeting);
  const messages = [lasting, others, fleeting].find((some) => some.length > 0) ?? [];
  const forms = messages.flatMap((one) => cardsFor(one, interaction.user).map((card) => formIn(one, card)));
  const view = dialog === null ? (forms.findLast((one) => one !== null) ?? null) : showDialog(dialog);
  return { shown: messages.map((one) => show(one, interaction.user)), view };
}

function answersOf(state: State, interaction: Interaction, since: number): readonly (Message | Dialog)[] {
  const dialogs = [...state.dialogs.values()].filter((one) => one.user === interaction.user && one.changed > since);
  return [...lastingFor(state, interaction, since), ...dialogs];
}

/** Without words that show for a moment only: more may come after "One moment…". */
function lastingFor(state: State, interaction: Interaction, since: number): readonly Message[] {
  return messagesFor(state, interaction, since).filter((one) => !one.fleeting);
}

/** What stands under the person's own words, changed what was pressed, or was sent to this person alone. */
function messagesFor(state: State, interaction: Interaction, since: number): readonly Message[] {
  const { user, pressed, said } = interaction;
  const alone = (one: Message) => one.onlyFor === user || (one.onlyFor === null && chatOwner(one.room)?.id === user);
  const under = (one: Message) => said !== null && one.thread === said && one.onlyFor === null;
  return [...state.messages.values()].filter(
    (one) => one.from === null && one.changed > since && (one.id === pressed || under(one) || alone(one)),
  );
}

function published(state: State, interaction: Interaction, since: number): readonly Message[] {
  const isNew = (one: Message) => one.from === null && one.changed > since && one.version === 1 && !one.deleted;
  return [...state.messages.values()].filter(
    (one) => isNew(one) && one.onlyFor === null && one.room === interaction.room,
  );
}

function newestDialog(state: State, interaction: Interaction, since: number): Dialog | null {
  const mine = [...state.dialogs.values()].filter((one) => one.user === interaction.user && one.changed > since);
  return mine.sort((a, b) => b.changed - a.changed)[0] ?? null;
}
