import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

// A Slack that says yes to everything, in a process of its own: what is measured is how soon we answer it.

const server = createServer((request, response) => {
  request.resume().on("end", () => {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ ok: true, ts: "1.1", channel: "C1", user_id: "UBOT", bot_id: "B1", team_id: "T1" }));
  });
});
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`http://127.0.0.1:${port}\n`);
});
process.stdin.on("end", () => process.exit(0)).resume();
