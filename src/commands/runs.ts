import { z } from "zod";
import { reasonArg } from "./args.ts";
import { isWhen, stretchOf } from "./days.ts";
import { type Answered, type Ask, replyWith, verb } from "./desk.ts";
import { noSuchRun } from "./notes.ts";
import { RECORDS, RUNS, runCard, runsCard } from "./runs-card.ts";

export const runs = verb({
  name: "runs",
  role: "viewer",
  summary: "Lists what was synced lately, with counts and how long it took.",
  usage: "[connection] [object] [inbound|outbound] [REASON] [today|yesterday|7d|2026-11-20] [all] | <run id>",
  examples: ["runs", "runs salesforce contacts today", "runs outbound 7d", "runs RULE_VALIDATION"],
  slots: ["connection", "object", "direction", "reason", "when", "all", "run"],
  args: z.object({
    connection: z.string().optional(),
    object: z.string().optional(),
    direction: z.enum(["inbound", "outbound"]).optional(),
    reason: reasonArg.optional(),
    when: z.string().refine(isWhen).optional(),
    all: z.boolean().optional(),
    run: z.string().optional(),
  }),
  run: async ({ run, ...asked }, ask) => {
    if (run !== undefined) return show(run, ask);
    const { engine, now, zone = "UTC" } = ask.desk;
    const { when, all, ...filter } = asked;
    const span = when === undefined ? null : stretchOf(when, now(), zone);
    const found = await engine.runs({
      ...filter,
      withWork: !all,
      ...(span ? { since: span.from, until: span.to } : {}),
      limit: RUNS + 1,
    });
    const terminal = ask.caller.platform === "cli";
    const input = { runs: found, asked, zone, terminal, names: ask.names, now: now() };
    return replyWith(ask, "caller", (buttons) => runsCard(input, buttons), { data: found.slice(0, RUNS) });
  },
});

/** The list of runs on a card. */
export const viewRun = verb({
  name: "view-run",
  role: "viewer",
  summary: "Shows the records of a run.",
  usage: "",
  examples: [],
  slots: null,
  takes: "value",
  args: z.object({ value: z.string().optional(), run: z.string().optional() }),
  run: ({ run, value }, ask) => show(run ?? value ?? "", ask),
});

async function show(id: string, ask: Ask): Promise<Answered> {
  const { engine, now } = ask.desk;
  const run = await engine.run(id);
  if (!run) return { show: "caller", card: noSuchRun(id) };
  const outcomes = await engine.runOutcomes(id);
  const records = await engine.runTroubles(id, RECORDS);
  const input = { run, outcomes, records, names: ask.names, now: now() };
  const data = { run, outcomes, records };
  return replyWith(ask, "caller", (buttons) => runCard(input, buttons), { data });
}
