import { userInfo } from "node:os";
import type { Caller, Examined } from "../bots/bot.ts";
import { inLocale } from "../bots/numbers.ts";
import { type Engine, StoreRefused } from "../engine/index.ts";
import { confirmed, followSignIn } from "./cli/confirm.ts";
import { doctorWithout } from "./cli/doctor.ts";
import { openForCli, portsOfCli } from "./cli/open.ts";
import { type Exit, exitOf, type Flags, show } from "./cli/print.ts";
import { readTransfer } from "./cli/transfer-words.ts";
import { withCommands } from "./cli/typed.ts";
import { readWords, terminalHelp, unknownCommand } from "./cli/words.ts";
import { createAnswer, helpOn, machineOf, typedVerbs } from "./commands/index.ts";
import { type Config, formatFaults, type ReadConfig } from "./config.ts";
import { createScrub, secretsOf } from "./scrub.ts";

/** What only main.ts may know: how the configured chats are looked at. */
export interface Outside {
  examineChat?(config: Config, engine: Pick<Engine, "place">): Promise<readonly Examined[]>;
}

/** The chat verbs in a terminal. It works through rows, so it may run beside a daemon; it acts as admin `cli:<os user>`. */
export async function runCli(argv: readonly string[], read: ReadConfig, outside: Outside = {}): Promise<Exit> {
  const moved = readTransfer(argv);
  if (moved) return move(moved, read);
  const asked = readWords(argv);
  if (!asked.ok) return wrongUse(asked.problem);
  const { words, flags } = asked;
  const verb = words[0]?.toLowerCase();
  if (verb === "help") return helpFor(words[1], flags);
  if (verb === "config" && words[1] !== "check") return wrongUse("Write `crmsync config check`.");
  if (!read.ok) return misconfigured(formatFaults(read.faults), verb, flags);
  if (verb === "config") return said("The configuration is right.");
  return withEngine(read.config, verb, flags, (engine) =>
    verb === "migrate" ? said("The database is up to date.") : ask(engine, read.config, words, flags, outside),
  );
}

/** Files in and out of the workspace; what they need is loaded for them alone. */
async function move(moved: NonNullable<ReturnType<typeof readTransfer>>, read: ReadConfig): Promise<Exit> {
  if (moved.ok === "help") return said(moved.text);
  if (!moved.ok) return wrongUse(moved.problem);
  const { asked } = moved;
  const flags = { json: asked.json, yes: false };
  if (!read.ok) return misconfigured(formatFaults(read.faults), asked.verb, flags);
  const { transfer } = await import("./cli/transfer.ts");
  return withEngine(read.config, asked.verb, flags, (engine) => transfer(engine, asked));
}

function said(text: string): Exit {
  console.log(text);
  return 0;
}

function wrongUse(text: string): Exit {
  console.error(text);
  return 2;
}

/** Needs neither a configuration nor a database. */
function helpFor(word: string | undefined, flags: Flags): Exit {
  if (word !== undefined && !typedVerbs.some((one) => one.name === word)) return wrongUse(unknownCommand(word));
  const reply = helpOn(word, typedVerbs);
  show({ ...reply, card: word === undefined ? terminalHelp(reply.card) : reply.card }, flags);
  return 0;
}

function misconfigured(faults: string, verb: string | undefined, flags: Flags): Exit {
  if (verb === "doctor") doctorWithout("Configuration", faults, flags);
  else console.error(faults);
  return 1;
}

function withEngine(
  config: Config,
  verb: string | undefined,
  flags: Flags,
  work: (engine: Engine) => Promise<Exit> | Exit,
): Promise<Exit> {
  return inLocale(config.locale, () => openAnd(config, verb, flags, work));
}

async function openAnd(
  config: Config,
  verb: string | undefined,
  flags: Flags,
  work: (engine: Engine) => Promise<Exit> | Exit,
): Promise<Exit> {
  let engine: Engine;
  try {
    engine = await openForCli(config);
  } catch (cause) {
    const text = createScrub(secretsOf(config.env)).text(cause instanceof Error ? cause.message : String(cause));
    if (verb === "doctor") doctorWithout("Database", text, flags);
    else console.error(text);
    return cause instanceof StoreRefused ? 1 : 3;
  }
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
}

async function ask(
  engine: Engine,
  config: Config,
  words: readonly string[],
  flags: Flags,
  outside: Outside,
): Promise<Exit> {
  const ports = await portsOfCli(config.env);
  const { examineChat } = outside;
  const answer = createAnswer({
    engine,
    roles: config.roles,
    publicUrl: config.env.publicUrl,
    now: ports.clock.wall,
    newId: () => ports.id("act"),
    groupsOf: async () => [],
    onOrder: () => {},
    log: ports.log,
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    channels: config.channels,
    machine: machineOf(config.env.databaseUrl),
    ...(examineChat ? { examineChat: () => examineChat(config, engine) } : {}),
  });
  const name = userInfo().username;
  const request = ports.id("cli");
  const caller: Caller = { platform: "cli", user: name, name, channel: null, message: null, request };
  const reply = await answer({ type: "command", text: words.map(quoted).join(" ") }, caller);
  const offer = reply.card.state === "confirm";
  // Who said yes beforehand need not read the question; a program gets one document.
  if (!(offer && flags.yes))
    show({ ...reply, card: offer ? reply.card : await withCommands(reply.card, engine) }, flags);
  if (offer) return confirmed(answer, caller, reply, flags);
  const signIn = signInOf(reply.data);
  if (signIn !== null && (flags.yes || process.stdin.isTTY)) return followSignIn(engine, caller, signIn, flags);
  return exitOf(reply);
}

function signInOf(data: unknown): string | null {
  const known = typeof data === "object" && data !== null && "signIn" in data ? data.signIn : null;
  return typeof known === "string" ? known : null;
}

/** One word of the shell is one word of the command, whatever stands in it; key=value stays a pair. */
function quoted(word: string): string {
  if (!/[\s"'“”„‘«\\]/.test(word)) return word;
  const [, key = "", value = word] = /^([a-z][a-z_-]*=)(.*)$/is.exec(word) ?? [];
  return `${key}"${value.replace(/["\\]/g, "\\$&")}"`;
}
