import { Unknown } from "../chat/asked.ts";
import type { Wire } from "../chat/wire.ts";
import { type Answered, act } from "./answers.ts";
import { deliver } from "./delivery.ts";
import { blocksOf, fillForm } from "./form.ts";
import { blockAction, slashCommand, viewClosed, viewSubmission } from "./interactions.ts";
import { CHANNELS, findChannel, findPerson, PEOPLE, type Person } from "./people.ts";
import { findPressable, labelOf, press as pick, pressables } from "./pressable.ts";
import type { SlackService } from "./slack.ts";
import type { Message, View } from "./state.ts";

export function personNamed(name: string): Person {
  const person = findPerson(name);
  if (person === undefined)
    throw new Unknown(`unknown user ${JSON.stringify(name)}; known: ${PEOPLE.map((one) => one.name).join(", ")}`);
  return person;
}

/** A channel's id by name; "directmessage" is the person's own with the bot. */
export function channelNamed(name: string, person: Person | null): string {
  if (person !== null && (name === "directmessage" || name === person.dm)) return person.dm;
  const channel = findChannel(name);
  if (channel === undefined)
    throw new Unknown(`unknown channel ${JSON.stringify(name)}; known: ${CHANNELS.map((one) => one.name).join(", ")}`);
  return channel.id;
}

/** Types `/crmsync TEXT`. */
export async function command(
  slack: SlackService,
  wire: Wire,
  asked: { readonly user: string; readonly channel: string; readonly text: string },
): Promise<Answered> {
  const person = personNamed(asked.user);
  const channel = channelNamed(asked.channel, person);
  const text = asked.text.trim().replace(/^\/crmsync\b\s*/, "");
  return act(slack, wire, slashCommand(slack.state, wire.origin(), person, channel, text));
}

export interface Press {
  readonly user: string;
  readonly channel: string | null;
  /** A message's or a view's id. */
  readonly message: string;
  readonly action: string;
  readonly value: string | null;
}

/** Presses a button or picks an option. */
export async function press(slack: SlackService, wire: Wire, asked: Press): Promise<Answered> {
  const { state } = slack;
  const person = personNamed(asked.user);
  if (asked.channel !== null) channelNamed(asked.channel, person);
  const where = visible(slack, person, asked.message);
  const blocks = where.message?.blocks ?? (where.view === undefined ? [] : blocksOf(where.view));
  const all = pressables(blocks);
  const target = findPressable(all, asked.action);
  if (target === undefined) {
    const known = all.map(({ element }) => `${labelOf(element)} (${String(element.action_id)})`);
    throw new Unknown(`unknown action ${JSON.stringify(asked.action)}; known: ${known.join(", ") || "none"}`);
  }
  const choice = pick(target.element, asked.value, asked.action);
  if (typeof choice === "string") throw new Unknown(choice);
  const from = { person, channel: where.message?.channel ?? null, ...where };
  const isLink = target.element.url !== undefined;
  return act(slack, wire, blockAction(state, wire.origin(), from, target, choice), isLink);
}

function visible(slack: SlackService, person: Person, id: string): { message?: Message; view?: View } {
  const { messages, views, homes } = slack.state;
  const message = messages.get(id);
  if (message !== undefined && (message.onlyFor === null || message.onlyFor === person.id)) return { message };
  const home = homes.get(person.id);
  const view = views.get(id) ?? (home?.id === id ? home : undefined);
  if (view !== undefined && view.user === person.id) return { view };
  throw new Unknown(`${person.name} sees no message or view ${JSON.stringify(id)}`);
}

interface Submission {
  readonly user: string;
  readonly view: string;
  /** By visible label. */
  readonly values: Readonly<Record<string, string>>;
}

/** Sends a form; a form that the bot merely acknowledges closes. */
export async function submit(slack: SlackService, wire: Wire, asked: Submission): Promise<Answered> {
  const person = personNamed(asked.user);
  const view = openView(slack, person, asked.view);
  if (view.body.submit == null) throw new Unknown("this view has nothing to submit");
  const filled = fillForm(view, asked.values);
  if (!filled.ok) throw new Unknown(filled.error);
  view.errors = {};
  const answer = await act(slack, wire, viewSubmission(slack.state, person, view, filled.values));
  return answer;
}

/** Closes a form and those under it that it replaced; the bot is told when the form asked for it. */
export async function close(slack: SlackService, wire: Wire, asked: { user: string; view: string }): Promise<void> {
  const person = personNamed(asked.user);
  const view = openView(slack, person, asked.view);
  slack.state.views.delete(view.id);
  if (view.body.notify_on_close === true) await deliver(slack, wire, viewClosed(slack.state, person, view).body);
}

function openView(slack: SlackService, person: Person, id: string): View {
  const open = [...slack.state.views.values()].filter((one) => one.user === person.id);
  const view = open.find((one) => one.id === id);
  if (view === undefined)
    throw new Unknown(
      `${person.name} has no form ${JSON.stringify(id)} open; open: ${open.map((one) => one.id).join(", ") || "none"}`,
    );
  return view;
}
