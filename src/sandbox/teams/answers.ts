import type { Wire } from "../slack/delivery.ts";
import type { Ack } from "../slack/envelopes.ts";
import { textOf } from "../slack/shape.ts";
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

const LONGEST_MS = 5000;
/** Nothing new for this long: the bot has answered. */
const QUIET_MS = 350;
/** Only then is a message to the whole channel taken for the answer, because a notice could come at any time. */
const PUBLIC_AFTER_MS = 1000;
const STEP_MS = 20;

/** Sends what a person did and waits until the bot has answered, 5 s at most. */
export async function act(teams: TeamsService, wire: Wire, { interaction, activity }: Outgoing): Promise<Answered> {
  const { state } = teams;
  const before = state.changes;
  const started = wire.realNow();
  const ack = await Promise.race([deliver(teams, wire, activity), tooLate(wire)]);
  takeAnswer(state, interaction, textOf(activity.name) || null, ack);
  let seen = 0;
  let seenAt = wire.realNow();
  while (ack.status >= 200 && ack.status < 300 && wire.realNow() - started < LONGEST_MS) {
    const last = Math.max(0, ...answersOf(state, interaction, before).map((one) => one.changed));
    if (last !== seen) {
      seen = last;
      seenAt = wire.realNow();
    }
    const quietMs = wire.realNow() - seenAt;
    if (seen > 0 && quietMs >= QUIET_MS) break;
    if (seen === 0 && quietMs >= PUBLIC_AFTER_MS && published(state, interaction, before).length > 0) break;
    await wire.sleep(STEP_MS);
  }
  return { ackStatus: ack.status, ackMs: ack.ms, ...seenBy(state, interaction, before) };
}

function seenBy(state: State, interaction: Interaction, before: number): Pick<Answered, "shown" | "view"> {
  const own = messagesFor(state, interaction, before).filter((one) => !one.deleted);
  const dialog = newestDialog(state, interaction, before);
  const messages = own.length === 0 && dialog === null ? published(state, interaction, before) : own;
  const forms = messages.flatMap((one) => cardsFor(one, interaction.user).map((card) => formIn(one, card)));
  const view = dialog === null ? (forms.findLast((one) => one !== null) ?? null) : showDialog(dialog);
  return { shown: messages.map((one) => show(one, interaction.user)), view };
}

async function tooLate(wire: Wire): Promise<Ack> {
  await wire.sleep(LONGEST_MS);
  return { status: 0, ms: LONGEST_MS, body: "" };
}

function answersOf(state: State, interaction: Interaction, since: number): readonly (Message | Dialog)[] {
  const dialogs = [...state.dialogs.values()].filter((one) => one.user === interaction.user && one.changed > since);
  return [...messagesFor(state, interaction, since), ...dialogs];
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
