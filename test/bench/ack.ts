import { DatabaseSync } from "node:sqlite";
import { type Chat, slackChat, teamsChat } from "./chats.ts";
import type { Order } from "./contacts.ts";
import { databaseIn, prepareWorkspace, removeFolder, spawnDaemon } from "./daemon.ts";
import { measure, serve } from "./processes.ts";
import { type Benchmark, type Result, type Round, resultOf, sooner } from "./result.ts";
import type { Typist } from "./typists.ts";

// More than a fast machine pulls while the commands are typed.
const RECORDS = 240_000;
const ALLOWED_MS = 100;

/** What the process that types is told. */
export interface TypingOrder {
  readonly daemon: string;
  readonly typist: Typist;
  readonly perSecond: number;
  readonly commands: number;
}

/**
 * How soon signed commands are acknowledged on each chat, 50 a second for six seconds, while the daemon pulls 240,000
 * contacts for the first time. Every command is answered, too, and answering reads the same database.
 */
export const ack: Benchmark = {
  name: "ack",
  rounds: 3,
  run: async (count, tell) => {
    const [crm, slack, teams] = await Promise.all([
      serve("crm", [String(RECORDS)]),
      serve("slack", []),
      serve("teams", []),
    ]);
    const order = JSON.parse(crm.line) as Order;
    const told = JSON.parse(teams.line) as { readonly url: string; readonly key: string };
    const chats = [slackChat(slack.line), teamsChat(told.url, told.key)];
    const results: Result[] = [];
    try {
      for (const chat of chats) {
        const rounds: Round[] = [];
        for (let round = 1; round <= count; round += 1) {
          const { p99, done } = await measureOnce(order, chat);
          rounds.push(sooner(p99, ALLOWED_MS));
          tell(
            `ack ${chat.typist.chat} ${round}/${count}: p99 ${p99.toFixed(1)} ms; ${done} contacts were here at the end`,
          );
        }
        const against = `${ALLOWED_MS} ms on ${chat.typist.chat}`;
        results.push(resultOf({ name: "ack", metric: "ms (p99)", against, goal: 1 }, rounds));
      }
    } finally {
      for (const each of [crm, slack, teams]) each.stop();
    }
    return results;
  },
};

async function measureOnce(order: Order, chat: Chat): Promise<{ p99: number; done: number }> {
  const folder = await prepareWorkspace(order, false);
  const daemon = await spawnDaemon(order, folder, chat);
  try {
    const typing: TypingOrder = { daemon: daemon.url, typist: chat.typist, perSecond: 50, commands: 300 };
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
