import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { freePort } from "../fakes/free-port.ts";
import type { Chat } from "./chats.ts";
import type { Order } from "./contacts.ts";
import { configuration, environment, openBenchEngine, pullAllContacts, signIn } from "./engine.ts";

/** A folder with a workspace whose connection is signed in, and pulled or not. */
export async function prepareWorkspace(order: Order, pulled: boolean): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "crmsync-bench-"));
  const engine = await openBenchEngine(order, databaseIn(folder));
  await signIn(engine);
  if (pulled) await pullAllContacts(engine);
  await engine.close();
  return folder;
}

export const databaseIn = (folder: string): string => join(folder, "workspace.sqlite");

export const removeFolder = (folder: string): void => rmSync(folder, { recursive: true, maxRetries: 3 });

/** Nobody is signed in there. */
export const SECOND_CRM = "  hubspot: { provider: hubspot, objects: [account, contact] }\n";

/** What `npm start` starts, in a process of its own, with Salesforce and, when asked, a chat and more connections. */
export async function spawnDaemon(
  order: Order,
  folder: string,
  chat: Pick<Chat, "yml" | "env"> | null = null,
  more = "",
) {
  const config = join(folder, "crmsync.yml");
  writeFileSync(config, configuration(undefined, more) + (chat?.yml ?? ""), { mode: 0o600 });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const began = performance.now();
  const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
  const child = spawn(process.execPath, [main, "start"], {
    cwd: folder,
    env: {
      PATH: process.env.PATH ?? "",
      HOME: folder,
      LOG_LEVEL: "error",
      ...environment(order, databaseIn(folder)),
      CRMSYNC_CONFIG: config,
      PORT: String(port),
      PUBLIC_URL: url,
      ...chat?.env,
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  let over = false;
  void ended.then(() => {
    over = true;
  });
  for (;;) {
    if (over) throw new Error(`the daemon ended with ${await ended}`);
    const answer = await fetch(`${url}/readyz`).catch(() => null);
    if (answer?.status === 200) break;
    await sleep(5);
  }
  const readyMs = performance.now() - began;
  return {
    url,
    /** From its start until /readyz said yes. */
    readyMs,
    stop: async () => {
      child.kill("SIGTERM");
      await ended;
    },
  };
}
