import type { Shape } from "../chat/shape.ts";
import { asSlack } from "./chat.ts";
import { APP, CHANNELS, dmOwner, type Person, SLASH_COMMAND, TEAM } from "./people.ts";
import type { Pressable } from "./pressable.ts";
import { type Interaction, type Message, newId, newStamp, type State, type View } from "./state.ts";
import { asSlackView } from "./views.ts";

/** What Slack sends to the bot's request URL: a form body, to be signed when it is sent. */
export interface Outgoing {
  readonly interaction: Interaction;
  readonly body: string;
}

interface From {
  readonly person: Person;
  readonly channel: string | null;
  readonly message?: Message;
  readonly view?: View;
}

function begin(state: State, kind: Interaction["kind"], from: From): Interaction {
  const interaction: Interaction = {
    id: newId(state, "I"),
    kind,
    user: from.person.id,
    channel: from.channel,
    at: state.world.now(),
    pressed: from.message?.id ?? null,
    view: from.view?.id ?? null,
    triggerUsed: false,
    uses: 0,
    first: null,
  };
  state.interactions.set(interaction.id, interaction);
  return interaction;
}

export function slashCommand(state: State, origin: string, person: Person, channel: string, text: string): Outgoing {
  const interaction = begin(state, "command", { person, channel });
  const form = new URLSearchParams({
    token: "unused",
    team_id: TEAM.id,
    team_domain: TEAM.domain,
    channel_id: channel,
    channel_name: channelName(channel),
    user_id: person.id,
    user_name: person.name,
    command: SLASH_COMMAND,
    text,
    api_app_id: APP,
    is_enterprise_install: "false",
    response_url: `${origin}/commands/${TEAM.id}/${interaction.id}`,
    trigger_id: interaction.id,
  });
  return { interaction, body: form.toString() };
}

export function blockAction(state: State, origin: string, from: From, target: Pressable, choice: Shape): Outgoing {
  const interaction = begin(state, "press", from);
  const { message, view, channel, person } = from;
  const action = { action_id: target.element.action_id, block_id: target.block, ...choice, action_ts: newStamp(state) };
  const where =
    message !== undefined
      ? {
          container: {
            type: "message",
            message_ts: message.id,
            channel_id: message.channel,
            is_ephemeral: message.onlyFor !== null,
            ...(message.thread === null ? {} : { thread_ts: message.thread }),
          },
          ...(message.onlyFor === null ? { message: asSlack(message) } : {}),
          ...(channel === null ? {} : { channel: { id: channel, name: channelName(channel) } }),
          state: { values: {} },
          response_url: `${origin}/actions/${TEAM.id}/${interaction.id}`,
        }
      : view !== undefined
        ? { container: { type: "view", view_id: view.id }, view: asSlackView(view) }
        : {};
  const payload = { type: "block_actions", ...common(person, interaction), ...where, actions: [action] };
  return { interaction, body: asForm(payload) };
}

export function viewSubmission(state: State, person: Person, view: View, values: Shape): Outgoing {
  const interaction = begin(state, "submit", { person, channel: null, view });
  const body = { ...asSlackView(view), state: { values } };
  const payload = { type: "view_submission", ...common(person, interaction), view: body, response_urls: [] };
  return { interaction, body: asForm(payload) };
}

export function viewClosed(state: State, person: Person, view: View): Outgoing {
  const interaction = begin(state, "event", { person, channel: null, view });
  const payload = { type: "view_closed", ...common(person, interaction), view: asSlackView(view), is_cleared: false };
  return { interaction, body: asForm(payload) };
}

/** An event of the Events API, as JSON. */
export function homeOpened(state: State, person: Person): Outgoing {
  const interaction = begin(state, "event", { person, channel: null });
  const event = {
    type: "app_home_opened",
    user: person.id,
    channel: person.dm,
    tab: "home",
    event_ts: newStamp(state),
  };
  const envelope = { type: "event_callback", token: "unused", team_id: TEAM.id, api_app_id: APP, event };
  return {
    interaction,
    body: JSON.stringify({
      ...envelope,
      event_id: newId(state, "EV"),
      event_time: Math.floor(state.world.now() / 1000),
    }),
  };
}

function common(person: Person, interaction: Interaction): Shape {
  return {
    user: { id: person.id, username: person.name, name: person.name, team_id: TEAM.id },
    api_app_id: APP,
    token: "unused",
    team: { id: TEAM.id, domain: TEAM.domain },
    enterprise: null,
    is_enterprise_install: false,
    trigger_id: interaction.id,
  };
}

function asForm(payload: Shape): string {
  return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
}

export function channelName(id: string): string {
  return CHANNELS.find((one) => one.id === id)?.name ?? (dmOwner(id) === undefined ? id : "directmessage");
}
