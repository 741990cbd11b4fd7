import { setTimeout as wait } from "node:timers/promises";
import { type BotPorts, ChatError } from "../bot.ts";
import { type Link, type LinkParts, openLink } from "./link.ts";

export interface SocketParts extends LinkParts {
  readonly ports: BotPorts;
  /** The first wait after a failure in ms; each further one is twice as long. */
  readonly retryMs: number;
}

/** Socket Mode: one connection that is always there, as far as Slack lets it. */
export interface Socket {
  /** Throws ChatError when the app token is refused; a Slack that does not answer is tried again and again. */
  start(): Promise<void>;
  /** Takes nothing more; the connection stands until close, for the acknowledgements of what is under way. */
  pause(): void;
  close(): Promise<void>;
  state(): SocketState;
}

export interface SocketState {
  readonly connected: boolean;
  /** Since when it is as it is, by the ports' clock; null before the start. */
  readonly since: number | null;
  readonly trouble: string | null;
}

const LONGEST_WAIT_MS = 60_000;
/** A connection that lived shorter did not end in the usual way, so that the next one is not opened at once. */
const USUAL_LIFE_MS = 30_000;
/** As long as a sent form may keep its acknowledgement back. */
const GRACE_MS = 3_000;

export function createSocket(parts: SocketParts): Socket {
  const { ports, retryMs } = parts;
  const stopping = new AbortController();
  const links = new Set<Link>();
  let paused = false;
  let started = false;
  let state: SocketState = { connected: false, since: null, trouble: null };
  const take = async (envelope: unknown) => {
    if (!paused) await parts.take(envelope);
  };

  async function open(): Promise<Link> {
    const link = await openLink({ ...parts, take });
    if (stopping.signal.aborted) {
      await link.close(0);
      throw new ChatError("down", "stopped");
    }
    const older = [...links];
    links.add(link);
    for (const one of older) void retire(one, GRACE_MS);
    state = { connected: true, since: ports.now(), trouble: null };
    ports.log("info", "slack socket connected", {});
    return link;
  }

  async function retire(link: Link, graceMs: number): Promise<void> {
    links.delete(link);
    await link.close(graceMs);
  }

  /** Null when it failed; how it failed is told. */
  async function tryToOpen(): Promise<{ link: Link } | { retryAfterMs: number }> {
    try {
      return { link: await open() };
    } catch (error) {
      if (!stopping.signal.aborted) lost(error);
      return { retryAfterMs: error instanceof ChatError ? (error.retryAfterMs ?? 0) : 0 };
    }
  }

  function lost(error: unknown): void {
    const refused = error instanceof ChatError && error.kind === "unauthorized";
    const trouble = error instanceof Error ? error.message : String(error);
    if (![...links].some((link) => link.isOpen())) state = { connected: false, since: ports.now(), trouble };
    ports.log(refused ? "error" : "warn", "slack socket could not be opened", { error: trouble });
  }

  async function keep(link: Link | null): Promise<void> {
    let current = link;
    let troubles = current === null ? 2 : 0;
    let asked = 0;
    while (!stopping.signal.aborted) {
      if (current !== null) {
        troubles = (await lifeOf(current)) >= USUAL_LIFE_MS ? 0 : troubles + 1;
        if (stopping.signal.aborted) return;
        ended(current);
      }
      await pauseFor(Math.max(asked, waitAfter(troubles, retryMs)));
      if (stopping.signal.aborted) return;
      const tried = await tryToOpen();
      current = "link" in tried ? tried.link : null;
      asked = "link" in tried ? 0 : tried.retryAfterMs;
      if (current === null) troubles = Math.max(troubles, 1) + 1;
    }
  }

  function ended(link: Link): void {
    if (link.isOpen()) {
      ports.log("info", "slack socket is replaced", {});
      return;
    }
    links.delete(link);
    state = { connected: false, since: ports.now(), trouble: "the connection was lost" };
    ports.log("warn", "slack socket lost", {});
  }

  async function pauseFor(ms: number): Promise<void> {
    if (ms > 0) await wait(ms, null, { signal: stopping.signal }).catch(() => null);
  }

  return {
    async start() {
      if (started) return;
      started = true;
      let link: Link | null = null;
      try {
        link = await open();
      } catch (error) {
        if (error instanceof ChatError && error.kind === "unauthorized") {
          started = false;
          throw error;
        }
        lost(error);
      }
      void keep(link);
    },
    pause() {
      paused = true;
    },
    async close() {
      paused = true;
      stopping.abort();
      await Promise.all([...links].map((link) => retire(link, 0)));
      state = { connected: false, since: ports.now(), trouble: "stopped" };
    },
    state: () => state,
  };
}

/** Real time, not the ports': how long a connection lived has nothing to do with the sandbox's clock. */
async function lifeOf(link: Link): Promise<number> {
  const born = performance.now();
  await link.ending;
  return performance.now() - born;
}

/** At once after the first short life, then `retryMs`, twice that, and so on to a minute. */
function waitAfter(troubles: number, retryMs: number): number {
  return troubles < 2 ? 0 : Math.min(LONGEST_WAIT_MS, retryMs * 2 ** Math.min(20, troubles - 2));
}
