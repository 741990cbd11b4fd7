import { ChatError } from "../bot.ts";
import type { RateWindow } from "./limits.ts";

export interface PaceParts {
  /** Of each conversation; all hold at once. */
  readonly windows: readonly RateWindow[];
  /** Of all conversations together. */
  readonly appWindow: RateWindow;
  /** In ms. */
  now(): number;
}

export interface Pace {
  /**
   * Takes a place in every window, or throws ChatError rate_limited with the time after which there may be one. What is
   * returned is called when the request was answered: the place is held from sending until one window after that.
   */
  take(conversation: string): () => void;
}

/** A request under way has no end yet: it counts in every window. */
interface Slot {
  end: number | null;
}

/** Asked again after so long while requests under way hold all places. */
const UNDER_WAY_MS = 250;

/** Teams' rate windows as a sliding log, so that no 429 is earned by ourselves. */
export function createPace({ windows, appWindow, now }: PaceParts): Pace {
  const logs = new Map<string, Slot[]>();
  const longest = Math.max(...windows.map((each) => each.windowMs));
  let app: Slot[] = [];

  function recent(conversation: string, at: number): Slot[] {
    const log = (logs.get(conversation) ?? []).filter((slot) => counts(slot, longest, at));
    logs.set(conversation, log);
    return log;
  }

  function forgetQuiet(at: number): void {
    for (const conversation of logs.keys()) {
      if (recent(conversation, at).length === 0) logs.delete(conversation);
    }
  }

  return {
    take(conversation) {
      const at = now();
      if (logs.size > 1_000) forgetQuiet(at);
      const log = recent(conversation, at);
      app = app.filter((slot) => counts(slot, appWindow.windowMs, at));
      const waitMs = Math.max(waitFor(app, appWindow, at), ...windows.map((each) => waitFor(log, each, at)));
      if (waitMs > 0) throw new ChatError("rate_limited", "no_room", waitMs);
      const slot: Slot = { end: null };
      log.push(slot);
      app.push(slot);
      return () => {
        slot.end ??= now();
      };
    },
  };
}

/** A clock that went back says nothing about how long ago it was. */
function counts(slot: Slot, windowMs: number, at: number): boolean {
  return slot.end === null || (at - slot.end < windowMs && at >= slot.end);
}

/** 0 = there is room now. */
function waitFor(log: readonly Slot[], { max, windowMs }: RateWindow, at: number): number {
  const inside = log.filter((slot) => counts(slot, windowMs, at));
  if (inside.length < max) return 0;
  const ends = inside.flatMap((slot) => (slot.end === null ? [] : [slot.end])).sort((a, b) => a - b);
  const leaving = ends[inside.length - max];
  return leaving === undefined ? UNDER_WAY_MS : leaving + windowMs - at;
}
