import { z } from "zod";
import type { Reply } from "../../bots/bot.ts";
import type { Activity, ConnectionView } from "../../engine/index.ts";
import { type Answered, type Ask, replyWith, verb } from "./desk.ts";
import { statusCard } from "./status-card.ts";

const args = z.object({ connection: z.string().optional() });

export const status = verb({
  name: "status",
  role: "viewer",
  summary: "Shows how every connection stands: state, counts, what is waiting.",
  usage: "[connection]",
  examples: ["status", "status salesforce"],
  slots: ["connection"],
  args,
  run: (asked, ask) => show(asked.connection ?? null, ask, "caller"),
});

/** The Refresh button: the same card again, in place of the old one. */
export const refreshStatus = verb({
  name: "refresh-status",
  role: "viewer",
  summary: "Shows the status anew.",
  usage: "",
  examples: [],
  slots: null,
  args,
  run: (asked, ask) => show(asked.connection ?? null, ask, "replace"),
});

async function show(connection: string | null, ask: Ask, how: Reply["show"]): Promise<Answered> {
  const { engine, now } = ask.desk;
  const all = await engine.overview();
  const views = connection === null ? all : all.filter((view) => view.name === connection);
  const activity = await engine.activity();
  const budgets = await engine.budgets();
  const { connections: settings } = engine.settings;
  const input = { views, settings, names: ask.names, now: now(), connection, activity, budgets };
  return replyWith(ask, how, (buttons) => statusCard(input, buttons), { data: counted(views, activity) });
}

/** Each object that says what is active, with the two numbers beside its others. */
function counted(views: readonly ConnectionView[], activity: readonly Activity[]): readonly ConnectionView[] {
  if (activity.length === 0) return views;
  return views.map((view) => ({
    ...view,
    objects: view.objects.map((each) => ({
      ...each,
      ...activity.find((one) => one.connection === view.name && one.object === each.object),
    })),
  }));
}
