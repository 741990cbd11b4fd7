import type { Card, Fact, Line, Table } from "../../bots/card.ts";
import { isReasonCode, type ReasonCode, type RunResult, type RunRow, reason } from "../../engine/index.ts";
import type { Buttons } from "../commands/buttons.ts";
import { counted, duration, type Names, number, plural, readAsker } from "../commands/words.ts";

type Outcome = RunResult["outcome"];

/** How many pieces of a run's work ended in one way, for one reason. */
export interface RunOutcome {
  readonly outcome: Outcome;
  readonly reason: string | null;
  readonly records: number;
}

export interface ResyncInput {
  readonly run: RunRow;
  /** Every piece of work that has ended is counted once. */
  readonly outcomes: readonly RunOutcome[];
  readonly names: Names;
}

/** How a resync goes, and how it ended. It is green only when every record was read back and found right. */
export function resyncCard(input: ResyncInput, buttons: Buttons): Card {
  return input.run.state === "in_progress" ? running(input) : done(input, buttons);
}

function running({ run, outcomes, names }: ResyncInput): Card {
  const ended = sum(outcomes);
  const wanted = Math.max(run.wanted ?? 0, ended);
  return {
    kind: "resync_result",
    state: "running",
    tone: "working",
    headline: `Resync${where(run, names)}: ${number(ended)} of ${number(wanted)} done`,
    ...(wanted > 0 ? { progress: { done: ended, total: wanted, text: `${number(ended)} of ${number(wanted)}` } } : {}),
    footer: footer(run),
  };
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
  const connection = run.connection === "*" ? {} : { connection: run.connection };
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
      ? { actions: [buttons.button({ label: "Show failures", verb: "failures", args: connection })] }
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

function where({ connection, object }: RunRow, names: Names): string {
  return `${object === "*" ? "" : ` of ${plural(object)}`}${connection === "*" ? "" : ` at ${names(connection)}`}`;
}

function sum(outcomes: readonly RunOutcome[]): number {
  return outcomes.reduce((total, one) => total + one.records, 0);
}

function counter(outcomes: readonly RunOutcome[]): (outcome: Outcome) => number {
  return (outcome) => sum(outcomes.filter((one) => one.outcome === outcome));
}

const LABELS: readonly (readonly [Outcome, string])[] = [
  ["created", "Created"],
  ["updated", "Updated"],
  ["synced", "Right already"],
  ["deleted", "Deleted"],
  ["skipped", "Skipped on purpose"],
  ["failed", "Failed"],
  ["waiting", "Tried again later"],
];

function facts(count: (outcome: Outcome) => number): readonly Fact[] {
  return LABELS.filter(([outcome]) => count(outcome) > 0).map(([outcome, label]) => ({
    label,
    value: number(count(outcome)),
  }));
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

function footer({ id, askedBy, startedAt }: RunRow): Line {
  const who = askedBy === null ? "" : `Asked for by ${readAsker(askedBy).name} at `;
  return [who === "" ? "Begun " : who, { at: startedAt }, ", run ", { code: id }];
}
