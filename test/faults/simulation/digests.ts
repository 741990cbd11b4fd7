import type { ChannelSettings } from "../../../src/config.ts";
import type { Drawn } from "./draw.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** A time in which no process was up. */
export interface Away {
  readonly from: number;
  readonly to: number;
}

/** One channel that hears of everything, and one that hears of incidents alone. */
export function channelsOf({ digest }: Drawn): readonly ChannelSettings[] {
  const own = digest === null ? null : { at: digest.at, zone: zoneOf(digest.zoneHours) };
  const rest = { platform: "slack", quiet: null, showValues: false } as const;
  return [
    { ...rest, name: "ops", channel: "C-OPS", subscribe: ["incidents", "failures", "digest", "progress"], digest: own },
    { ...rest, name: "night", channel: "C-NIGHT", subscribe: ["incidents"], digest: null },
  ];
}

/** The sign of these names is the other way round. */
function zoneOf(hours: number): string {
  if (hours === 0) return "Etc/GMT";
  return hours > 0 ? `Etc/GMT-${hours}` : `Etc/GMT+${-hours}`;
}

/** A digest that must stand, posted between its own moment and the next one's. */
interface DueDigest {
  readonly date: string;
  readonly from: number;
  readonly to: number;
}

/** By a rule of its own: zones without clock changes need no calendar. */
export function digestsDue(drawn: Drawn, since: number, now: number, away: Away | null): readonly DueDigest[] {
  const { digest } = drawn;
  if (digest === null) return [];
  const shift = digest.zoneHours * hour;
  const [h = 0, m = 0] = digest.at.split(":").map(Number);
  const local = (at: number) => new Date(at + shift).toISOString().slice(0, 10);
  const skewMs = 45_000;
  const due: number[] = [];
  const firstDay = Math.floor((since + shift) / day) * day;
  for (let start = firstDay; start <= now + shift; start += day) {
    const at = start + h * hour + m * minute - shift;
    if (at > since + skewMs && at < now - 45_000) due.push(at);
  }
  const last = due.findLast((at) => away !== null && at <= away.to);
  const required = due.filter((at) => {
    if (away === null || at < away.from - 45_000 || at > away.to) return true;
    return at === last && (local(at) === local(away.to) || away.to - at < 12 * hour);
  });
  return required.map((at) => ({ date: local(at), from: at - skewMs, to: at + day - skewMs }));
}
