import type { Card, Line, Table } from "../../bots/card.ts";
import { isReasonCode, type ReasonCode, type RunRow, reason } from "../../engine/index.ts";
import type { Buttons } from "../commands/buttons.ts";
import { counted, duration, type Names, number } from "../commands/words.ts";
import { counter, facts, footer, type Outcome, type RunOutcome, rightAlready, sum, where } from "./resync-words.ts";

export interface ResyncInput {
  readonly run: RunRow;
  /** Every piece of work that has ended is counted once. */
  readonly outcomes: readonly RunOutcome[];
  readonly names: Names;
}

/** How a resync goes, and how it ended. It is green only when every record was read back and found right. */
export function resyncCard(asked: ResyncInput, buttons: Buttons): Card {
  const input = { ...asked, outcomes: asked.outcomes.map(rightAlready) };
  if (input.run.state === "in_progress") return running(input, buttons);
  return input.run.state === "cancelled" ? cancelled(input, buttons) : done(input, buttons);
}

function running({ run, outcomes, names }: ResyncInput, buttons: Buttons): Card {
  const ended = sum(outcomes);
  const wanted = Math.max(run.wanted ?? 0, ended);
  return {
    kind: "resync_result",
    state: "running",
    tone: "working",
    headline: `Resync${where(run, names)}: ${number(ended)} of ${number(wanted)} done`,
    ...(wanted > 0 ? { progress: { done: ended, total: wanted, text: `${number(ended)} of ${number(wanted)}` } } : {}),
    facts: facts(counter(outcomes)),
    actions: [
      buttons.button({
        label: "Cancel",
        verb: "cancel-resync",
        args: { runId: run.id },
        style: "danger",
        confirm: {
          title: "Cancel this resync?",
          text: "What was done stays done; what has not begun stands again as it stood before.",
          ok: "Cancel it",
        },
      }),
    ],
    footer: footer(run),
  };
}

function cancelled({ run, outcomes, names }: ResyncInput, buttons: Buttons): Card {
  const ended = sum(outcomes);
  const left = Math.max(0, (run.wanted ?? ended) - ended);
  const count = counter(outcomes);
  return {
    kind: "resync_result",
    state: "cancelled",
    tone: "info",
    headline: `Resync${where(run, names)} was cancelled: ${number(ended)} of ${number(ended + left)} done`,
    lines: [
      ended === 0
        ? "Nothing of it had been done."
        : `${counted(ended, "record")} ${ended === 1 ? "was" : "were"} done before, and ${ended === 1 ? "stays" : "stay"} as now.`,
      left === 0
        ? "Nothing was left to do."
        : `${counted(left, "record")} ${left === 1 ? "was" : "were"} not begun, and ${left === 1 ? "stands" : "stand"} as before. Order the resync again to take ${left === 1 ? "it" : "them"} up.`,
    ],
    facts: facts(count),
    ...(count("failed") + count("skipped") + count("waiting") > 0
      ? { actions: [buttons.button({ label: "Show failures", verb: "failures", args: connectionOf(run) })] }
      : {}),
    footer: footer(run),
  };
}

function connectionOf({ connection }: RunRow): Readonly<Record<string, string>> {
  return connection === "*" ? {} : { connection };
}

function done({ run, outcomes, names }: ResyncInput, buttons: Buttons): Card {
  const count = counter(outcomes);
  const bad = count("failed") + count("waiting");
  const well = count("created") + count("updated") + count("synced");
  const top = topReasons(outcomes);
  const tone =
    run.state === "failed"
      ? "critical"
      : bad > 0
        ? "warning"
        : count("skipped") > 0 || well + count("deleted") === 0
          ? "info"
          : "good";
  const took = duration(Math.max(0, (run.endedAt ?? run.startedAt) - run.startedAt));
  return {
    kind: "resync_result",
    state: "done",
    tone,
    headline: headline(run, names, bad, well),
    lines: [
      `${counted(sum(outcomes), "result")} in ${took}.`,
      ...(well > 0 ? [`${number(well)} ${well === 1 ? "was" : "were"} read back from the CRM and found right.`] : []),
      ...(count("waiting") > 0
        ? [
            `${number(count("waiting"))} ${count("waiting") === 1 ? "is" : "are"} not done yet and tried again by itself.`,
          ]
        : []),
      ...top.slice(0, 1).map(({ code }): Line => [`Most often: ${reason(code).says} ${reason(code).todo}`]),
    ],
    facts: facts(count),
    ...(top.length > 0 ? { tables: [table(top)] } : {}),
    ...(bad + count("skipped") > 0
      ? { actions: [buttons.button({ label: "Show failures", verb: "failures", args: connectionOf(run) })] }
      : {}),
    footer: footer(run),
  };
}

function headline(run: RunRow, names: Names, bad: number, well: number): string {
  const what = `Resync${where(run, names)}`;
  if (run.state === "failed") return `${what} could not be done`;
  if (bad > 0) return `${what}: ${number(well)} synced, ${number(bad)} not`;
  return well > 0 ? `${what}: ${number(well)} synced` : `${what} is done`;
}

interface Counted {
  readonly code: ReasonCode;
  readonly outcome: Outcome;
  readonly records: number;
}

function topReasons(outcomes: readonly RunOutcome[]): readonly Counted[] {
  return outcomes
    .flatMap(({ reason: code, outcome, records }) =>
      code !== null && isReasonCode(code) ? [{ code, outcome, records }] : [],
    )
    .sort((a, b) => b.records - a.records || a.code.localeCompare(b.code));
}

function table(top: readonly Counted[]): Table {
  return {
    caption: "Not synced, by reason",
    columns: ["Reason", "Outcome", "Records"],
    rows: top.map(({ code, outcome, records }) => [code, outcome, records]),
  };
}
