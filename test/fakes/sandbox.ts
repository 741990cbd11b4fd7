import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";

export interface Shown {
  readonly id: string;
  readonly private: boolean;
  readonly text: string;
  readonly blocks: unknown;
  readonly links: readonly string[];
}

export interface Said {
  readonly ackStatus: number;
  readonly ackMs: number;
  readonly shown: readonly Shown[];
  readonly view: unknown;
}

export interface Message {
  readonly id: string;
  readonly thread: string | null;
  readonly text: string;
  readonly blocks: unknown;
  readonly version: number;
  readonly at: number;
}

/** What a command in the terminal printed. */
export interface Printed {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

interface Calls {
  readonly calls: readonly { seq: number; at: number; method: string; path: string; status: number; records: number }[];
  readonly refused429: number;
  readonly quota: { readonly daily: { readonly used: number; readonly limit: number } | null };
}

export type Chat = "slack" | "teams";

/** The channel of incidents in each chat. */
const CHANNELS = { slack: "crm-sync", teams: "crm-alerts" } as const;

export type Sandbox = Awaited<ReturnType<typeof startSandbox>>;

const main = join(import.meta.dirname, "..", "..", "src", "main.ts");

/**
 * The sandbox and its daemon as real processes, used through the sandbox's own interface. With Salesforce and HubSpot
 * unless `env.SANDBOX_CRMS` says otherwise: Pipedrive has no batches, and takes minutes for what it is owed.
 */
export async function startSandbox(env: Readonly<Record<string, string>> = {}, chat: Chat = "slack") {
  const folder = mkdtempSync(join(tmpdir(), "crmsync-newcomer-"));
  const child = spawn(process.execPath, [main, "start"], {
    cwd: folder,
    env: { ...process.env, SANDBOX_PORT: "0", PORT: "", SANDBOX_CRMS: "salesforce,hubspot", ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const line = await firstLine(child);
  const url = line.replace("crmsync sandbox: ", "");

  async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${url}/_sandbox${path}`, {
      method,
      headers: { "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text) as T;
  }
  const info = await ask<{
    daemon: string;
    pid: number;
    database: string;
    config: string;
    env: Record<string, string>;
  }>("GET", "");
  const database = new DatabaseSync(info.database, { timeout: 10_000 });
  const channel = CHANNELS[chat];

  return {
    line,
    url,
    info,
    ask,
    /** Another program's plain SQL. */
    sql: <T = Record<string, unknown>>(text: string) => database.prepare(text).all() as T[],
    write: (text: string) => database.exec(text),
    chat,
    command: (user: string, text: string) => ask<Said>("POST", `/${chat}/command`, { user, channel, text }).then(alike),
    press: (user: string, message: string, action: string, value?: string) =>
      ask<Said>("POST", `/${chat}/press`, { user, channel, message, action, value }).then(alike),
    /** On what only that person sees in their own chat with the bot. */
    pressAlone: (user: string, message: string, action: string) =>
      ask<Said>("POST", `/${chat}/press`, { user, channel: "directmessage", message, action }).then(alike),
    /** A verb in a terminal beside the daemon, with all that the sandbox tells another program. */
    terminal: (...words: readonly string[]) => terminal(words, { ...process.env, ...env, ...info.env }),
    /** What the bot said in the channel of incidents: of this sandbox's chat unless the other is asked for. */
    messages: (where: Chat = chat) => messagesIn(ask, where),
    privateTo: async (user: string) => (await ask<Message[]>("GET", `/${chat}/users/${user}/messages`)).map(withBlocks),
    fault: (service: string, fault: string, more: object = {}) =>
      ask<{ id: string }>("POST", "/faults", { service, fault, ...more }),
    heal: (id: string) => ask("DELETE", `/faults?id=${id}`),
    consent: (link: string, account = "main") =>
      ask<{ status: number; text: string }>("POST", "/consent", { url: link, account }),
    convert: (id: string) =>
      ask<{ fields: Record<string, unknown> }>("POST", `/salesforce/records/Lead/${id}/convert`, {}),
    advance: (ms: number) => ask<{ now: number }>("POST", "/clock", { advanceMs: ms }),
    now: async () => (await ask<{ now: number }>("GET", "/clock")).now,
    daemon: (order: "stop" | "kill" | "start") => ask("POST", "/daemon", { do: order }),
    calls: (service: string, since = 0) => ask<Calls>("GET", `/calls?service=${service}&since=${since}`),
    list: (crm: string, type: string, query: string) =>
      ask<{ total: number; records: { id: string; fields: Record<string, unknown> }[] }>(
        "GET",
        `/${crm}/records/${type}?${query}`,
      ),
    create: (crm: string, type: string, fields: object) =>
      ask<{ id: string }>("POST", `/${crm}/records/${type}`, { fields }),
    edit: (crm: string, type: string, id: string, fields: object) =>
      ask("PATCH", `/${crm}/records/${type}/${id}`, { fields }),
    schema: (crm: string, type: string, edit: object) => ask("PATCH", `/${crm}/schema/${type}`, edit),
    /** Both backfills complete and nothing owed any more. */
    settled: (ms = 180_000) => within(ms, async () => ((await allDone(ask, database)) ? true : null)),
    stop: async () => {
      database.close();
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await ended;
    },
  };
}

type Ask = <T>(method: string, path: string, body?: unknown) => Promise<T>;

async function messagesIn(ask: Ask, chat: Chat): Promise<Message[]> {
  const all = await ask<(Message & { from?: string | null })[]>("GET", `/${chat}/channels/${CHANNELS[chat]}/messages`);
  // In Teams what people wrote stands there, too.
  return all.filter((message) => (message.from ?? null) === null).map(withBlocks);
}

/** Teams draws cards, Slack blocks: tests look into either under one name. */
function withBlocks<T extends { readonly blocks: unknown; readonly card?: unknown }>(message: T): T {
  return { ...message, blocks: message.blocks ?? message.card };
}

const alike = (said: Said): Said => ({ ...said, shown: said.shown.map(withBlocks) });

async function allDone(ask: Ask, database: DatabaseSync): Promise<boolean> {
  const messages = await messagesIn(ask, "slack");
  const complete = messages.filter((message) => /first sync is complete/i.test(message.text)).length;
  // What is locked by an approval is tried again each hour: nothing to wait for.
  const [left] = database
    .prepare(
      "select count(*) as n from outbox where state in ('sending', 'unsure') or (state = 'pending' and coalesce(due, 0) < ?)",
    )
    .all(Date.now() + 15 * 60_000) as { n: number }[];
  return complete >= 2 && left?.n === 0;
}

/** The first answer that is not null, asked again and again; fails loudly after `ms`. */
export async function within<T>(ms: number, look: () => Promise<T | null>): Promise<T> {
  const end = Date.now() + ms;
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    if (Date.now() > end) throw new Error(`it did not happen within ${ms} ms`);
    await sleep(200);
  }
}

function terminal(words: readonly string[], env: NodeJS.ProcessEnv): Promise<Printed> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [main, ...words], { env, maxBuffer: 10_000_000 }, (_, out, err) =>
      resolve({ code: child.exitCode ?? -1, out, err }),
    );
    child.stdin?.end();
  });
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    child.once("exit", (code) => reject(new Error(`the sandbox ended with ${code}`)));
    child.stdout?.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      const [line, rest] = text.split("\n");
      if (rest !== undefined && line) resolve(line);
    });
  });
}
