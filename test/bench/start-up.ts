import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { slackChat } from "./chats.ts";
import type { Order } from "./contacts.ts";
import { prepareWorkspace, removeFolder, SECOND_CRM, spawnDaemon } from "./daemon.ts";
import { firstLine, serve } from "./processes.ts";
import { type Benchmark, type Round, resultOf, sooner } from "./result.ts";

const RECORDS = 2_000;

/**
 * From the start of the process until /readyz says yes: two CRMs, Slack, and a workspace that is there already, as after
 * any restart. The first start of all is not measured: Node keeps what it compiled then for all later ones.
 */
export const startUp: Benchmark = {
  name: "start",
  rounds: 5,
  run: async (count, tell) => {
    const [crm, slack] = await Promise.all([serve("crm", [String(RECORDS)]), serve("slack", [])]);
    const order = JSON.parse(crm.line) as Order;
    const chat = slackChat(slack.line);
    const folder = await prepareWorkspace(order, true);
    const rounds: Round[] = [];
    try {
      for (let round = 0; round <= count; round += 1) {
        const daemon = await spawnDaemon(order, folder, chat, SECOND_CRM);
        await daemon.stop();
        const plainMs = await importPlainly();
        if (round === 0) continue;
        rounds.push(sooner(daemon.readyMs, plainMs));
        tell(`start ${round}/${count}: ready after ${daemon.readyMs.toFixed(0)} ms, imports ${plainMs.toFixed(0)} ms`);
      }
    } finally {
      crm.stop();
      slack.stop();
      removeFolder(folder);
    }
    const against = "plain imports of the same packages";
    return [resultOf({ name: "start", metric: "ms", against, goal: 1.33 }, rounds)];
  },
};

/** In this very Node; whatever switches a compile cache on for it is taken away. */
async function importPlainly(): Promise<number> {
  const { NODE_COMPILE_CACHE: _, ...env } = process.env;
  const script = fileURLToPath(new URL("plain.mjs", import.meta.url));
  const began = performance.now();
  const child = spawn(process.execPath, [script], { env, stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  await firstLine(child, "plain");
  const ms = performance.now() - began;
  await ended;
  return ms;
}
