import type { State } from "./state.ts";

/** A limit that lets `burst` through at once and then one every `everyMs`. */
interface Limit {
  readonly burst: number;
  readonly everyMs: number;
}

/** One message a second in a channel with short bursts, and the tier of chat.update (50 a minute). */
const POSTING: Limit = { burst: 3, everyMs: 1000 };
const EDITING: Limit = { burst: 50, everyMs: 1200 };

/** Takes one of what the method may still do now: null, or how long to wait in ms. */
export function overLimit(state: State, method: string, channel: string): number | null {
  if (method === "chat.postMessage") return take(state, `${method}:${channel}`, POSTING);
  if (method === "chat.update") return take(state, method, EDITING);
  return null;
}

function take(state: State, key: string, limit: Limit): number | null {
  const now = state.world.now();
  const bucket = state.buckets.get(key) ?? { tokens: limit.burst, at: now };
  const tokens = Math.min(limit.burst, bucket.tokens + Math.max(0, now - bucket.at) / limit.everyMs);
  if (tokens < 1) {
    state.buckets.set(key, { tokens, at: now });
    return Math.ceil((1 - tokens) * limit.everyMs);
  }
  state.buckets.set(key, { tokens: tokens - 1, at: now });
  return null;
}
