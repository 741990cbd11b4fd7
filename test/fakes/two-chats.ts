import { createSlackBot } from "../../bots/slack/index.ts";
import { createTeamsBot } from "../../bots/teams/index.ts";
import type { ChannelSettings } from "../../src/config.ts";
import { createNotices } from "../../src/notices/deliver.ts";
import { faultBoard } from "../../src/sandbox/crm/faults.ts";
import { CHANNELS as SLACK_CHANNELS } from "../../src/sandbox/slack/people.ts";
import { stand as standSlack } from "../../src/sandbox/slack/shown.ts";
import { createSlack } from "../../src/sandbox/slack/slack.ts";
import { inChannel as inSlack } from "../../src/sandbox/slack/state.ts";
import { CHANNELS as TEAMS_CHANNELS, TENANT } from "../../src/sandbox/teams/people.ts";
import { stand as standTeams } from "../../src/sandbox/teams/shown.ts";
import { inChannel as inTeams } from "../../src/sandbox/teams/state.ts";
import { createTeams } from "../../src/sandbox/teams/teams.ts";
import { type bed, seeded, until } from "./bed.ts";
import { botPorts, requestsTo } from "./chat-world.ts";

const SLACK = "http://127.0.0.1:4003";
const TEAMS = "http://127.0.0.1:4004";

/** A message as people see it: all its words, and what its buttons are called, each with the id that a press brings back. */
export interface SeenMessage {
  readonly id: string;
  readonly version: number;
  readonly words: string;
  readonly buttons: Readonly<Record<string, string>>;
}

/**
 * The notices of a bed in both simulated chats at once, over the real bots: what leaves them is carried without a socket,
 * and what people see is read where it stands.
 */
export async function twoChats(own: Pick<Awaited<ReturnType<typeof bed>>, "engine" | "clock">) {
  const world = { now: own.clock.wall, random: seeded(11) };
  const board = faultBoard(world);
  const { ports, logged } = botPorts(own.clock.wall);
  const slack = createSlack({ world, board, logs: new Map(), token: "xoxb-two", signingSecret: "two", appToken: "x" });
  const app = { appId: "00000000-0000-4000-8000-0000000000bb", appPassword: "two chats", tenantId: TENANT };
  const teams = createTeams({ world, board, logs: new Map(), ...app });
  const [slackRoom] = SLACK_CHANNELS;
  const [teamsRoom] = TEAMS_CHANNELS;
  if (!slackRoom || !teamsRoom) throw new Error("the simulated chats have no channel");
  teams.state.rooms.add(teamsRoom.id);
  const service = { serviceUrl: `${TEAMS}/teams/connector/`, tenant: TENANT, bot: `28:${app.appId}` };
  const kept = new Map([["teams:service", JSON.stringify(service)]]);
  const bots = [
    createSlackBot({
      token: "xoxb-two",
      appToken: null,
      signingSecret: "two",
      apiUrl: `${SLACK}/api/`,
      request: requestsTo(slack, SLACK).request,
      ports,
    }),
    createTeamsBot({
      ...app,
      metadataUrl: `${TEAMS}/teams/openid/.well-known/openidconfiguration`,
      loginUrl: `${TEAMS}/teams/login`,
      loopback: true,
      allowUnauthenticated: false,
      places: { read: async (key) => kept.get(key) ?? null, keep: async (key, value) => void kept.set(key, value) },
      request: requestsTo(teams, TEAMS).request,
      ports,
      machineNow: own.clock.wall,
    }),
  ];
  const channel = (platform: ChannelSettings["platform"], id: string): ChannelSettings => ({
    name: `ops-${platform}`,
    platform,
    channel: id,
    subscribe: ["incidents", "failures"],
    digest: null,
    quiet: null,
    showValues: false,
  });
  const notices = createNotices({
    engine: own.engine,
    channels: [channel("slack", slackRoom.id), channel("teams", teamsRoom.id)],
    bots,
    clock: own.clock,
    newId: () => "unused",
    publicUrl: "http://127.0.0.1:3000",
    log: () => {},
  });
  return {
    /** One look of both bots. */
    look: () => until(own.clock, notices.tick()),
    slack: (): readonly SeenMessage[] =>
      inSlack(slack.state, slackRoom.id)
        .map(standSlack)
        .map(({ id, version, text, blocks }) => seen(id, version, { text, blocks })),
    teams: (): readonly SeenMessage[] =>
      inTeams(teams.state, teamsRoom.id)
        .map((one) => standTeams(one, null))
        .map(({ id, version, cards }) => seen(id, version, cards)),
    logged,
  };
}

function seen(id: string, version: number, body: unknown): SeenMessage {
  const buttons = Object.fromEntries(partsOf(body).flatMap(buttonOf));
  return { id, version, words: partsOf(body).flatMap(wordsIn).join("\n"), buttons };
}

type Part = Readonly<Record<string, unknown>>;

function partsOf(value: unknown): readonly Part[] {
  if (Array.isArray(value)) return value.flatMap(partsOf);
  if (typeof value !== "object" || value === null) return [];
  return [{ ...value }, ...Object.values(value).flatMap(partsOf)];
}

function wordsIn(part: Part): readonly string[] {
  return ["text", "title", "value"].flatMap((key) => (typeof part[key] === "string" ? [part[key]] : []));
}

/** Slack's action_id, or what an Adaptive Card's action carries. */
function buttonOf(part: Part): readonly (readonly [string, string])[] {
  if (part.type === "button" && typeof part.action_id === "string" && isPart(part.text))
    return [[String(part.text.text), part.action_id]];
  const carried = isPart(part.data) && isPart(part.data.crmsync) ? part.data.crmsync.id : null;
  return typeof part.title === "string" && typeof carried === "string" ? [[part.title, carried]] : [];
}

function isPart(value: unknown): value is Part {
  return typeof value === "object" && value !== null;
}
