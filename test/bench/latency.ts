import { randomBytes } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { debounceMs } from "../../src/collect.ts";
import type { Order } from "./contacts.ts";
import { databaseIn, prepareWorkspace, removeFolder, spawnDaemon } from "./daemon.ts";
import { serve } from "./processes.ts";
import { type Benchmark, percentile, type Round, resultOf, sooner } from "./result.ts";

const ALLOWED_MS = debounceMs + 100;
const RECORDS = 2_000;
const EDITS = 100;

/**
 * How long one change takes from its commit, by plain SQL on the workspace's view beside the running daemon, until its
 * body is at the CRM. One change at a time, about three a second, at moments that have nothing to do with the daemon's
 * ticks.
 */
export const latency: Benchmark = {
  name: "latency",
  rounds: 3,
  run: async (count, tell) => {
    const crm = await serve("crm", [String(RECORDS)]);
    const order = JSON.parse(crm.line) as Order;
    const folder = await prepareWorkspace(order, true);
    const daemon = await spawnDaemon(order, folder);
    const rounds: Round[] = [];
    try {
      await measureEdits(order, folder, 5);
      for (let round = 1; round <= count; round += 1) {
        const took = await measureEdits(order, folder, EDITS);
        const [half, most] = [percentile(took, 0.5), percentile(took, 0.99)];
        rounds.push(sooner(most, ALLOWED_MS));
        tell(`latency ${round}/${count}: p50 ${half} ms, p99 ${most} ms, most ${Math.max(...took)} ms`);
      }
    } finally {
      await daemon.stop();
      crm.stop();
      removeFolder(folder);
    }
    const against = `the debounce of ${debounceMs} ms + 100 ms`;
    return [resultOf({ name: "latency", metric: "ms (p99)", against, goal: 1 }, rounds)];
  },
};

async function measureEdits({ url }: Order, folder: string, edits: number): Promise<readonly number[]> {
  const database = new DatabaseSync(databaseIn(folder), { timeout: 10_000 });
  const ids = database.prepare("select id from contacts order by id limit ?").all(edits) as { id: string }[];
  const update = database.prepare("update contacts set title = ? where id = ?");
  const committed = new Map<string, number>();
  for (const { id } of ids) {
    const mark = `Title ${randomBytes(8).toString("hex")}`;
    update.run(mark, id);
    committed.set(mark, Date.now());
    await sleep(250 + Math.random() * 200);
  }
  database.close();
  await sleep(2_000);
  const response = await fetch(`${url}/arrivals`);
  const arrivals = (await response.json()) as { text: string; at: number }[];
  return [...committed].map(([mark, at]) => {
    const arrival = arrivals.find((each) => each.text.includes(mark));
    if (!arrival) throw new Error("a change never came to the CRM");
    return arrival.at - at;
  });
}
