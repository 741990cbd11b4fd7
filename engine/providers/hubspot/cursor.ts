import type { Cursor } from "../../provider.ts";

/** `mark` = the newest change that the search index knew when the backfill began; `after` = the list's own place. */
export interface Backfill {
  readonly phase: "backfill";
  readonly mark: number | null;
  readonly total: number;
  readonly after: string | null;
}

/** How far the walk over the archived records is. It has no order by time, so it goes round and round. */
export interface Walk {
  readonly after: string | null;
  /** Records archived before this moment were told already; null = tell all. */
  readonly mark: number | null;
  /** The latest moment seen in the last whole round, and in this one. */
  readonly seen: number | null;
  readonly top: number | null;
}

export interface Incremental {
  readonly phase: "incremental";
  /** Newest change of all finished polls; null = none was ever seen. */
  readonly mark: number | null;
  /** The mark when the last long look back began (null = there was none: the next one reads all), and our clock then. */
  readonly sweptMark: number | null;
  readonly sweptAt: number | null;
  /** The mark that the last poll began with, and since when, by our clock, it is the mark. */
  readonly restMark: number | null;
  readonly restAt: number | null;
  /** The unfinished poll reads from this change on; null = no poll is under way. */
  readonly from: number | null;
  /** Inside one millisecond with more than a page of changes: the last id read of it. */
  readonly tie: string | null;
  readonly top: number | null;
  readonly pages: number;
  readonly walk: Walk;
}

/** The index learns of a change only after a while; how far back we look in each poll, and once a minute. */
const SHORT_LOOK_MS = 20_000;
const LONG_LOOK_MS = 5 * 60_000;
const SWEEP_EVERY_MS = 60_000;
/** A stamp this far ahead of our clock tells nothing of how far we have read. */
const AHEAD_MS = 86_400_000;

export function firstIncremental(mark: number | null): Incremental {
  const walk: Walk = { after: null, mark: null, seen: null, top: null };
  return {
    phase: "incremental",
    mark,
    sweptMark: mark,
    sweptAt: null,
    restMark: null,
    restAt: null,
    from: null,
    tie: null,
    top: null,
    pages: 0,
    walk,
  };
}

/**
 * Begins a poll, or goes on with the one under way. A long look back reaches behind the mark of the long look before
 * it, so that a change is found whatever the pause between two of them was.
 */
export function beginPoll(state: Incremental, now: number): Incremental & { readonly from: number } {
  if (state.from !== null) return { ...state, from: state.from };
  const moved = state.restAt === null || state.restMark !== state.mark || now < state.restAt;
  const restAt = moved ? now : (state.restAt ?? now);
  const fresh = { ...state, tie: null, top: null, pages: 0, restMark: state.mark, restAt };
  // A mark out of all reason was the backfill's: then all is read again.
  if (state.mark === null || state.mark > now + AHEAD_MS) return { ...fresh, mark: null, from: 0, sweptAt: now };
  // Where nothing has changed for longer than the index may lag, looking back would only read the same again, and what
  // bears the mark itself was read when it had long been in the index.
  const back = (from: number, ms: number) => (now - restAt <= ms ? from - ms : from === state.mark ? from + 1 : from);
  const since = state.sweptAt === null ? null : now - state.sweptAt;
  const sweep = since === null || since < 0 || since >= SWEEP_EVERY_MS;
  if (!sweep) return { ...fresh, from: back(state.mark, SHORT_LOOK_MS) };
  const from = state.sweptMark === null ? 0 : back(Math.min(state.mark, state.sweptMark), LONG_LOOK_MS);
  return { ...fresh, from, sweptMark: state.mark, sweptAt: now };
}

/**
 * The poll after one more page of the search, whose last row is `last`. Every page is a new search from the last
 * change on (never a later page of the same search: rows that change meanwhile leave it, and others would be skipped;
 * and a search ends at 10,000). A full page of one single moment is left by walking its ids.
 */
export function advance(
  poll: Incremental & { readonly from: number },
  last: { readonly stamp: number; readonly id: string } | null,
  full: boolean,
): Incremental {
  const top = last === null ? poll.top : Math.max(poll.top ?? last.stamp, last.stamp);
  const on = { ...poll, top, pages: poll.pages + 1 };
  if (poll.tie !== null)
    return full && last !== null ? { ...on, tie: last.id } : { ...on, tie: null, from: poll.from + 1 };
  if (full && last !== null) return last.stamp > poll.from ? { ...on, from: last.stamp } : { ...on, tie: "0" };
  const mark = top === null ? poll.mark : later(poll.mark, believed(top, poll.sweptAt));
  return { ...on, mark, from: null, tie: null, top: null, pages: 0 };
}

/**
 * The walk after one more page. What was archived during a round behind the walk's back is younger than all that the
 * round before it had seen, so that is how far back the next round tells; a round that saw nothing new ends it.
 */
export function step(walk: Walk, latest: number | null, after: string | null): Walk {
  const top = latest === null ? walk.top : Math.max(walk.top ?? latest, latest);
  if (after !== null) return { ...walk, top, after };
  const { seen } = walk;
  const mark = seen !== null && seen === top ? seen + 1 : seen;
  return { after: null, mark, seen: top === null ? seen : Math.max(seen ?? top, top), top: null };
}

/** The newest stamp of a poll, or, where that is out of all reason, our clock when the poll looked back last. */
function believed(top: number, clock: number | null): number {
  return clock !== null && top > clock + AHEAD_MS ? clock : top;
}

function later(mark: number | null, top: number): number {
  return Math.max(mark ?? top, top);
}

export function encode(state: Backfill | Incremental): Cursor {
  if (state.phase === "backfill") return { ...state };
  const { walk, ...rest } = state;
  return { ...rest, walkAfter: walk.after, walkMark: walk.mark, walkSeen: walk.seen, walkTop: walk.top };
}

/** null for a cursor that is not ours: then the backfill begins again, which is slow but never wrong. */
export function decode(cursor: Cursor | null): Backfill | Incremental | null {
  if (cursor === null) return null;
  const number = (name: string): number | null => (typeof cursor[name] === "number" ? cursor[name] : null);
  const text = (name: string): string | null => (typeof cursor[name] === "string" ? cursor[name] : null);
  if (cursor.phase === "backfill")
    return { phase: "backfill", mark: number("mark"), total: number("total") ?? 0, after: text("after") };
  if (cursor.phase !== "incremental") return null;
  return {
    phase: "incremental",
    mark: number("mark"),
    sweptMark: number("sweptMark"),
    sweptAt: number("sweptAt"),
    restMark: number("restMark"),
    restAt: number("restAt"),
    from: number("from"),
    tie: text("tie"),
    top: number("top"),
    pages: number("pages") ?? 0,
    walk: { after: text("walkAfter"), mark: number("walkMark"), seen: number("walkSeen"), top: number("walkTop") },
  };
}
