import { mkdtempSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { runCli } from "../../../src/cli.ts";
import { type Env, readConfig } from "../../../src/config.ts";
import { type Daemon, startDaemon } from "../../../src/daemon.ts";
import { freePort } from "../../fakes/free-port.ts";

const token = "a-token-of-at-least-thirty-two-characters";
const closing: Daemon[] = [];
let out: string[] = [];
beforeEach(() => {
  out = [];
  vi.spyOn(console, "log").mockImplementation((text: string) => void out.push(text));
});
afterEach(async () => {
  vi.restoreAllMocks();
  for (const daemon of closing.splice(0)) await daemon.stop();
});

/** A real daemon on a SQLite file, and its configuration for the terminal beside it. */
async function start(more: Env) {
  const port = await freePort();
  const env = {
    DATABASE_URL: join(mkdtempSync(join(tmpdir(), "crmsync-api-")), "workspace.sqlite"),
    CRMSYNC_SECRET: "a secret of at least thirty-two characters",
    SALESFORCE_CLIENT_ID: "app",
    SALESFORCE_CLIENT_SECRET: "app-secret",
    SALESFORCE_LOGIN_URL: "http://127.0.0.1:1",
    LOG_LEVEL: "error",
    PORT: String(port),
    ...more,
  };
  const read = readConfig({
    env,
    readText: () => "connections: {crm: {provider: salesforce, objects: [contact]}}\n",
    mode: () => 0o600,
  });
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  const daemon = await startDaemon(read.config, async () => []);
  closing.push(daemon);
  await daemon.running;
  const url = `http://127.0.0.1:${port}`;
  return { url, read, port };
}

const bearer = { authorization: `Bearer ${token}` };

it("gives programs the workspace while it syncs, and the terminal works beside it on the same rows", async () => {
  const { url, read } = await start({ CRMSYNC_API_TOKENS: `shop:operator:${token}` });
  const folder = mkdtempSync(join(tmpdir(), "crmsync-api-"));
  writeFileSync(join(folder, "contacts.csv"), "email,last_name\nada@x.test,Lovelace\ngrace@x.test,Hopper\n");

  const written = await fetch(`${url}/v1/records/contact/c1`, {
    method: "PUT",
    headers: bearer,
    body: JSON.stringify({ fields: { email: "ada@x.test" } }),
  });
  const imported = await runCli(["import", join(folder, "contacts.csv")], read);
  const listed = await (await fetch(`${url}/v1/records/contact`, { headers: bearer })).json();
  const status = await (await fetch(`${url}/v1/status`, { headers: bearer })).json();
  const exported = await runCli(["export", "contact", join(folder, "out.jsonl"), "--json"], read);

  expect([written.status, imported, exported]).toEqual([201, 0, 0]);
  expect(out[0]).toBe("contact, 2 rows: 1 created, 1 updated, 0 unchanged, 0 refused.");
  expect(listed.records).toContainEqual(
    expect.objectContaining({
      id: "c1",
      version: 2,
      fields: expect.objectContaining({ email: "ada@x.test", last_name: "Lovelace" }),
    }),
  );
  expect(status.connections).toMatchObject([{ name: "crm", pending: 2 }]);
  expect(JSON.parse(out[1] ?? "")).toMatchObject({ object: "contact", records: 2 });
});

it("has no such interface where no program has a token", async () => {
  const { url } = await start({});

  const read = await fetch(`${url}/v1/status`, { headers: bearer });
  const written = await fetch(`${url}/v1/records/contact/c1`, { method: "PUT", headers: bearer, body: "{}" });

  expect([read.status, await read.text()]).toEqual([404, "There is nothing here.\n"]);
  expect(written.status).toBe(404);
});

it("refuses before a body is sent, and a body without an announced end that grows too large", async () => {
  const { port } = await start({ CRMSYNC_API_TOKENS: `shop:operator:${token}` });
  const head = (more: string) => `PUT /v1/records/contact/c1 HTTP/1.1\r\nHost: x\r\n${more}\r\n\r\n`;

  const stranger = await send(port, head("Content-Length: 900000"));
  const announced = await send(port, head(`Authorization: Bearer ${token}\r\nContent-Length: 9000000`));
  const chunk = `10000\r\n${"x".repeat(65_536)}\r\n`.repeat(20);
  const growing = await send(port, `${head(`Authorization: Bearer ${token}\r\nTransfer-Encoding: chunked`)}${chunk}`);

  expect(stranger).toMatch(/^HTTP\/1\.1 401 /);
  expect(announced).toMatch(/^HTTP\/1\.1 413 /);
  expect(growing).toMatch(/^HTTP\/1\.1 413 /);
});

/** What comes back until the other side closes. */
function send(port: number, text: string): Promise<string> {
  return new Promise((resolve) => {
    let told = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(text));
    socket.on("data", (data) => {
      told += data.toString();
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(told));
  });
}
