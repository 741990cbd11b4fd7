import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

// A Teams that takes everything, in a process of its own: what is measured is how soon we answer it. It tells the key that
// its requests are signed with, so that others may type.

const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const keys = [{ ...publicKey.export({ format: "jwk" }), kid: "bench", use: "sig", alg: "RS256" }];
let url = "";

const server = createServer((request, response) => {
  request.resume().on("end", () => {
    const answer = answerTo(request.url ?? "");
    response.writeHead(request.method === "POST" ? 201 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(answer));
  });
});

function answerTo(path: string): unknown {
  if (path === "/openid") return { issuer: "https://api.botframework.com", jwks_uri: `${url}/keys` };
  if (path === "/keys") return { keys };
  if (path.startsWith("/login/")) return { token_type: "Bearer", expires_in: 3_599, access_token: "bench" };
  return { id: "1" };
}

server.listen(0, "127.0.0.1", () => {
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const key = privateKey.export({ format: "pem", type: "pkcs8" });
  process.stdout.write(`${JSON.stringify({ url, key })}\n`);
});
process.stdin.on("end", () => process.exit(0)).resume();
