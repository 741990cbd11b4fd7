import type { Wire } from "../chat/wire.ts";
import { install } from "../teams/person.ts";
import type { TeamsService } from "../teams/teams.ts";

/** Telling the bot, once, that its app was added to the team: only then can it write there by itself. */
export interface Introduction {
  /** Tells it now. */
  now(): Promise<void>;
  /** Tells it when a daemon becomes ready, whoever starts it. */
  watch(): void;
  stop(): void;
}

const LOOK_MS = 1000;

/** `isReady` says whether the daemon can take requests. */
export function introduction(teams: TeamsService, wire: Wire, isReady: () => Promise<boolean>): Introduction {
  let done = false;
  let wasReady = false;
  let timer: ReturnType<typeof setTimeout> | null = null;

  const now = async () => {
    if (done) return;
    const statuses = await install(teams, wire);
    done = statuses.some((status) => status >= 200 && status < 300);
  };
  const look = async () => {
    const ready = await isReady();
    // A daemon without Teams refuses; only another one is asked again.
    if (ready && !wasReady) await now();
    wasReady = ready;
    if (timer !== null && !done) wait();
  };
  const wait = () => {
    timer = setTimeout(look, LOOK_MS).unref();
  };

  return {
    now,
    watch: wait,
    stop() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
    },
  };
}
