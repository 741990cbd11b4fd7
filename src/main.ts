#!/usr/bin/env node
import { existsSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";
import type { Bot, BotPorts, Examined } from "../bots/bot.ts";
import type { Config } from "./config.ts";

// Before anything else is loaded: static imports would run first, so everything below is imported when it is needed.
enableCompileCache();

const { configPath, disk, formatFaults, readConfig, sandboxPort } = await import("./config.ts");
const env = process.env;
const [verb = "start", ...rest] = process.argv.slice(2);

if (verb === "start") await start();
else if (verb === "sandbox") await sandbox(null);
else {
  const { runCli } = await import("./cli.ts");
  process.exitCode = await runCli([verb, ...rest], readConfig({ env, ...disk }), { examineChat: lookAtChat });
}

async function start(): Promise<void> {
  if (!env.CRMSYNC_SANDBOX && !env.CRMSYNC_CONFIG && !existsSync(configPath(env)))
    return sandbox([process.execPath, fileURLToPath(import.meta.url), "start"]);
  const read = readConfig({ env, ...disk });
  if (!read.ok) {
    console.error(formatFaults(read.faults));
    process.exit(1);
  }
  const { createBotPorts, startDaemon } = await import("./daemon.ts");
  const stop = await startDaemon(read.config, ({ config, ...around }) =>
    loadBots(config, createBotPorts(around)),
  ).catch(async (cause: unknown) => {
    const { createScrub } = await import("./scrub.ts");
    // A refusal says what to do; only a surprise needs its stack.
    const refusal = cause instanceof Error && cause.name === "StoreRefused";
    console.error(
      createScrub([]).text(String(cause instanceof Error ? (refusal ? cause.message : cause.stack) : cause)),
    );
    process.exit(1);
  });
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => {
      stop().then(
        () => process.exit(0),
        (cause: unknown) => {
          console.error(cause);
          process.exit(1);
        },
      );
    });
  }
}

/** The bots that are configured, and only these are imported. */
async function loadBots({ env: { slack }, roles }: Config, ports: BotPorts): Promise<readonly Bot[]> {
  if (!slack) return [];
  const [{ createSlackBot }, { groupsIn }] = [await import("../bots/slack/index.ts"), await import("./access.ts")];
  const { botToken: token, ...more } = slack;
  return [createSlackBot({ token, ...more, groups: groupsIn(roles, "slack"), ports })];
}

/** The chats as a terminal sees them: nothing is started, and nothing is delivered here. */
async function lookAtChat(config: Config): Promise<readonly Examined[]> {
  const { examineChat } = await import("./daemon.ts");
  const ports = { first: async () => true, now: Date.now, log: () => {} };
  return examineChat(await loadBots(config, ports), config);
}

/** The simulated services, with a daemon as a child process or without one. */
async function sandbox(daemon: readonly string[] | null): Promise<void> {
  const port = sandboxPort(env);
  if (!port.ok) {
    console.error(formatFaults(port.faults));
    process.exit(1);
  }
  const { runSandbox } = await import("./sandbox/index.ts");
  await runSandbox({ port: port.port, daemon, env, print: console.log });
}
