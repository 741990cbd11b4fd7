import { z } from "zod";
import { replyWith, verb } from "./desk.ts";
import { historyCard } from "./history-card.ts";
import { findOne, subjectsOf } from "./record-find.ts";
import { notFoundCard } from "./record-notes.ts";

const HISTORY = 25;

/** C10: what every run did to a record. */
export const history = verb({
  name: "history",
  role: "viewer",
  summary: "Shows what every run did to a record.",
  usage: "",
  examples: [],
  slots: null,
  args: z.object({ id: z.string(), object: z.string() }),
  run: async ({ id, object }, ask) => {
    const { engine, now } = ask.desk;
    const view = await findOne(engine, id, object);
    if (!view) return { show: "caller", card: notFoundCard(id, null) };
    const entries = await engine.history(object, subjectsOf(view), HISTORY + 1);
    const input = {
      view,
      entries: entries.slice(0, HISTORY),
      more: entries.length > HISTORY,
      names: ask.names,
      now: now(),
    };
    return replyWith(ask, "caller", (buttons) => historyCard(input, buttons), { data: entries });
  },
});
