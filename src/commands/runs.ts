import { z } from "zod";
import type { Conflict, RunFilter, RunRow } from "../../engine/index.ts";
import { reasonArg } from "./args.ts";
import { isWhen, stretchOf } from "./days.ts";
import { type Answered, type Ask, replyWith, verb } from "./desk.ts";
import { noSuchRun } from "./notes.ts";
import { runStatuses } from "./run-status.ts";
import type { RunsAsked } from "./run-words.ts";
import { RECORDS, RUNS, runCard, runsCard } from "./runs-card.ts";

export const runs = verb({
  name: "runs",
  role: "viewer",
  summary: "Lists what was synced lately, with counts and how long it took.",
  usage:
    "[connection] [object] [inbound|outbound] [running|completed|failed|skipped|success|warning] [REASON] [today|yesterday|7d|2026-11-20] [since DAY] [until DAY] [all] | [run] <run id>",
  examples: [
    "runs",
    "runs salesforce contacts today",
    "runs outbound failed contacts since yesterday reason DATA_PICKLIST_INVALID",
    "runs since 2026-11-01 until 2026-11-07",
  ],
  slots: ["connection", "object", "direction", "status", "reason", "when", "all", "run", "since", "until"],
  args: z.object({
    connection: z.string().optional(),
    object: z.string().optional(),
    direction: z.enum(["inbound", "outbound"]).optional(),
    reason: reasonArg.optional(),
    status: z.enum(runStatuses).optional(),
    when: z.string().refine(isWhen).optional(),
    since: z.string().refine(isWhen).optional(),
    until: z.string().refine(isWhen).optional(),
    all: z.boolean().optional(),
    run: z.string().optional(),
  }),
  run: async ({ run, ...asked }, ask) => {
    if (run !== undefined) return show(run, ask);
    const { engine, now } = ask.desk;
    const zone = zoneOf(ask);
    const { when, since, until, all, ...filter } = asked;
    const span = spanOf({ when, since, until }, now(), zone);
    const found = await engine.runs({ ...filter, ...span, withWork: !all, limit: RUNS + 1 });
    const conflicts = await engine.runConflicts({
      since: now() - WEEK,
      ...span,
      connection: filter.connection,
      limit: 3,
    });
    const terminal = ask.caller.platform === "cli";
    const input = { runs: found, asked, conflicts, zone, terminal, names: ask.names, now: now() };
    return replyWith(ask, "caller", (buttons) => runsCard(input, buttons), {
      data: found.slice(0, RUNS).map((run) => marked(run, conflicts)),
    });
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

/** So far back is looked for runs that overlapped, unless other days are asked for. */
const WEEK = 7 * 86_400_000;

/** E7: days are those of the channel where it was asked, or else of the whole program. */
function zoneOf({ desk: { channels = [], zone = "UTC" }, caller }: Ask): string {
  const own = channels.find((each) => each.platform === caller.platform && each.channel === caller.channel);
  return own?.digest?.zone ?? own?.quiet?.zone ?? zone;
}

/** A day is from its beginning to its end; "since" begins with the day, "until" ends with it. */
function spanOf(
  { when, since, until }: Pick<RunsAsked, "when" | "since" | "until">,
  now: number,
  zone: string,
): Pick<RunFilter, "since" | "until"> {
  const whole = when === undefined ? null : stretchOf(when, now, zone);
  const from = (since === undefined ? null : stretchOf(since, now, zone)?.from) ?? whole?.from;
  const end = (until === undefined ? null : edgeOf(until, now, zone)) ?? whole?.to;
  return { ...(from === undefined ? {} : { since: from }), ...(end === undefined ? {} : { until: end }) };
}

/** "until 7d": until seven days ago. */
function edgeOf(word: string, now: number, zone: string): number | undefined {
  const stretch = stretchOf(word, now, zone);
  return /^\d+[hd]$/.test(word) ? stretch?.from : stretch?.to;
}

/** D4, for programs: the runs that one overlapped. */
function marked(run: RunRow, conflicts: readonly Conflict[]) {
  const others = conflicts.flatMap(({ first, second }) =>
    first === run.id ? [second] : second === run.id ? [first] : [],
  );
  return others.length === 0 ? run : { ...run, overlaps: others };
}

async function show(id: string, ask: Ask): Promise<Answered> {
  const { engine, now } = ask.desk;
  const run = await engine.findRun(id);
  if (run === null || run === "several") return { show: "caller", card: noSuchRun(id, run === "several") };
  const outcomes = await engine.runOutcomes(run.id);
  const records = await engine.runTroubles(run.id, RECORDS);
  const input = { run, outcomes, records, names: ask.names, now: now() };
  const data = { run, outcomes, records };
  return replyWith(ask, "caller", (buttons) => runCard(input, buttons), { data });
}
