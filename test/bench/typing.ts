import { createHmac } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { TypingOrder } from "./ack.ts";
import { percentile } from "./result.ts";

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
  const body = new URLSearchParams({
    command: "/crmsync",
    text: words[n % words.length] ?? "status",
    user_id: order.user,
    user_name: order.user,
    team_id: "T1",
    channel_id: "C1",
    trigger_id: `t${n}`,
    response_url: order.replies,
  }).toString();
  const stamp = String(Math.floor(Date.now() / 1_000));
  const signature = createHmac("sha256", order.signingSecret).update(`v0:${stamp}:${body}`).digest("hex");
  const from = performance.now();
  const response = await fetch(`${order.daemon}/slack/events`, {
    method: "POST",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      "x-slack-request-timestamp": stamp,
      "x-slack-signature": `v0=${signature}`,
    },
    body,
  });
  await response.arrayBuffer();
  const ms = performance.now() - from;
  if (response.status !== 200) throw new Error(`a command was answered with ${response.status}`);
  return ms;
}
