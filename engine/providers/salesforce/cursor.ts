import type { Cursor } from "../../provider.ts";
import { decodeJob, encodeJob, type Job } from "./bulk-cursor.ts";

/** A place in the order (SystemModstamp, Id): every row up to and including it was read. */
export interface Place {
  readonly stamp: number;
  readonly id: string;
}

/** `until` = the newest stamp when the backfill began: what changes later is the incremental's. */
export interface Backfill {
  readonly phase: "backfill";
  readonly until: number;
  readonly total: number;
  readonly place: Place | null;
  /** Set while the rows come from a Bulk job, in no order: then there is no place. */
  readonly job: Job | null;
}

export interface Incremental {
  readonly phase: "incremental";
  /** Newest stamp of all finished polls; null = no row was ever seen. */
  readonly mark: number | null;
  /** The mark when the last long look back began (null = there was none: the next one reads all), and our clock then. */
  readonly sweptMark: number | null;
  readonly sweptAt: number | null;
  /** The unfinished poll: where it began, how far it is, the newest stamp in it, its pages. */
  readonly from: number | null;
  readonly place: Place | null;
  readonly top: number | null;
  readonly pages: number;
}

type State = Backfill | Incremental;

/** Rows become visible some time after their stamp; how far back we look in each poll, and once a minute. */
const SHORT_LOOK_MS = 15_000;
const LONG_LOOK_MS = 10 * 60_000;
const SWEEP_EVERY_MS = 60_000;
/** A stamp this far ahead of our clock tells nothing of how far we have read. */
const AHEAD_MS = 86_400_000;

export function firstIncremental(mark: number | null): Incremental {
  return { phase: "incremental", mark, sweptMark: mark, sweptAt: null, from: null, place: null, top: null, pages: 0 };
}

/**
 * Begins a poll, or goes on with the one that is under way. A long look back reaches behind the mark of the long look
 * before it, so that a row is found whatever the pause between two of them was.
 */
export function beginPoll(state: Incremental, now: number): Incremental {
  if (state.place !== null) return state;
  // A mark out of all reason was the backfill's: then all is read again.
  if (state.mark === null || state.mark > now + AHEAD_MS)
    return { ...state, mark: null, from: null, pages: 0, top: null, sweptAt: now };
  const since = state.sweptAt === null ? null : now - state.sweptAt;
  const sweep = since === null || since < 0 || since >= SWEEP_EVERY_MS;
  if (!sweep) return { ...state, from: state.mark - SHORT_LOOK_MS, pages: 0, top: null };
  const from = state.sweptMark === null ? null : Math.min(state.mark, state.sweptMark) - LONG_LOOK_MS;
  return { ...state, from, pages: 0, top: null, sweptMark: state.mark, sweptAt: now };
}

/** The poll after one more page. `last` = null: nothing was in it. */
export function advance(state: Incremental, last: Place | null, ended: boolean): Incremental {
  const top = last === null ? state.top : Math.max(state.top ?? last.stamp, last.stamp);
  if (!ended) return { ...state, top, place: last ?? state.place, pages: state.pages + 1 };
  const mark = top === null ? state.mark : later(state.mark, believed(top, state.sweptAt));
  return { ...state, mark, from: null, place: null, top: null, pages: 0 };
}

/** The newest stamp of a poll, or, where that is out of all reason, our clock when the poll looked back last. */
function believed(top: number, clock: number | null): number {
  return clock !== null && top > clock + AHEAD_MS ? clock : top;
}

function later(mark: number | null, top: number): number {
  return Math.max(mark ?? top, top);
}

export function encode(state: State): Cursor {
  const { place } = state;
  const at = { stamp: place?.stamp ?? null, id: place?.id ?? null };
  if (state.phase === "incremental") {
    const { place: _, ...rest } = state;
    return { ...rest, ...at };
  }
  const { phase, until, total, job } = state;
  return { phase, until, total, ...at, ...(job !== null && encodeJob(job)) };
}

/** null for a cursor that is not ours: then the backfill begins again, which is slow but never wrong. */
export function decode(cursor: Cursor | null): State | null {
  if (cursor === null) return null;
  const { stamp, id } = cursor;
  const place = typeof stamp === "number" && typeof id === "string" ? { stamp, id } : null;
  if (cursor.phase === "backfill") {
    const { until, total } = cursor;
    if (typeof until !== "number" || typeof total !== "number") return null;
    return { phase: "backfill", until, total, place, job: decodeJob(cursor) };
  }
  if (cursor.phase !== "incremental") return null;
  return {
    phase: "incremental",
    mark: numberOf(cursor.mark),
    sweptMark: numberOf(cursor.sweptMark),
    sweptAt: numberOf(cursor.sweptAt),
    from: numberOf(cursor.from),
    place,
    top: numberOf(cursor.top),
    pages: numberOf(cursor.pages) ?? 0,
  };
}

function numberOf(value: Cursor[string] | undefined): number | null {
  return typeof value === "number" ? value : null;
}
