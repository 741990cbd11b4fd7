import type { Answer, Bot, BotPorts } from "../../bots/bot.ts";
import { createTeamsBot } from "../../bots/teams/index.ts";
import { serve } from "../../src/sandbox/shell.ts";
import type { Answered } from "../../src/sandbox/teams/answers.ts";
import { claimsFor, serviceAddress, signedHeaders } from "../../src/sandbox/teams/delivery.ts";
import { signToken } from "../../src/sandbox/teams/keys.ts";
import { CHANNELS, findPerson, TENANT } from "../../src/sandbox/teams/people.ts";
import { command, install, press, submit } from "../../src/sandbox/teams/person.ts";
import { stand } from "../../src/sandbox/teams/shown.ts";
import { inChannel, privateTo } from "../../src/sandbox/teams/state.ts";
import { createTeams, type TeamsService } from "../../src/sandbox/teams/teams.ts";
import type { BotRig, StandingMessage } from "../contracts/bot.ts";
import { botPorts, chatWorld, endServer, present, requestsTo, seenOf, serveRoutes, wireTo } from "./chat-world.ts";

const APP_ID = "00000000-0000-4000-8000-0000000000bb";
const PASSWORD = "app-password-for-tests";

interface RigOptions {
  readonly answerWaitMs?: number;
  /** Notes what came before; in memory unless given. */
  readonly first?: BotPorts["first"];
  readonly machineNow?: () => number;
}

/** The real bot joined to the simulated Teams; only what Teams sends to the bot goes over the network. */
export interface TeamsRig extends BotRig {
  readonly teams: TeamsService;
  readonly logged: readonly { message: string; fields: Readonly<Record<string, unknown>> }[];
  /** Every request that left the bot. */
  readonly sent: readonly { method: string; url: string; body: string }[];
  /** What the bot keeps in our database. */
  readonly kept: ReadonlyMap<string, string>;
  fault(name: string, times?: number, parameters?: Readonly<Record<string, string | number>>): void;
  typeAs(text: string, channel?: string | null, user?: string): Promise<Answered>;
  pressOn(message: string, action: string, value?: string, user?: string): Promise<Answered>;
  submitTo(view: string, values: Readonly<Record<string, string>>): Promise<Answered>;
  /** The operator puts the bot into their own chat. */
  openHome(): Promise<void>;
  pass(ms: number): void;
  restart(answer: Answer): Promise<Bot>;
  /** Sends a body with a good token unless other headers are given. */
  send(body: string, headers?: Record<string, string>): Promise<{ status: number; body: string }>;
}

export async function openTeamsRig(options: RigOptions = {}): Promise<TeamsRig> {
  const { world, board, pass, fault } = chatWorld("teams");
  const app = { appId: APP_ID, appPassword: PASSWORD, tenantId: TENANT };
  const teams = createTeams({ world, board, logs: new Map(), ...app });
  const shell = await serve(teams, 0);
  const origin = shell.url;
  const kept = new Map<string, string>();
  const { request, sent } = requestsTo(teams, origin);
  const { ports, logged } = botPorts(world.now, options.first);
  const create = (appPassword: string): Bot =>
    createTeamsBot({
      ...app,
      appPassword,
      metadataUrl: `${origin}/teams/openid/.well-known/openidconfiguration`,
      loginUrl: `${origin}/teams/login`,
      loopback: true,
      allowUnauthenticated: false,
      places: {
        read: async (key) => kept.get(key) ?? null,
        keep: async (key, value) => void kept.set(key, value),
      },
      request,
      ports,
      ...present(options.answerWaitMs === undefined ? {} : { answerWaitMs: options.answerWaitMs }),
      ...present(options.machineNow === undefined ? {} : { machineNow: options.machineNow }),
    });
  let bot = create(PASSWORD);
  const { server, url } = await serveRoutes(() => bot, "/api/messages");

  const to = wireTo(url, origin);
  const { wire } = to;
  const [room] = CHANNELS;
  const person = findPerson("operator");
  if (person === undefined || room === undefined) throw new Error("the simulated tenant has no operator or no channel");
  const begin = () => {
    to.begin();
    pass(60_000);
  };
  const typeAs: TeamsRig["typeAs"] = (text, channel = room.name, user = "operator") => {
    begin();
    return command(teams, wire, { user, channel, text });
  };
  const pressOn: TeamsRig["pressOn"] = (message, action, value, user = "operator") => {
    begin();
    return press(teams, wire, { user, channel: null, message, action, value: value ?? null });
  };
  const join = async () => {
    await bot.start(async () => {
      throw new Error("nobody was asked yet");
    });
    await install(teams, wire);
    while (bot.routes.length > 0 && kept.size === 0) await wire.sleep(5);
  };
  await join();

  return {
    get bot() {
      return bot;
    },
    badBot: create("another password"),
    channel: room.id,
    user: person.aadObjectId,
    teams,
    logged,
    sent,
    kept,
    acknowledged: to.acknowledged,
    typeAs,
    pressOn,
    submitTo: (view, values) => {
      begin();
      return submit(teams, wire, { user: "operator", view, values });
    },
    type: async (text) => seenOf(await typeAs(text)),
    press: async (message, label) => seenOf(await pressOn(message, label)),
    repeat: () => fault("repeat"),
    openHome: async () => {
      begin();
      await install(teams, wire, [person.chat]);
    },
    pass,
    restart: async (answer) => {
      await bot.stop();
      bot = create(PASSWORD);
      await bot.start(answer);
      return bot;
    },
    fault,
    trouble: (kind, times) => fault(kind === "down" ? "chat-down" : "chat-429", times),
    inChannel: () => inChannel(teams.state, room.id).map((one) => withFiles(stand(one, null))),
    onlyForPerson: () => privateTo(teams.state, person.id).map((one) => withFiles(stand(one, person.id))),
    send: async (body, headers) => {
      const claims = claimsFor(teams.state, serviceAddress(wire), Math.floor(Date.now() / 1_000));
      return wire.post(url, headers ?? signedHeaders(signToken(teams.state.keys, claims)), body);
    },
    close: async () => {
      await bot.stop();
      await shell.close();
      await endServer(server);
    },
  };
}

/** Bots cannot upload into channels: a file stands in the message, under its name. */
function withFiles(message: ReturnType<typeof stand>): StandingMessage {
  return { ...message, files: filesIn(message.card) };
}

function filesIn(card: unknown): StandingMessage["files"] {
  const runs = runsIn(card);
  const lines = runs.filter((run) => run.fontType === "monospace").map((run) => String(run.text));
  const name = runs.find((run) => run.isSubtle === true)?.text;
  return lines.length === 0 ? [] : [{ name: String(name), content: lines.join("\n") }];
}

function runsIn(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (Array.isArray(value)) return value.flatMap(runsIn);
  if (typeof value !== "object" || value === null) return [];
  const own = "type" in value && value.type === "TextRun" ? [{ ...value }] : [];
  return [...own, ...Object.values(value).flatMap(runsIn)];
}
