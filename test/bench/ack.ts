import { DatabaseSync } from "node:sqlite";
import type { Order } from "./contacts.ts";
import { databaseIn, prepareWorkspace, removeFolder, spawnDaemon } from "./daemon.ts";
import { measure, serve } from "./processes.ts";
import { type Benchmark, type Round, resultOf, sooner } from "./result.ts";

// More than a fast machine pulls while the commands are typed.
const RECORDS = 240_000;
const ALLOWED_MS = 100;

/** What the process that types is told. */
export interface TypingOrder {
  readonly daemon: string;
  readonly replies: string;
  readonly signingSecret: string;
  readonly user: string;
  readonly perSecond: number;
  readonly commands: number;
}

/**
 * How soon signed slash commands are acknowledged, 50 a second for six seconds, while the daemon pulls 240,000 contacts
 * for the first time. Every command is answered, too, and answering reads the same database.
 */
export const ack: Benchmark = {
  name: "ack",
  rounds: 3,
  run: async (count, tell) => {
    const [crm, slack] = await Promise.all([serve("crm", [String(RECORDS)]), serve("chat", [])]);
    const order = JSON.parse(crm.line) as Order;
    const rounds: Round[] = [];
    try {
      for (let round = 1; round <= count; round += 1) {
        const { p99, done } = await measureOnce(order, slack.line);
        rounds.push(sooner(p99, ALLOWED_MS));
        tell(`ack ${round}/${count}: p99 ${p99.toFixed(1)} ms; ${done} contacts were here at the end`);
      }
    } finally {
      crm.stop();
      slack.stop();
    }
    const against = `${ALLOWED_MS} ms`;
    return [resultOf({ name: "ack", metric: "ms (p99)", against, goal: 1 }, rounds)];
  },
};

async function measureOnce(order: Order, slackUrl: string): Promise<{ p99: number; done: number }> {
  const folder = await prepareWorkspace(order, false);
  const chat = { apiUrl: `${slackUrl}/api`, signingSecret: "0123456789abcdef0123456789abcdef", user: "U1" };
  const daemon = await spawnDaemon(order, folder, chat);
  try {
    const typing: TypingOrder = {
      daemon: daemon.url,
      replies: `${slackUrl}/commands/T1/1`,
      signingSecret: chat.signingSecret,
      user: chat.user,
      perSecond: 50,
      commands: 300,
    };
    const p99 = await measure("typing", JSON.stringify(typing), "p99");
    const { phase, done } = backfill(folder);
    if (phase !== "backfill") throw new Error("the backfill had ended before the last command was typed");
    return { p99, done };
  } finally {
    await daemon.stop();
    removeFolder(folder);
  }
}

function backfill(folder: string): { phase: string; done: number } {
  const database = new DatabaseSync(databaseIn(folder), { timeout: 10_000 });
  const [row] = database.prepare("select phase, done from cursors where object = 'contact'").all() as {
    phase: string;
    done: number;
  }[];
  database.close();
  return row ?? { phase: "none", done: 0 };
}
