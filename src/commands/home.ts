import { z } from "zod";
import type { Reply } from "../../bots/bot.ts";
import { fixedButtons } from "./buttons.ts";
import { type Answered, type Ask, callerKey, verb } from "./desk.ts";
import { homeCard } from "./home-card.ts";

/** What the bots show in somebody's own home view, too: Slack's home tab, and the first message of a chat in Teams. */
export const home = verb({
  name: "home",
  role: "viewer",
  summary: "Shows the home view: how everything stands, what failed by cause, and what can be done.",
  usage: "",
  examples: ["home"],
  slots: [],
  args: z.object({}),
  run: (_args, ask) => show(ask, "caller"),
});

/** The Refresh button of the home view. */
export const refreshHome = verb({
  name: "refresh-home",
  role: "viewer",
  summary: "Shows the home view anew.",
  usage: "",
  examples: [],
  slots: null,
  args: z.object({}),
  run: (_args, ask) => show(ask, "replace"),
});

/** Nobody draws a home view anew for as long as it is not opened, so that its buttons have no end. */
async function show({ desk, caller, names }: Ask, how: Reply["show"]): Promise<Answered> {
  const { engine, now } = desk;
  const [views, groups] = [await engine.overview(), await engine.failures()];
  const causes = groups.some((one) => one.outcome === "failed") ? await engine.causes({ outcome: "failed" }) : [];
  const buttons = fixedButtons(`home:${callerKey(caller)}`);
  const card = homeCard({ views, groups, causes, names, now: now() }, buttons);
  await engine.addActions(buttons.rows);
  return { show: how, card, data: { connections: views, failures: groups, causes } };
}
