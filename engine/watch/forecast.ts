import type { UsageSample } from "../store/usage.ts";

/** How fast a daily quota is being used up, and until when it lasts. */
export interface Forecast {
  /** Calls an hour at the present pace, whoever makes them; null = too early to tell. */
  readonly perHour: number | null;
  /** Wall clock, to ten minutes; null = not before the reset, or not within a day. */
  readonly exhaustedAt: number | null;
  /**
   * high = today goes as yesterday went, whose ups and downs are taken over; fair = the pace is even, and may change with
   * the hour; low = it changed just now, or there is little to go by.
   */
  readonly confidence: Confidence;
}

export type Confidence = "high" | "fair" | "low";

export interface Outlook {
  readonly now: number;
  readonly used: number;
  /** Calls that we may let it come to. */
  readonly allowed: number;
  /** null = the limit rolls: what was used 24 hours ago falls out by and by. */
  readonly resetAt: number | null;
  /** Oldest first, of up to two days; finer ones of the last hour help. */
  readonly samples: readonly UsageSample[];
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEP = 10 * MINUTE;
/** The pace is that of this time: long enough to be steady, short enough to notice a step soon. */
const PACE_MS = 30 * MINUTE;
const SHORTEST_MS = 5 * MINUTE;
const FEWEST = 4;
/** Today goes as yesterday went, this many times faster or slower; beyond that it is another sort of day. */
const ALIKE = 3;
/** Halves that differ by more than this part say that the pace is changing. */
const UNEVEN = 0.25;

/**
 * Pure: carries today's pace on. Where yesterday is known, its ups and downs are taken over at today's scale; where it is
 * not, the pace stays. On a rolling limit what is a day old falls out again.
 */
export function forecast({ now, used, allowed, resetAt, samples }: Outlook): Forecast {
  const rolling = resetAt === null;
  const calls = callsOf(samples, rolling);
  const recent = samples.filter((sample) => sample.at > now - PACE_MS - STEP);
  const first = recent[0];
  if (!first || recent.length < FEWEST || now - first.at < SHORTEST_MS)
    return { perHour: null, exhaustedAt: null, confidence: "low" };

  const from = Math.max(now - PACE_MS, first.at);
  const pace = paceOf(calls, from, now);
  const yesterday = calls.between(from - DAY, now - DAY) / (now - from);
  const scale = calls.since <= from - DAY && yesterday > 0 ? pace / yesterday : Number.POSITIVE_INFINITY;
  const alike = scale <= ALIKE && scale >= 1 / ALIKE;
  const ahead = (a: number, b: number) => (alike ? scale * calls.between(a - DAY, b - DAY) : pace * (b - a));

  const told = { perHour: Math.round(pace * HOUR), confidence: alike ? "high" : evenness(calls, from, now) } as const;
  if (used >= allowed) return { ...told, exhaustedAt: null };
  const end = resetAt ?? now + DAY;
  let level = used;
  for (let at = now; at < end; at += STEP) {
    const next = Math.min(at + STEP, end);
    const grown = level + ahead(at, next) - (rolling ? calls.between(at - DAY, next - DAY) : 0);
    if (grown >= allowed) {
      const exact = at + ((allowed - level) / (grown - level)) * (next - at);
      const rounded = Math.round(exact / STEP) * STEP;
      return { ...told, exhaustedAt: resetAt !== null && rounded >= resetAt ? null : rounded };
    }
    level = grown;
  }
  return { ...told, exhaustedAt: null };
}

/** Where yesterday does not help: whether the two halves of the time that the pace was taken from are alike. */
function evenness(calls: Calls, from: number, now: number): Confidence {
  const middle = (from + now) / 2;
  const [first, second] = [calls.between(from, middle), calls.between(middle, now)];
  const isShort = now - from < PACE_MS - STEP;
  return !isShort && Math.abs(first - second) <= UNEVEN * Math.max(first, second) ? "fair" : "low";
}

/** Calls over time, as far as samples tell. */
interface Calls {
  readonly since: number;
  /** Calls made from `a` to `b`, spread evenly between samples. */
  between(a: number, b: number): number;
  readonly pieces: readonly Piece[];
}

interface Piece {
  readonly from: number;
  readonly to: number;
  readonly calls: number;
}

/**
 * How many calls were made between samples: the growth of what is used and, where the limit rolls, what has fallen out
 * meanwhile. What was used before the first sample is taken as spread evenly over the day before it.
 */
function callsOf(samples: readonly UsageSample[], rolling: boolean): Calls {
  const [first] = samples;
  const since = first?.at ?? 0;
  const pieces: Piece[] = rolling && first ? [{ from: since - DAY, to: since, calls: first.used }] : [];
  const between = (a: number, b: number) => sumBetween(pieces, a, b);
  for (const [n, sample] of samples.entries()) {
    const before = samples[n - 1];
    if (!before) continue;
    const grown = sample.used - before.used;
    const fallen = rolling ? between(before.at - DAY, sample.at - DAY) : 0;
    const fresh = !rolling && grown < 0 ? sample.used : Math.max(0, grown + fallen);
    pieces.push({ from: before.at, to: sample.at, calls: Math.max(fresh, sample.ours) });
  }
  return { since, between, pieces };
}

function sumBetween(pieces: readonly Piece[], a: number, b: number): number {
  let sum = 0;
  for (let n = pieces.length - 1; n >= 0; n--) {
    const piece = pieces[n];
    if (!piece || piece.to <= a) break;
    const overlap = Math.min(piece.to, b) - Math.max(piece.from, a);
    if (overlap > 0) sum += (piece.calls * overlap) / (piece.to - piece.from);
  }
  return sum;
}

/** Calls a millisecond; a single leap (somebody's bulk job, a figure that was set) is no pace. */
function paceOf(calls: Calls, from: number, now: number): number {
  const within = calls.pieces.filter((piece) => piece.to > from && piece.from < now);
  const last = within.at(-1)?.to ?? now;
  const total = calls.between(from, last);
  const leap = within.reduce<Piece | null>((most, piece) => (most && most.calls >= piece.calls ? most : piece), null);
  const rest = leap === null ? total : calls.between(from, leap.from) + calls.between(leap.to, last);
  if (leap === null || within.length < FEWEST || leap.calls <= 3 * rest) return total / Math.max(1, last - from);
  return rest / Math.max(1, last - from - (leap.to - Math.max(leap.from, from)));
}
