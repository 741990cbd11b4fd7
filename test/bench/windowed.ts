import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { WindowOrder } from "./throttle.ts";

// A CRM that counts the calls of a sliding window and refuses what is too much. The way there and the way back take
// their time, each call another one, so that calls arrive in another order and closer together than they were sent.

const { max, windowMs, wayMs } = JSON.parse(process.argv[2] ?? "null") as Omit<WindowOrder, "url">;
const counted: number[] = [];
let refused = 0;
let from = 0;

const server = createServer(async (request, response) => {
  if (request.url === "/report") return void response.end(JSON.stringify({ counted, refused }));
  await way();
  const now = performance.now();
  while (from < counted.length && (counted[from] ?? 0) <= now - windowMs) from += 1;
  const free = counted.length - from < max;
  if (free) counted.push(now);
  else refused += 1;
  await way();
  response.writeHead(free ? 200 : 429).end("{}");
});
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`http://127.0.0.1:${port}\n`);
});
process.stdin.on("end", () => process.exit(0)).resume();

function way(): Promise<void> {
  return sleep(wayMs[0] + Math.random() * (wayMs[1] - wayMs[0]));
}
