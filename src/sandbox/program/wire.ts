import { setTimeout as sleep } from "node:timers/promises";
import type { Wire } from "../chat/wire.ts";

/** Sends to the bot over the machine's own network. */
export function networkWire(requestUrl: () => string, origin: () => string): Wire {
  return {
    requestUrl,
    origin,
    realNow: () => Date.now(),
    sleep: (ms) => sleep(ms),
    async post(url, headers, body) {
      const signal = AbortSignal.timeout(10_000);
      const answer = await fetch(url, { method: "POST", headers, body, redirect: "manual", signal });
      return { status: answer.status, body: await answer.text() };
    },
  };
}
