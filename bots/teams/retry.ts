import { setTimeout as wait } from "node:timers/promises";
import { ChatError } from "../bot.ts";
import { LIMITS } from "./limits.ts";

/** How long in ms somebody may wait for a message to be taken: 0 = the program itself asks again later. */
export type Patience = number;

/** A person looks at the chat, and would rather have the answer late than not at all. */
export const PERSON_MS = 15_000;

const FIRST_MS = 300;
const NO_ROOM = "no_room";
const CODES: readonly string[] = [NO_ROOM, ...LIMITS.retriedStatuses.map((status) => `http_${status}`)];

/** Does it again, with growing pauses and jitter, after the answers for which Teams' guide asks just that. */
export async function withPatience<T>(patience: Patience, attempt: () => Promise<T>): Promise<T> {
  const began = performance.now();
  for (let tries = 0; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof ChatError) || !CODES.includes(error.code)) throw error;
      const waitMs = pauseMs(tries, error.retryAfterMs, Math.random());
      if (performance.now() - began + waitMs > patience) throw error;
      await wait(waitMs);
    }
  }
}

/** Pure: twice as long each time, between half and all of it; never shorter than Teams asked. `random` is in [0, 1). */
export function pauseMs(tries: number, askedMs: number | null, random: number): number {
  const grown = FIRST_MS * 2 ** Math.min(tries, 10) * (0.5 + random / 2);
  return askedMs === null ? grown : askedMs + Math.min(grown, askedMs / 5);
}
