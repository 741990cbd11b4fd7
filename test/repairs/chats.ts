import type { Answer, Bot } from "../../bots/bot.ts";
import type { Card } from "../../bots/card.ts";
import { createSlackBot } from "../../bots/slack/index.ts";
import { createTeamsBot } from "../../bots/teams/index.ts";
import type { Wire } from "../../src/sandbox/chat/wire.ts";
import { faultBoard } from "../../src/sandbox/crm/faults.ts";
import { CHANNELS as SLACK_CHANNELS } from "../../src/sandbox/slack/people.ts";
import * as slackPerson from "../../src/sandbox/slack/person.ts";
import { stand as standInSlack } from "../../src/sandbox/slack/shown.ts";
import { createSlack } from "../../src/sandbox/slack/slack.ts";
import { inChannel as inSlack } from "../../src/sandbox/slack/state.ts";
import { CHANNELS as TEAMS_CHANNELS, TENANT } from "../../src/sandbox/teams/people.ts";
import * as teamsPerson from "../../src/sandbox/teams/person.ts";
import { stand as standInTeams } from "../../src/sandbox/teams/shown.ts";
import { inChannel as inTeams } from "../../src/sandbox/teams/state.ts";
import { createTeams } from "../../src/sandbox/teams/teams.ts";
import { seeded } from "../fakes/bed.ts";
import { botPorts, endServer, requestsTo, serveRoutes } from "../fakes/chat-world.ts";
import type { HandClock } from "../fakes/ports.ts";
import { settled } from "../fakes/ports.ts";
import { type Seen, seenCard } from "./seen.ts";

export type Chat = "slack" | "teams";
export const chatNames = ["slack", "teams"] as const satisfies readonly Chat[];

export interface ToldField {
  readonly label: string;
  readonly value: string;
  readonly error: string | null;
  readonly options: readonly { readonly label: string }[];
}

/** What somebody gets to see after what they did; `view` = the form that opened. */
export interface Told {
  readonly words: string;
  /** The newest message of the answer, to press on. */
  readonly message: Seen | null;
  readonly view: string | null;
  readonly fields: readonly ToldField[];
}

/** People who do something in one chat; `user` is the name of their role. */
export interface People {
  standing(): readonly Seen[];
  type(user: string, text: string): Promise<Told>;
  /** A button by its words; with `option` a list by its words. */
  press(user: string, message: string, label: string, option?: string): Promise<Told>;
  submit(user: string, view: string, values: Readonly<Record<string, string>>): Promise<Told>;
}

const SLACK = "http://127.0.0.1:4003";
const TEAMS = "http://127.0.0.1:4004";
const SECRET = "a signing secret of the bed";
/** Real time that a bot has for each simulated step of waiting, of which there are 250. */
const BREATH_MS = 1;

export interface ChatsParts {
  readonly clock: HandClock;
  /** Moves the clock on until the work has ended. */
  drive<T>(work: Promise<T>): Promise<T>;
  readonly answer: Answer;
  /** Sees every card that is shown in a message. */
  onCard(chat: Chat, card: Card): void;
}

/**
 * Both real bots, joined to the simulated chats: what people do there is signed and sent over HTTP to the bots' own
 * routes, as the platforms do it; what the bots send is carried without a socket. Time is the clock's everywhere.
 */
export async function openChats({ clock, drive, answer, onCard }: ChatsParts) {
  const world = { now: clock.wall, random: seeded(11) };
  const board = faultBoard(world);
  const { ports, logged } = botPorts(clock.wall);
  const token = "xoxb-bed-1";
  // The platforms' own time, by which requests are signed and people lose patience: it passes only while they wait.
  const startedAt = clock.wall();
  let waited = 0;
  const machineNow = () => startedAt + waited;
  const slack = createSlack({ world, board, logs: new Map(), token, signingSecret: SECRET, appToken: "x" });
  const app = { appId: "00000000-0000-4000-8000-0000000000cc", appPassword: "of the bed", tenantId: TENANT };
  const teams = createTeams({ world, board, logs: new Map(), ...app });
  const [slackRoom] = SLACK_CHANNELS;
  const [teamsRoom] = TEAMS_CHANNELS;
  if (!slackRoom || !teamsRoom) throw new Error("the simulated chats have no channel");
  teams.state.rooms.add(teamsRoom.id);
  const service = { serviceUrl: `${TEAMS}/teams/connector/`, tenant: TENANT, bot: `28:${app.appId}` };
  const kept = new Map([["teams:service", JSON.stringify(service)]]);
  const slackBot = createSlackBot({
    token,
    appToken: null,
    signingSecret: SECRET,
    apiUrl: `${SLACK}/api/`,
    request: requestsTo(slack, SLACK).request,
    ports,
    machineNow,
  });
  const teamsBot = createTeamsBot({
    ...app,
    metadataUrl: `${TEAMS}/teams/openid/.well-known/openidconfiguration`,
    loginUrl: `${TEAMS}/teams/login`,
    loopback: true,
    allowUnauthenticated: false,
    places: { read: async (key) => kept.get(key) ?? null, keep: async (key, value) => void kept.set(key, value) },
    request: requestsTo(teams, TEAMS).request,
    ports,
    machineNow,
  });
  let answering = 0;
  const counted: Answer = async (action, from) => {
    answering += 1;
    try {
      const reply = await answer(action, from);
      onCard(from.platform === "teams" ? "teams" : "slack", reply.card);
      return reply;
    } finally {
      answering -= 1;
    }
  };
  /** The same bot; what it still does for a request after its acknowledgement counts. */
  const attended = (bot: Bot): Bot => ({
    ...bot,
    routes: bot.routes.map((route) => ({
      ...route,
      handle: async (...request) => {
        answering += 1;
        try {
          await route.handle(...request);
        } finally {
          answering -= 1;
        }
      },
    })),
  });
  await Promise.all([slackBot.start(counted), teamsBot.start(counted)]);
  const doors = {
    slack: await serveRoutes(() => attended(slackBot), "/slack/events"),
    teams: await serveRoutes(() => attended(teamsBot), "/api/messages"),
  };

  const wireTo = (url: string, origin: string): Wire => ({
    post: (target, headers, body) => drive(posted(target, headers, body)),
    requestUrl: () => url,
    origin: () => origin,
    realNow: machineNow,
    sleep: async (ms) => {
      // How long it gives the bot at most is a matter of real time, which stands still here.
      if (ms > 1_000) return new Promise<void>(() => {});
      await clock.advance(ms);
      waited += ms;
      // The bots acknowledge first and answer after it: a busy machine may need a while for it.
      await new Promise((resolve) => setTimeout(resolve, BREATH_MS));
      while (answering > 0) await drive(settled());
    },
  });
  const slackWire = wireTo(doors.slack.url, SLACK);
  const teamsWire = wireTo(doors.teams.url, TEAMS);

  const inSlackChat: People = {
    standing: () =>
      inSlack(slack.state, slackRoom.id)
        .map(standInSlack)
        .map(({ id, version, text, blocks }) => seenCard(id, version, text, blocks)),
    type: async (user, text) =>
      told(await slackPerson.command(slack, slackWire, { user, channel: slackRoom.name, text })),
    press: async (user, message, action, value) =>
      told(await slackPerson.press(slack, slackWire, { user, channel: null, message, action, value: value ?? null })),
    submit: async (user, view, values) => told(await slackPerson.submit(slack, slackWire, { user, view, values })),
  };
  const inTeamsChat: People = {
    standing: () =>
      inTeams(teams.state, teamsRoom.id)
        .map((one) => standInTeams(one, null))
        .map(({ id, version, text, cards }) => seenCard(id, version, text, cards)),
    type: async (user, text) =>
      told(await teamsPerson.command(teams, teamsWire, { user, channel: teamsRoom.name, text })),
    press: async (user, message, action, value) =>
      told(await teamsPerson.press(teams, teamsWire, { user, channel: null, message, action, value: value ?? null })),
    submit: async (user, view, values) => told(await teamsPerson.submit(teams, teamsWire, { user, view, values })),
  };
  return {
    people: { slack: inSlackChat, teams: inTeamsChat } satisfies Record<Chat, People>,
    bots: [watched(slackBot, onCard), watched(teamsBot, onCard)],
    logged,
    close: async () => {
      await Promise.all([slackBot.stop(), teamsBot.stop()]);
      await Promise.all(Object.values(doors).map((door) => endServer(door.server)));
    },
  };
}

async function posted(target: string, headers: Readonly<Record<string, string>>, body: string) {
  const response = await fetch(target, { method: "POST", headers, body });
  return { status: response.status, body: await response.text() };
}

/** The same bot; each card that it is given to post or to edit is seen too. */
function watched(bot: Bot, onCard: ChatsParts["onCard"]): Bot {
  return {
    ...bot,
    post: (to, card, key) => {
      onCard(bot.id, card);
      return bot.post(to, card, key);
    },
    update: (ref, card) => {
      onCard(bot.id, card);
      return bot.update(ref, card);
    },
  };
}

interface Answered {
  readonly shown: readonly {
    readonly id: string;
    readonly text: string;
    readonly blocks?: unknown;
    readonly card?: unknown;
  }[];
  readonly view: { readonly id: string; readonly text: string; readonly fields: Told["fields"] } | null;
}

function told({ shown, view }: Answered): Told {
  const seen = shown.map(({ id, text, blocks, card }) => seenCard(id, 1, text, blocks ?? card ?? []));
  return {
    words: [...seen.map((one) => one.words), view?.text ?? ""].join("\n"),
    message: seen.at(-1) ?? null,
    view: view?.id ?? null,
    fields: view?.fields ?? [],
  };
}
