import type { ChannelSettings } from "../config.ts";

/** Whether a moment lies in a channel's quiet hours, by the clock on the wall there; they may go over midnight. */
export function isQuiet({ from, to, zone }: NonNullable<ChannelSettings["quiet"]>, now: number): boolean {
  const clock = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  const time = clock.format(new Date(now));
  return from <= to ? time >= from && time < to : time >= from || time < to;
}
