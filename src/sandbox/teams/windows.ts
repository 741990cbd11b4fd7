import type { State } from "./state.ts";

interface Window {
  readonly most: number;
  readonly ms: number;
}

/** Per bot and conversation: creating, sending, editing (learn.microsoft.com, "Optimize your bot with rate limiting"). */
export const SENDING: readonly Window[] = [
  { most: 7, ms: 1000 },
  { most: 8, ms: 2000 },
  { most: 60, ms: 30_000 },
  { most: 1800, ms: 3_600_000 },
];

/** Per bot and conversation: asking who its members are. */
export const READING: readonly Window[] = [
  { most: 14, ms: 1000 },
  { most: 16, ms: 2000 },
  { most: 120, ms: 30_000 },
  { most: 3600, ms: 3_600_000 },
];

/** Per app and tenant. */
export const APP_WIDE: readonly Window[] = [{ most: 50, ms: 1000 }];

/** How long until one more call fits into every window of `key`, in ms; 0 = now. What is refused is not counted. */
export function waitMs(state: State, key: string, windows: readonly Window[]): number {
  const now = state.world.now();
  const longest = Math.max(...windows.map((one) => one.ms));
  const sent = (state.sent.get(key) ?? []).filter((at) => at > now - longest);
  state.sent.set(key, sent);
  const waits = windows.map(({ most, ms }) => {
    const leaves = sent.length < most ? undefined : sent[sent.length - most];
    return leaves === undefined ? 0 : Math.max(0, leaves + ms - now);
  });
  return Math.max(...waits);
}

/** Counts one call that was let through. */
export function note(state: State, key: string): void {
  const sent = state.sent.get(key) ?? [];
  sent.push(state.world.now());
  state.sent.set(key, sent);
}
