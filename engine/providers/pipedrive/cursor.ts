import type { Cursor } from "../../provider.ts";

/** `mark` = the newest change when the backfill began; `list` and `next` = the list that is read, and the place in it. */
export interface Backfill {
  readonly phase: "backfill";
  readonly mark: number | null;
  readonly list: number;
  readonly next: string | null;
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
  /** What is under way: nothing, the lists, or the deleted ones. */
  readonly stage: "rest" | "lists" | "gone";
  /** Where the poll began (null = at the beginning), and from which change on the present list is read now. */
  readonly began: number | null;
  readonly from: number | null;
  readonly list: number;
  /** Pipedrive's own place: in the list inside one second with more than a page of changes, or among the deleted ones. */
  readonly next: string | null;
  readonly top: number | null;
  readonly pages: number;
}

const SECOND_MS = 1_000;
/** How far back we look in each poll, and once a minute: a record may be seen some time after its stamp. */
const SHORT_LOOK_MS = 20_000;
const LONG_LOOK_MS = 5 * 60_000;
const SWEEP_EVERY_MS = 60_000;
/** A stamp this far ahead of our clock tells nothing of how far we have read. */
const AHEAD_MS = 86_400_000;

export function firstIncremental(mark: number | null): Incremental {
  return {
    phase: "incremental",
    mark,
    sweptMark: mark,
    sweptAt: null,
    restMark: null,
    restAt: null,
    stage: "rest",
    began: null,
    from: null,
    list: 0,
    next: null,
    top: null,
    pages: 0,
  };
}

/**
 * Begins a poll, or goes on with the one under way. A long look back reaches behind the mark of the long look before
 * it, so that a change is found whatever the pause between two of them was.
 */
export function beginPoll(state: Incremental, now: number): Incremental {
  if (state.stage !== "rest") return state;
  const moved = state.restAt === null || state.restMark !== state.mark || now < state.restAt;
  const restAt = moved ? now : (state.restAt ?? now);
  const start = (from: number | null) => ({ began: from, from, list: 0, next: null, top: null, pages: 0 });
  const fresh = { ...state, stage: "lists", restMark: state.mark, restAt } as const;
  // A mark out of all reason was the backfill's: then all is read again.
  if (state.mark === null || state.mark > now + AHEAD_MS) return { ...fresh, mark: null, ...start(null), sweptAt: now };
  // Where nothing has changed for longer than we look back, looking back would only read the same second again.
  const back = (mark: number, ms: number) => (now - restAt > ms ? mark + SECOND_MS : mark - ms);
  const since = state.sweptAt === null ? null : now - state.sweptAt;
  const sweep = since === null || since < 0 || since >= SWEEP_EVERY_MS;
  if (!sweep) return { ...fresh, ...start(back(state.mark, SHORT_LOOK_MS)) };
  const from = state.sweptMark === null ? null : back(Math.min(state.mark, state.sweptMark), LONG_LOOK_MS);
  return { ...fresh, ...start(from), sweptMark: state.mark, sweptAt: now };
}

/**
 * The poll after one more page of a list; `last` = the stamp of its last row, `next` = Pipedrive's place for the next page.
 * Stamps are whole seconds and `updated_since` includes its own, so the next page begins anew from the last second: what
 * changes meanwhile can push nothing out of sight. Only a second that fills a whole page is left by Pipedrive's place.
 */
export function advance(poll: Incremental, last: number | null, next: string | null, lists: number): Incremental {
  const top = last === null ? poll.top : Math.max(poll.top ?? last, last);
  const on = { ...poll, top, pages: poll.pages + 1 };
  if (next !== null && last !== null && last > (poll.from ?? Number.NEGATIVE_INFINITY) + SECOND_MS - 1)
    return { ...on, from: Math.floor(last / SECOND_MS) * SECOND_MS, next: null };
  if (next !== null) return { ...on, next };
  const more = poll.list + 1 < lists;
  return { ...on, from: poll.began, next: null, ...(more ? { list: poll.list + 1 } : { list: 0, stage: "gone" }) };
}

/** From when on deleted records are told in this poll; null = nothing was ever seen that could be gone. */
export function goneSince(poll: Incremental): number | null {
  return poll.began ?? (poll.mark === null && poll.top === null ? null : 0);
}

/** The poll after a page of deleted records, the newest of which went at `last`. */
export function advanceGone(poll: Incremental, last: number | null, next: string | null): Incremental {
  const top = last === null ? poll.top : Math.max(poll.top ?? last, last);
  if (next !== null) return { ...poll, top, next };
  const mark = top === null ? poll.mark : later(poll.mark, believed(top, poll.sweptAt));
  return { ...poll, mark, stage: "rest", began: null, from: null, list: 0, next: null, top: null, pages: 0 };
}

/** The newest stamp of a poll, or, where that is out of all reason, our clock when the poll looked back last. */
function believed(top: number, clock: number | null): number {
  return clock !== null && top > clock + AHEAD_MS ? clock : top;
}

function later(mark: number | null, top: number): number {
  return Math.max(mark ?? top, top);
}

export function encode(state: Backfill | Incremental): Cursor {
  return { ...state };
}

/** null for a cursor that is not ours: then the backfill begins again, which is slow but never wrong. */
export function decode(cursor: Cursor | null): Backfill | Incremental | null {
  if (cursor === null) return null;
  const number = (name: string): number | null => (typeof cursor[name] === "number" ? cursor[name] : null);
  const next = typeof cursor.next === "string" ? cursor.next : null;
  const list = number("list") ?? 0;
  if (cursor.phase === "backfill") return { phase: "backfill", mark: number("mark"), list, next };
  if (cursor.phase !== "incremental") return null;
  const stage = cursor.stage === "lists" || cursor.stage === "gone" ? cursor.stage : "rest";
  return {
    phase: "incremental",
    mark: number("mark"),
    sweptMark: number("sweptMark"),
    sweptAt: number("sweptAt"),
    restMark: number("restMark"),
    restAt: number("restAt"),
    stage,
    began: number("began"),
    from: number("from"),
    list,
    next,
    top: number("top"),
    pages: number("pages") ?? 0,
  };
}
