import { z } from "zod";
import { countsCard } from "./counts-card.ts";
import { replyWith, verb } from "./desk.ts";

/** M9, A19 to A21: why the CRM counts another number than we do. */
export const counts = verb({
  name: "counts",
  role: "viewer",
  summary: "Explains each CRM's record count to the last record, and tells what was compared.",
  usage: "[connection] [object]",
  examples: ["counts", "counts hubspot contacts"],
  slots: ["connection", "object"],
  args: z.object({ connection: z.string().optional(), object: z.string().optional() }),
  run: async (asked, ask) => {
    const { engine, now } = ask.desk;
    const views = await engine.counts(asked);
    const input = { views, names: ask.names, now: now() };
    return replyWith(ask, "caller", (buttons) => countsCard(input, buttons), {
      data: views,
      ...(views.some((view) => view.sum.open > 0) ? { exit: 1 as const } : {}),
    });
  },
});
