import { z } from "zod";
import { keptRules } from "../repairs/rules.ts";
import { type Answered, type Ask, replyWith, type Verb, verb } from "./desk.ts";
import { mapCard } from "./map-card.ts";
import { mapUsageCard } from "./map-notes.ts";
import { triedCard } from "./map-tried.ts";
import { readOptions } from "./map-words.ts";

const args = z.object({
  try: z.literal(true).optional(),
  rules: z.literal(true).optional(),
  object: z.string().optional(),
  connection: z.string().optional(),
  way: z.enum(["both", "inbound", "outbound"]).optional(),
  behaviour: z.enum(["fill", "overwrite", "ignore"]).optional(),
  /** The first is the mapping, the others say more of it. */
  rest: z.array(z.tuple([z.string(), z.string()])).optional(),
});

/** B27, B34: what is mapped, and what a mapping would do before it is saved. */
export const map: Verb = verb({
  name: "map",
  role: "viewer",
  summary: "Shows how fields are mapped, and tries a mapping before it is saved.",
  usage:
    "[object] [connection] | rules [object] [connection] | try <connection> <object> <ours>=<theirs> [direction] [behaviour]",
  examples: ["map contacts", "map rules", "map try salesforce contacts region=Region__c inbound fill"],
  slots: ["try", "rules", "object", "connection", "way", "behaviour", "rest"],
  args,
  run: async (asked, ask) => {
    if (asked.try || asked.rest) return tried(asked, ask);
    const { object, connection } = asked;
    if (asked.rules) return keptRules({ object, connection }, ask);
    const views = await ask.desk.engine.mappings({ object, connection });
    const wrong = views.some((view) => view.why !== null || view.lines.some((line) => line.wrong.length > 0));
    const rules = await ask.desk.engine.keptRules({ object, connection });
    const input = { views, object, names: ask.names, now: ask.desk.now(), rules };
    return replyWith(ask, "caller", (buttons) => mapCard(input, buttons), {
      data: views,
      ...(wrong ? { exit: 1 as const } : {}),
    });
  },
});

async function tried(asked: z.output<typeof args>, ask: Ask): Promise<Answered> {
  const { connection, object, way, behaviour, rest = [] } = asked;
  const [pair, ...more] = rest;
  const options = readOptions(more);
  const wrong = (problem: string | null) => replyWith(ask, "caller", () => mapUsageCard(problem), { exit: 2 });
  if (pair === undefined || connection === undefined || object === undefined || pair[1] === "") return wrong(null);
  if ("problem" in options) return wrong(options.problem);
  const [field, remote] = pair;
  const trial = await ask.desk.engine.tryMapping({
    connection,
    object,
    field,
    remote,
    ...options,
    ...(way ? { direction: way } : {}),
    ...(behaviour ? { behaviour } : {}),
  });
  const input = { trial, names: ask.names, now: ask.desk.now(), again: { ...asked, try: true as const } };
  const well = trial.state === "tried" && trial.sum.refused.length === 0;
  return replyWith(ask, "caller", (buttons) => triedCard(input, buttons), {
    data: trial,
    ...(well ? {} : { exit: 1 as const }),
  });
}
