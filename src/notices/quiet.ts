import type { ChannelSettings } from "../config.ts";
import { localMinute } from "./local-time.ts";

/** Whether a moment lies in a channel's quiet hours, by the clock on the wall there; they may go over midnight. */
export function isQuiet({ from, to, zone }: NonNullable<ChannelSettings["quiet"]>, now: number): boolean {
  const time = localMinute(zone, now).slice(11);
  return from <= to ? time >= from && time < to : time >= from || time < to;
}
