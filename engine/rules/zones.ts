/** Where a day begins and ends: no zone given is UTC. Times are milliseconds since 1970 UTC, days "2026-03-31". */

const DAY_MS = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const parts = {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  } as const;
  const made = new Intl.DateTimeFormat("en-US", {
    ...parts,
    timeZone: zone,
    calendar: "gregory",
    hourCycle: "h23",
    era: "short",
  });
  formats.set(zone, made);
  return made;
}

/** How far the zone's clocks are ahead of UTC at a moment. */
function aheadMs(time: number, zone: string): number {
  const told: Record<string, string> = {};
  for (const { type, value } of formatOf(zone).formatToParts(time)) told[type] = value;
  const day = `${(told.year ?? "").padStart(4, "0")}-${told.month}-${told.day}`;
  return Date.parse(`${day}T${told.hour}:${told.minute}:${told.second}Z`) - Math.floor(time / 1000) * 1000;
}

/** The day that the zone's calendar shows at a moment. */
export function dayIn(time: number, zone: string): string {
  return new Date(time + aheadMs(time, zone)).toISOString().slice(0, 10);
}

/** The first moment of a day in the zone: midnight, or what comes after it where the clocks leave midnight out. */
export function startOfDay(day: string, zone: string): number {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const found = [aheadMs(midnight - DAY_MS, zone), aheadMs(midnight, zone), aheadMs(midnight + DAY_MS, zone)]
    .map((ahead) => midnight - ahead)
    .filter((time) => dayIn(time, zone) === day)
    .toSorted((a, b) => a - b);
  return found[0] ?? midnight;
}
