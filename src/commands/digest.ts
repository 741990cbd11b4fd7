import { z } from "zod";
import type { OutcomeGroup } from "../../engine/index.ts";
import { digestCard } from "../notices/digest-card.ts";
import { localDate } from "./days.ts";
import { type Ask, replyWith, verb } from "./desk.ts";

export const digest = verb({
  name: "digest",
  role: "viewer",
  summary: "Shows the daily digest as it would be now, with what changed since the last one.",
  usage: "",
  examples: ["digest"],
  slots: [],
  args: z.object({}),
  run: async (_args, ask) => {
    const { engine, now } = ask.desk;
    const { zone, channel } = placeOf(ask);
    const date = localDate(now(), zone);
    const before = channel === null ? null : await last(channel, date, ask);
    const groups = await engine.failures();
    const input = {
      groups,
      before,
      views: await engine.overview(),
      limits: await engine.limits(),
      names: ask.names,
      date,
      now: now(),
    };
    return replyWith(ask, "caller", (buttons) => digestCard(input, buttons), { data: { date, groups, before } });
  },
});

/** The digest of the channel where it is asked; elsewhere that of the first channel which has one. */
function placeOf({ desk: { channels = [], zone = "UTC" }, caller }: Ask): { zone: string; channel: string | null } {
  const told = channels.filter((each) => each.digest !== null);
  const own = told.find((each) => each.platform === caller.platform && each.channel === caller.channel) ?? told[0];
  return { zone: own?.digest?.zone ?? zone, channel: own?.name ?? null };
}

/** The numbers of the last digest before today's. */
async function last(channel: string, date: string, { desk }: Ask): Promise<readonly OutcomeGroup[] | null> {
  const rows = await desk.engine.digests(channel, 2);
  return rows.find((row) => row.date < date)?.groups ?? null;
}
