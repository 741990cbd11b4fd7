import { userInfo } from "node:os";
import { createInterface } from "node:readline/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { Answer, Caller, Reply } from "../bots/bot.ts";
import { cardToText } from "../bots/text.ts";
import { type Engine, openEngine, StoreRefused } from "../engine/index.ts";
import { createAnswer } from "./commands/index.ts";
import { type Config, formatFaults, type ReadConfig } from "./config.ts";
import { createLog } from "./log.ts";
import { isDeadOwner, machineClock, machinePorts, ownerName } from "./ports.ts";

/** Exit codes: 0 done, 1 refused or failed, 2 wrong use, 3 the database cannot be reached. */
type Exit = 0 | 1 | 2 | 3;

/** The chat verbs in a terminal. It works through rows, so it may run beside a daemon; it acts as admin `cli:<os user>`. */
export async function runCli(argv: readonly string[], read: ReadConfig): Promise<Exit> {
  const { words, json, yes } = parse(argv);
  const [verb, ...rest] = words;
  if (verb === "config" && rest[0] !== "check") return wrongUse("Write `crmsync config check`.");
  if (!read.ok) {
    console.error(formatFaults(read.faults));
    return 1;
  }
  if (verb === "config") {
    console.log("The configuration is right.");
    return 0;
  }
  const opened = await openForCli(read.config);
  if (typeof opened === "number") return opened;
  try {
    if (verb === "migrate") {
      console.log("The database is up to date.");
      return 0;
    }
    return await ask(opened, read.config, words, { json, yes });
  } finally {
    await opened.close();
  }
}

function parse(argv: readonly string[]): { words: readonly string[]; json: boolean; yes: boolean } {
  const { values, positionals } = parseArgs({
    args: [...argv],
    options: { json: { type: "boolean", default: false }, yes: { type: "boolean", default: false } },
    allowPositionals: true,
    strict: false,
  });
  return { words: positionals, json: values.json === true, yes: values.yes === true };
}

function wrongUse(text: string): Exit {
  console.error(text);
  return 2;
}

async function openForCli(config: Config): Promise<Engine | Exit> {
  const { databaseUrl, secret } = config.env;
  const ports = machinePorts(
    machineClock(() => 0),
    createLog("error"),
  );
  try {
    return await openEngine({
      settings: config.settings,
      databaseUrl,
      secret,
      ports,
      owner: ownerName(),
      isDead: isDeadOwner,
    });
  } catch (cause) {
    console.error(cause instanceof Error ? cause.message : String(cause));
    return cause instanceof StoreRefused ? 1 : 3;
  }
}

async function ask(
  engine: Engine,
  config: Config,
  words: readonly string[],
  flags: { json: boolean; yes: boolean },
): Promise<Exit> {
  const ports = machinePorts(
    machineClock(() => 0),
    createLog("error"),
  );
  const answer = createAnswer({
    engine,
    roles: config.roles,
    publicUrl: config.env.publicUrl,
    now: ports.clock.wall,
    newId: () => ports.id("act"),
    groupsOf: async () => [],
    onOrder: () => {},
    log: ports.log,
  });
  const name = userInfo().username;
  const caller: Caller = {
    platform: "cli",
    user: `cli:${name}`,
    name,
    channel: null,
    message: null,
    request: ports.id("cli"),
  };
  const reply = await answer({ type: "command", text: words.map(quoted).join(" ") }, caller);
  show(reply, flags.json);
  if (words[0] === "reconnect" && exitOf(reply) === 0) return follow(engine, caller, reply, flags);
  if (words[0] === "resync" && exitOf(reply) === 0) return confirmed(answer, caller, reply, flags);
  return exitOf(reply);
}

function quoted(word: string): string {
  return /[\s"]/.test(word) ? `"${word.replaceAll('"', '\\"')}"` : word;
}

function show(reply: Reply, json: boolean): void {
  console.log(json ? JSON.stringify(reply.card) : cardToText(reply.card));
}

/** A card says by its state whether it was done. */
function exitOf({ card }: Reply): Exit {
  if (card.state === "unknown_verb" || card.state === "wrong_use") return 2;
  return ["refused", "failed", "not_found", "error"].includes(card.state) ? 1 : 0;
}

/** A resync of many asks first: the terminal asks in its own way. */
async function confirmed(
  answer: Answer,
  caller: Caller,
  reply: Reply,
  flags: { json: boolean; yes: boolean },
): Promise<Exit> {
  const button = reply.card.actions?.find((action) => action.type === "button" && action.style === "primary");
  if (!button) return 0;
  if (!(await agree("Begin?", flags.yes))) return 1;
  const done = await answer(
    { type: "press", id: button.id, value: null },
    { ...caller, request: `${caller.request}-yes` },
  );
  show(done, flags.json);
  return exitOf(done);
}

/** Waits until the browser came back, then asks whether it was the right account. */
async function follow(
  engine: Engine,
  caller: Caller,
  reply: Reply,
  flags: { json: boolean; yes: boolean },
): Promise<Exit> {
  const link = reply.card.actions?.find((action) => action.type === "link");
  const id = link?.type === "link" ? link.url.split("/").at(-1) : undefined;
  if (!id || (!flags.yes && !process.stdin.isTTY)) return 0;
  for (;;) {
    await sleep(1_000);
    const signIn = await engine.signIn(id);
    if (!signIn || signIn.expiresAt < Date.now() || ["refused", "cancelled"].includes(signIn.status)) return 1;
    if (signIn.status === "wrong_org") {
      console.error(
        `You signed in at ${signIn.identity?.name}, which is not the account that is synced. Nothing was changed.`,
      );
      return 1;
    }
    if (signIn.status !== "waiting") continue;
    if (!(await agree(`Signed in as ${signIn.identity?.user} at ${signIn.identity?.name}. Use it?`, flags.yes))) {
      await engine.signIns.cancel(id, caller.user);
      return 1;
    }
    const done = await engine.signIns.confirm(id, caller.user);
    console.log(done.ok ? "Reconnected." : done.detail);
    return done.ok ? 0 : 1;
  }
}

async function agree(question: string, yes: boolean): Promise<boolean> {
  if (yes) return true;
  if (!process.stdin.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const reply = await terminal.question(`${question} [y/N] `);
  terminal.close();
  return /^y(es)?$/i.test(reply.trim());
}
