import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** What to start, e.g. [process.execPath, "src/main.ts", "start"]. */
interface DaemonOptions {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Its address, e.g. "http://127.0.0.1:3000". */
  readonly url: string;
  /** Takes its output, both kinds. */
  readonly logPath: string;
}

type DaemonState = "none" | "starting" | "running" | "stopped" | "killed" | "died";

/** The daemon as a child process. Each act answers once it is done; doing what is done already does nothing. */
export interface Daemon {
  state(): DaemonState;
  /** null when it does not run. */
  pid(): number | null;
  /** How it ended by itself, e.g. "exit code 1", or null. */
  trouble(): string | null;
  /** The last lines that it wrote. */
  tail(lines: number): string;
  /** Throws when it ends, or is not ready after a minute. */
  start(): Promise<void>;
  /** SIGTERM, and SIGKILL when it is not gone after ten seconds. */
  stop(): Promise<void>;
  /** SIGKILL. */
  kill(): Promise<void>;
}

const FOLLOW = new URL("./follow-parent.ts", import.meta.url).href;
const READY_MS = 60_000;
const LAST_WORDS_MS = 10_000;

export function createDaemon(options: DaemonOptions): Daemon {
  let child: ChildProcess | null = null;
  let state: DaemonState = "stopped";
  let trouble: string | null = null;

  const launch = (): ChildProcess => {
    const [program = "", ...args] = options.command;
    const followed = program === process.execPath ? ["--import", FOLLOW, ...args] : args;
    const started = spawn(program, followed, { env: options.env, stdio: ["pipe", "pipe", "pipe"] });
    const log = createWriteStream(options.logPath, { flags: "a" });
    started.stdout?.pipe(log, { end: false });
    started.stderr?.pipe(log, { end: false });
    started.on("error", (cause) => ended(started, cause.message));
    started.on("exit", (code, signal) => {
      log.end();
      ended(started, signal === null ? `exit code ${code}` : `signal ${signal}`);
    });
    return started;
  };

  const ended = (one: ChildProcess, how: string): void => {
    if (child !== one) return;
    child = null;
    if (state === "starting" || state === "running") {
      state = "died";
      trouble = how;
    }
  };

  const end = async (as: "stopped" | "killed", signal: NodeJS.Signals): Promise<void> => {
    const one = child;
    state = as;
    trouble = null;
    if (one === null) return;
    const gone = once(one, "exit");
    one.kill(signal);
    const hard = setTimeout(() => one.kill("SIGKILL"), LAST_WORDS_MS);
    await gone;
    clearTimeout(hard);
  };

  return {
    state: () => state,
    pid: () => child?.pid ?? null,
    trouble: () => trouble,
    tail: (lines) => lastLines(options.logPath, lines),
    async start() {
      if (child !== null) return;
      trouble = null;
      state = "starting";
      const one = launch();
      child = one;
      const deadline = Date.now() + READY_MS;
      while (child === one && !(await isReady(options.url))) {
        if (Date.now() > deadline) throw new Error(`the daemon was not ready after ${READY_MS / 1000} s`);
        await sleep(50);
      }
      if (child !== one) throw new Error(`the daemon ended before it was ready: ${trouble ?? state}`);
      state = "running";
    },
    stop: () => end("stopped", "SIGTERM"),
    kill: () => end("killed", "SIGKILL"),
  };
}

/** Whether the daemon at this address can take requests. */
export async function isReady(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2000) });
    await answer.body?.cancel();
    return answer.status === 200;
  } catch {
    return false;
  }
}

function lastLines(path: string, count: number): string {
  try {
    return readFileSync(path, "utf8").trimEnd().split("\n").slice(-count).join("\n");
  } catch {
    return "";
  }
}
