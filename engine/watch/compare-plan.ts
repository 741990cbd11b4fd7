import type { ComparePlace, CompareState, Tally } from "../store/compare.ts";

const HOUR_MS = 3_600_000;
/** A round begins at most once a day, and not before the first pull has rested for a while. */
const roundMs = 24 * HOUR_MS;
const restMs = HOUR_MS;

interface Candidate {
  readonly object: string;
  /** When its backfill ended; null = it has not. */
  readonly finishedAt: number | null;
}

/** What a fresh round begins with. */
export function beginRound(now: number, last: Tally | null): ComparePlace {
  return {
    startedAt: now,
    endedAt: null,
    compared: 0,
    differed: 0,
    calls: 0,
    phase: "links",
    after: "",
    list: null,
    missing: null,
    counts: 0,
    last,
  };
}

/** A clock that went back does not stop the comparison for long. */
export function isResting({ notBefore }: CompareState, now: number): boolean {
  return now < notBefore && notBefore - now < roundMs;
}

/** Pure: the object whose turn it is with its place, or null while there is nothing to compare yet. */
export function nextPlace(
  state: CompareState,
  candidates: readonly Candidate[],
  now: number,
): { readonly object: string; readonly place: ComparePlace } | null {
  const open = candidates.find(({ object }) => (state.objects[object]?.phase ?? "rest") !== "rest");
  const going = open && state.objects[open.object];
  if (open && going) return { object: open.object, place: going };
  for (const { object, finishedAt } of candidates) {
    if (finishedAt === null || now - finishedAt < restMs) continue;
    const before = state.objects[object];
    if (!before) return { object, place: beginRound(now, null) };
    if (now - before.startedAt >= roundMs) return { object, place: beginRound(now, tallyOf(before)) };
  }
  return null;
}

export function endRound(place: ComparePlace, now: number): ComparePlace {
  const ended = { ...place, phase: "rest", after: "", list: null, endedAt: now } as const;
  return { ...ended, last: tallyOf(ended) };
}

function tallyOf({ startedAt, endedAt, compared, differed, calls }: Tally): Tally {
  return { startedAt, endedAt, compared, differed, calls };
}

/** A step may need a description and a fresh token, too: so much is kept back, that no hour holds more than is allowed. */
const keptBack = 5;

/**
 * When the next step may come: after so many calls the budget rests for their share of an hour. `before` = when this step
 * might have come: what a tick was late by is not lost, but no more than one call's share.
 */
export function restAfter(now: number, before: number, calls: number, perHour: number): number {
  const share = HOUR_MS / Math.max(perHour - keptBack, perHour / 2);
  return Math.ceil(Math.max(before, now - share) + Math.max(1, calls) * share);
}
