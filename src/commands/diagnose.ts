import { z } from "zod";
import { readBundle } from "./bundle.ts";
import { chooseConnection, the } from "./choose.ts";
import { replyWith, verb } from "./desk.ts";
import { diagnoseCard } from "./diagnose-card.ts";

export const diagnose = verb({
  name: "diagnose",
  role: "viewer",
  summary: "Looks at a connection from end to end and says what is wrong first, and how to mend it.",
  usage: "<connection>",
  examples: ["diagnose salesforce"],
  slots: ["connection"],
  args: z.object({ connection: z.string().optional() }),
  run: async ({ connection }, ask) => {
    const { engine, now, machine } = ask.desk;
    const view = the(connection, await engine.overview());
    if (!view) return chooseConnection(ask, "diagnose", "Diagnose");
    const bundle = await readBundle(engine, view, { now: now(), version: machine?.version ?? null });
    const wrong = bundle.findings.some((one) => !one.ok);
    return replyWith(ask, "caller", (buttons) => diagnoseCard({ bundle, names: ask.names }, buttons), {
      data: bundle,
      ...(wrong ? { exit: 1 as const } : {}),
    });
  },
});
