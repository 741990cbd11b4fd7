import { z } from "zod";
import { replyWith, verb } from "./desk.ts";
import { limitsCard } from "./limits-card.ts";

export const limits = verb({
  name: "limits",
  role: "viewer",
  summary: "Shows how much of each CRM's API limits is used, and when it will be used up.",
  usage: "[connection]",
  examples: ["limits", "limits salesforce"],
  slots: ["connection"],
  args: z.object({ connection: z.string().optional() }),
  run: async ({ connection }, ask) => {
    const { engine, now } = ask.desk;
    const wanted = <T>(all: readonly T[], nameOf: (one: T) => string) =>
      connection === undefined ? all : all.filter((one) => nameOf(one) === connection);
    const limits = wanted(await engine.limits(), (one) => one.connection);
    const views = wanted(await engine.overview(), (one) => one.name);
    const input = { limits, views, names: ask.names, now: now() };
    return replyWith(ask, "caller", (buttons) => limitsCard(input, buttons), { data: limits });
  },
});
