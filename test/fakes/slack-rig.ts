import type { Answer, Bot, BotPorts } from "../../bots/bot.ts";
import { createSlackBot } from "../../bots/slack/index.ts";
import { serve } from "../../src/sandbox/shell.ts";
import { acceptLinks } from "../../src/sandbox/slack/accept.ts";
import type { Answered } from "../../src/sandbox/slack/answers.ts";
import { deliver, signedHeaders } from "../../src/sandbox/slack/delivery.ts";
import { homeOpened } from "../../src/sandbox/slack/interactions.ts";
import { findPerson } from "../../src/sandbox/slack/people.ts";
import { command, press, submit } from "../../src/sandbox/slack/person.ts";
import { stand } from "../../src/sandbox/slack/shown.ts";
import { createSlack, type SlackService } from "../../src/sandbox/slack/slack.ts";
import { inChannel, privateTo } from "../../src/sandbox/slack/state.ts";
import type { BotRig } from "../contracts/bot.ts";
import { botPorts, chatWorld, endServer, present, requestsTo, seenOf, serveRoutes, wireTo } from "./chat-world.ts";

export const SECRET = "signing-secret-for-tests";
const TOKEN = "xoxb-tests";
const APP_TOKEN = "xapp-tests";

interface RigOptions {
  readonly submitWaitMs?: number;
  readonly groups?: readonly string[];
  /** Requests come over HTTP unless they are to come through a socket. */
  readonly transport?: "http" | "socket";
  readonly appToken?: string;
  /** Notes what came before; in memory unless given. */
  readonly first?: BotPorts["first"];
  readonly machineNow?: () => number;
}

/** The real bot joined to the simulated Slack; only what Slack sends to the bot goes over the network. */
export interface SlackRig extends BotRig {
  readonly slack: SlackService;
  /** Every line that was logged. */
  readonly logged: readonly { message: string; fields: Readonly<Record<string, unknown>> }[];
  /** Every request that left the bot: method and address. */
  readonly sent: readonly { url: string; body: string }[];
  fault(name: string, times?: number, parameters?: Readonly<Record<string, string | number>>): void;
  typeAs(text: string, channel?: string): Promise<Answered>;
  pressOn(message: string, action: string, value?: string): Promise<Answered>;
  submitTo(view: string, values: Readonly<Record<string, string>>): Promise<Answered>;
  /** The operator opens the home tab. */
  openHome(): Promise<void>;
  /** Moves the clock of the workspace and of the bot's ports. */
  pass(ms: number): void;
  /** The same program started anew: another bot with the same ports. The answer stays. */
  restart(answer: Answer): Promise<Bot>;
  /** Sends a body with good signature headers unless others are given. */
  send(body: string, headers?: Record<string, string>): Promise<{ status: number; body: string }>;
}

export function openSocketRig(options: RigOptions = {}): Promise<SlackRig> {
  return openSlackRig({ ...options, transport: "socket" });
}

export async function openSlackRig({ transport, ...options }: RigOptions = {}): Promise<SlackRig> {
  const { world, board, pass, fault } = chatWorld("slack");
  const known = { token: TOKEN, signingSecret: SECRET, appToken: APP_TOKEN };
  const slack = createSlack({ world, board, logs: new Map(), ...known });
  const links = acceptLinks(slack.state);
  const shell = await serve(slack, 0, links.upgrade);
  const origin = shell.url;
  const { request, sent } = requestsTo(slack, origin);
  const { ports, logged } = botPorts(world.now, options.first);
  const create = (token: string): Bot => {
    const inbound =
      transport === "socket"
        ? { appToken: options.appToken ?? APP_TOKEN, signingSecret: null }
        : { appToken: null, signingSecret: SECRET };
    const given = { submitWaitMs: options.submitWaitMs, machineNow: options.machineNow, groups: options.groups };
    const fixed = { token, apiUrl: `${origin}/api/`, request, ports, socketRetryMs: 20 };
    return createSlackBot({ ...fixed, ...inbound, ...present(given) });
  };
  let bot = create(TOKEN);
  const { server, url } = await serveRoutes(() => bot, "/slack/events");

  const to = wireTo(url, origin);
  const { wire } = to;
  const { waiting } = slack.state;
  const note = waiting.set.bind(waiting);
  waiting.set = (id, done) =>
    note(id, (payload) => {
      to.acknowledge();
      done(payload);
    });
  const person = findPerson("operator");
  if (person === undefined) throw new Error("the simulated workspace has no operator");
  const channel = "C0CRMSYNC1";
  const begin = () => {
    to.begin();
    pass(60_000);
  };
  const typeAs = (text: string, where: string = channel) => {
    begin();
    return command(slack, wire, { user: "operator", channel: where, text });
  };
  const pressOn = (message: string, action: string, value?: string) => {
    begin();
    return press(slack, wire, { user: "operator", channel: null, message, action, value: value ?? null });
  };
  return {
    get bot() {
      return bot;
    },
    badBot: create("xoxb-unknown"),
    channel,
    user: person.id,
    slack,
    logged,
    sent,
    acknowledged: to.acknowledged,
    typeAs,
    pressOn,
    submitTo: (view, values) => {
      begin();
      return submit(slack, wire, { user: "operator", view, values });
    },
    type: async (text) => seenOf(await typeAs(text)),
    press: async (message, label) => seenOf(await pressOn(message, label)),
    repeat: () => fault("repeat"),
    openHome: async () => {
      begin();
      await deliver(slack, wire, homeOpened(slack.state, person).body);
    },
    pass,
    restart: async (answer) => {
      await bot.stop();
      bot = create(TOKEN);
      await bot.start(answer);
      return bot;
    },
    fault,
    trouble: (kind, times) => fault(kind === "down" ? "chat-down" : "chat-429", times),
    inChannel: () => inChannel(slack.state, channel).map(stand),
    onlyForPerson: () => privateTo(slack.state, person.id).map(stand),
    send: async (body, headers) => {
      const signed = headers ?? signedHeaders(SECRET, Math.floor(Date.now() / 1000), body);
      return wire.post(url, signed, body);
    },
    close: async () => {
      await bot.stop();
      links.close();
      await shell.close();
      await endServer(server);
    },
  };
}
