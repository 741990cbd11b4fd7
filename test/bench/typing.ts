import { setTimeout as sleep } from "node:timers/promises";
import type { TypingOrder } from "./ack.ts";
import { percentile } from "./result.ts";
import { typed } from "./typists.ts";

// People who type commands at a steady pace, whether or not they were answered.

const order = JSON.parse(process.argv[2] ?? "null") as TypingOrder;
const words = ["status", "failures", "help", "status salesforce", "runs"];

// The first commands of a process load what answers them: nobody types fifty a second into one that has just started.
for (const [n] of words.entries()) await type(1_000_000 + n);
await sleep(1_500);

const began = performance.now();
const acknowledged: Promise<number>[] = [];
for (let n = 0; n < order.commands; n += 1) {
  const due = began + (n * 1_000) / order.perSecond;
  await sleep(Math.max(0, due - performance.now()));
  acknowledged.push(type(n));
}
const took = await Promise.all(acknowledged);
const [p50, p99] = [percentile(took, 0.5), percentile(took, 0.99)];
process.stdout.write(`${JSON.stringify({ p50, p99, most: Math.max(...took) })}\n`);

/** Milliseconds until the command was acknowledged. */
async function type(n: number): Promise<number> {
  const { path, headers, body } = typed(order.typist, words[n % words.length] ?? "status", n);
  const from = performance.now();
  const response = await fetch(`${order.daemon}${path}`, { method: "POST", headers, body });
  await response.arrayBuffer();
  const ms = performance.now() - from;
  if (response.status !== 200) throw new Error(`a command was answered with ${response.status}`);
  return ms;
}
