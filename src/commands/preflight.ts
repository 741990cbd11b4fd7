import { z } from "zod";
import { replyWith, verb } from "./desk.ts";
import { preflightCard } from "./preflight-card.ts";

/** The terminal gets so many ids of each group. */
const EXAMPLES = 20;

/** M7: what a CRM would refuse, before a call is spent. */
export const preflight = verb({
  name: "preflight",
  role: "viewer",
  summary: "Checks what would be sent against each CRM's own description, without sending it.",
  usage: "[object] [on <connection>]",
  examples: ["preflight", "preflight contacts", "preflight contacts on hubspot"],
  slots: ["object", "connection"],
  args: z.object({ object: z.string().optional(), connection: z.string().optional() }),
  run: async ({ object, connection }, ask) => {
    const { engine, now } = ask.desk;
    const views = await engine.preflight({ object, connection, examples: EXAMPLES });
    const causes = await engine.causes({ connection, object, direction: "outbound" });
    const input = { views, object, names: ask.names, now: now(), causes };
    const bad = views.some((view) => view.wouldFail > 0 || view.unknown);
    return replyWith(ask, "caller", (buttons) => preflightCard(input, buttons), {
      data: views,
      ...(bad ? { exit: 1 as const } : {}),
    });
  },
});
