import type { HttpRequest, Usage, Window } from "../provider.ts";

/**
 * The log of one sliding window. A slot is held from sending until one window after the response: only then is it
 * sure that the CRM, whenever it counted the request, no longer counts it. Times are of the monotonic clock.
 */
export interface WindowLog {
  readonly windowMs: number;
  applies(request: HttpRequest): boolean;
  room(now: number): boolean;
  /** When there may be room again; null = not before an answer comes. */
  nextRoom(now: number): number | null;
  take(): void;
  /** The answer came, or none will. */
  give(now: number): void;
  /** What the CRM tells of this window replaces what we were told to suppose. */
  learn(burst: NonNullable<Usage["burst"]>, now: number): void;
  share(share: number): void;
}

/** The CRM's clock counts in whole milliseconds, and may take a window's end as still inside. */
const MARGIN_MS = 1;
const COMPACT_AT = 1_024;

export function createWindowLog(window: Window, startShare: number): WindowLog {
  const { windowMs } = window;
  let max = window.max;
  let share = startShare;
  let inFlight = 0;
  /** When each answered slot is free again; answers come in the order of time, so this is sorted. */
  let releases: number[] = [];
  let head = 0;
  /** What the CRM counted beyond our own: somebody else uses the same limit. */
  let others = { count: 0, until: 0 };

  function used(now: number): number {
    while (head < releases.length && (releases[head] ?? 0) <= now) head++;
    if (head > COMPACT_AT) {
      releases = releases.slice(head);
      head = 0;
    }
    return inFlight + releases.length - head;
  }

  function room(now: number): boolean {
    const ours = used(now);
    const allowed = Math.max(1, Math.floor(max * share));
    return ours < allowed && ours + (now < others.until ? others.count : 0) < max;
  }

  function nextRoom(now: number): number | null {
    if (room(now)) return null;
    const release = releases[head];
    const alone = others.count > 0 && now < others.until ? others.until : null;
    if (release === undefined) return alone;
    return alone === null ? release : Math.min(release, alone);
  }

  function learn(burst: NonNullable<Usage["burst"]>, now: number): void {
    if (burst.windowMs !== windowMs || !(burst.limit >= 1)) return;
    max = Math.floor(burst.limit);
    // Ours holds what is still under way and not yet counted there, so this is the least that others may have used.
    const count = Math.max(0, max - Math.max(0, burst.remaining) - used(now));
    if (now >= others.until || count >= others.count) others = { count, until: now + windowMs + MARGIN_MS };
  }

  return {
    windowMs,
    applies: (request) => window.applies(request),
    room,
    nextRoom,
    take: () => {
      inFlight++;
    },
    give: (now) => {
      inFlight--;
      releases.push(now + windowMs + MARGIN_MS);
    },
    learn,
    share: (next) => {
      share = next;
    },
  };
}
