import type { HttpRequest, Usage, Window } from "../provider.ts";
import type { Lane } from "./lanes.ts";
import { SLOWED_TO } from "./slowed.ts";

/**
 * The log of one sliding window. A slot is held from sending until one window after the response: only then is it
 * sure that the CRM, whenever it counted the request, no longer counts it. Times are of the monotonic clock.
 */
export interface WindowLog {
  /** As the CRM last told it. */
  windowMs(): number;
  applies(request: HttpRequest): boolean;
  room(now: number, lane: Lane): boolean;
  /** When there may be room again; null = not before an answer comes. */
  nextRoom(now: number, lane: Lane): number | null;
  take(): void;
  /** The answer came, or none will. */
  give(now: number): void;
  /** What the CRM tells of this window replaces what we were told to suppose; `alone` = it can mean no other one. */
  learn(burst: NonNullable<Usage["burst"]>, now: number, alone: boolean): void;
  share(share: number): void;
  /** Backfills use a smaller part of our share, or all of it again. */
  slow(on: boolean): void;
}

/** The CRM's clock counts in whole milliseconds, and may take a window's end as still inside. */
const MARGIN_MS = 1;
const COMPACT_AT = 1_024;
/** Of many slots a backfill leaves these free, so that nothing that is new waits for a whole window. */
const LEFT_BY_BACKFILL = 2;
const MANY = 50;

export function createWindowLog(window: Window, startShare: number): WindowLog {
  let { windowMs } = window;
  let max = window.max;
  let share = startShare;
  let isSlowed = false;
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

  function room(now: number, lane: Lane): boolean {
    const ours = used(now);
    const allowed = Math.max(1, Math.floor(max * share));
    const left = lane === "backfill" && allowed >= MANY ? LEFT_BY_BACKFILL : 0;
    if (lane === "backfill" && isSlowed && ours >= Math.max(1, Math.floor(allowed * SLOWED_TO))) return false;
    return ours < allowed - left && ours + (now < others.until ? others.count : 0) < max - left;
  }

  function nextRoom(now: number, lane: Lane): number | null {
    if (room(now, lane)) return null;
    const release = releases[head];
    const alone = others.count > 0 && now < others.until ? others.until : null;
    if (release === undefined) return alone;
    return alone === null ? release : Math.min(release, alone);
  }

  function learn(burst: NonNullable<Usage["burst"]>, now: number, alone: boolean): void {
    if (!(burst.limit >= 1) || !(burst.windowMs >= 1)) return;
    if (burst.windowMs !== windowMs && !alone) return;
    stretch(burst.windowMs - windowMs);
    max = Math.floor(burst.limit);
    // Ours holds what is still under way and not yet counted there, so this is the least that others may have used.
    const count = Math.max(0, max - Math.max(0, burst.remaining) - used(now));
    if (now >= others.until || count >= others.count) others = { count, until: now + windowMs + MARGIN_MS };
  }

  function stretch(byMs: number): void {
    if (byMs === 0) return;
    windowMs += byMs;
    releases = releases.map((at) => at + byMs);
    others = { ...others, until: others.until + byMs };
  }

  return {
    windowMs: () => windowMs,
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
    slow: (on) => {
      isSlowed = on;
    },
  };
}
