const DAY = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();
/** Every look of the daemon asks for the same few. */
const moments = new Map<string, number>();
const MOMENTS = 256;

/** The clock on the wall of an IANA zone, as text that sorts: "2026-11-21 08:30". */
export function localMinute(zone: string, at: number): string {
  return new Date(at + offsetAt(zone, at)).toISOString().slice(0, 16).replace("T", " ");
}

/** What a zone's clocks are ahead of UTC at a moment, in milliseconds. */
function offsetAt(zone: string, at: number): number {
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1_000) * 1_000;
}

/** Building one costs as much as a thousand uses of it. */
function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  formats.set(zone, format);
  return format;
}

/**
 * The moment at which a zone's clocks first show a local minute. Where the clocks are put forward over it, it is the
 * moment at which they are; where they are put back to it, the first of the two.
 */
export function momentOf(zone: string, date: string, time: string): number {
  const key = `${zone} ${date} ${time}`;
  const known = moments.get(key);
  if (known !== undefined) return known;
  if (moments.size >= MOMENTS) moments.clear();
  const moment = reckon(zone, date, time);
  moments.set(key, moment);
  return moment;
}

function reckon(zone: string, date: string, time: string): number {
  const wall = Date.parse(`${date}T${time}:00Z`);
  const before = offsetAt(zone, wall - DAY);
  const after = offsetAt(zone, wall + DAY);
  const shown = [wall - before, wall - after].filter((at) => at + offsetAt(zone, at) === wall);
  return shown.length > 0 ? Math.min(...shown) : changeBetween(zone, wall - after, wall - before);
}

/** The moment in between at which the clocks are put forward, to the millisecond. */
function changeBetween(zone: string, from: number, to: number): number {
  const old = offsetAt(zone, from);
  let [low, high] = [from, to];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(zone, middle) === old) low = middle;
    else high = middle;
  }
  return high;
}

/** The date before, "2026-11-20". */
export function dayBefore(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) - DAY).toISOString().slice(0, 10);
}
