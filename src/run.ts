import { existsSync } from "node:fs";
import { flushCompileCache } from "node:module";
import { fileURLToPath } from "node:url";
import type { Bot, BotPorts, Examined } from "../bots/bot.ts";
import type { Engine } from "../engine/index.ts";
import {
  type Config,
  configPath,
  disk,
  type Env,
  formatFaults,
  readConfig,
  type SlackEnv,
  sandboxPort,
  type TeamsEnv,
} from "./config.ts";

/** What only main.ts knows, imported when it is asked for. */
export interface Outside {
  slack(): Promise<{ createSlackBot(options: SlackOptions): Bot }>;
  teams(): Promise<{ createTeamsBot(options: TeamsOptions): Bot }>;
  /** The simulated services, with a daemon as a child process or without one. */
  sandbox(): Promise<{ runSandbox(options: SandboxOptions): Promise<unknown> }>;
}

interface SlackOptions extends Omit<SlackEnv, "botToken"> {
  readonly token: string;
  readonly groups: readonly string[];
  readonly ports: BotPorts;
}

interface TeamsOptions extends TeamsEnv {
  /** Whether Microsoft's part is played on this machine. */
  readonly loopback: boolean;
  readonly places: Places;
  readonly ports: BotPorts;
}

/** What a bot writes down to reach its chats again, also after a restart. */
interface Places {
  read(key: string): Promise<string | null>;
  keep(key: string, value: string): Promise<void>;
}

interface SandboxOptions {
  readonly port: number;
  readonly daemon: readonly string[] | null;
  readonly env: Env;
  print(line: string): void;
}

/** The program: a daemon, the sandbox, or one command of the terminal. Sets the exit code; `start` runs until a signal. */
export async function run([verb = "start", ...rest]: readonly string[], env: Env, outside: Outside): Promise<void> {
  if (verb === "start") return start(env, outside);
  if (verb === "sandbox") return sandbox(env, outside, null);
  const { runCli } = await import("./cli.ts");
  const read = readConfig({ env, ...disk });
  const examineChat = (config: Config, engine: Pick<Engine, "place">) => lookAtChat(config, engine, outside);
  process.exitCode = await runCli([verb, ...rest], read, { examineChat }).catch(givingUp(read.ok ? read.config : null));
}

async function start(env: Env, outside: Outside): Promise<void> {
  if (!env.CRMSYNC_SANDBOX && !env.CRMSYNC_CONFIG && !existsSync(configPath(env))) {
    const main = fileURLToPath(new URL("./main.ts", import.meta.url));
    return sandbox(env, outside, [process.execPath, main, "start"]);
  }
  const read = readConfig({ env, ...disk });
  if (!read.ok) {
    console.error(formatFaults(read.faults));
    process.exit(1);
  }
  const giveUp = givingUp(read.config);
  // Node itself would print whatever the surprise holds.
  process.once("uncaughtException", giveUp);
  const { createBotPorts, startDaemon } = await import("./daemon.ts");
  const daemon = await startDaemon(read.config, ({ config, ...around }) =>
    loadBots(config, createBotPorts(around), placesIn(around.engine), outside),
  ).catch(giveUp);
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => {
      daemon.stop().then(() => process.exit(0), giveUp);
    });
  }
  await daemon.running.catch(giveUp);
  // Not left to the end, which may come without a warning.
  flushCompileCache();
}

/** Ends the program after a surprise; what is configured as a secret is not told with it. */
function givingUp(config: Config | null): (cause: unknown) => Promise<never> {
  return async (cause) => {
    const { createScrub, secretsOf } = await import("./scrub.ts");
    const scrub = createScrub(config === null ? [] : secretsOf(config.env));
    // A refusal says what to do; only a surprise needs its stack.
    const refusal = cause instanceof Error && cause.name === "StoreRefused";
    console.error(scrub.text(String(cause instanceof Error ? (refusal ? cause.message : cause.stack) : cause)));
    process.exit(1);
  };
}

/** The bots that are configured, and only these are imported. */
async function loadBots(config: Config, ports: BotPorts, places: Places, outside: Outside): Promise<readonly Bot[]> {
  const { slack, teams } = config.env;
  return Promise.all([
    ...(slack ? [loadSlack(slack, config, ports, outside)] : []),
    ...(teams ? [loadTeams(teams, config, ports, places, outside)] : []),
  ]);
}

async function loadSlack(slack: SlackEnv, { roles }: Config, ports: BotPorts, outside: Outside): Promise<Bot> {
  const [{ createSlackBot }, { groupsIn }] = [await outside.slack(), await import("./access.ts")];
  const { botToken: token, ...more } = slack;
  return createSlackBot({ token, ...more, groups: groupsIn(roles, "slack"), ports });
}

async function loadTeams(
  teams: TeamsEnv,
  { env }: Config,
  ports: BotPorts,
  places: Places,
  outside: Outside,
): Promise<Bot> {
  const [{ createTeamsBot }, { isLoopback }] = [await outside.teams(), await import("./config/address.ts")];
  const loopback = env.sandboxUrl !== null || isLoopback(new URL(teams.loginUrl).hostname);
  return createTeamsBot({ ...teams, loopback, places, ports });
}

function placesIn(engine: Pick<Engine, "place" | "keepPlace">): Places {
  return { read: engine.place, keep: engine.keepPlace };
}

/** The chats as a terminal sees them: nothing is started, nothing is delivered here, and nothing is written down. */
async function lookAtChat(
  config: Config,
  { place }: Pick<Engine, "place">,
  outside: Outside,
): Promise<readonly Examined[]> {
  const { examineChat } = await import("./daemon.ts");
  const ports = { first: async () => true, now: Date.now, log: () => {} };
  return examineChat(await loadBots(config, ports, { read: place, keep: async () => {} }, outside), config);
}

async function sandbox(env: Env, outside: Outside, daemon: readonly string[] | null): Promise<void> {
  const port = sandboxPort(env);
  if (!port.ok) {
    console.error(formatFaults(port.faults));
    process.exit(1);
  }
  const { runSandbox } = await outside.sandbox();
  await runSandbox({ port: port.port, daemon, env, print: console.log });
}
