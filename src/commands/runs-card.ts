import type { Card, CardAction, Line, Span, Tone } from "../../bots/card.ts";
import { TONE_MARKS } from "../../bots/text.ts";
import { type Conflict, isReasonCode, type RunResult, type RunRow, reason } from "../../engine/index.ts";
import type { Buttons } from "./buttons.ts";
import { askedWords, BADGES, conflictLine, countWords, type RunsAsked, runSentence } from "./run-words.ts";
import { capital, counted, duration, foreign, type Names, number } from "./words.ts";

/** How many runs one card tells. */
export const RUNS = 12;
/** How many records of a run one card tells. */
export const RECORDS = 15;

export interface RunsInput {
  /** Newest first; one more than RUNS when there are more. */
  readonly runs: readonly RunRow[];
  readonly asked: RunsAsked;
  /** Of the same stretch: runs that overlapped although they must not. */
  readonly conflicts?: readonly Conflict[];
  readonly zone: string;
  /** Where nobody can pick from a list each line names its run. */
  readonly terminal?: boolean;
  readonly names: Names;
  readonly now: number;
}

/** E1 to E7: what was synced lately, one line a run. */
export function runsCard(
  { runs, asked, conflicts = [], zone, terminal = false, names, now }: RunsInput,
  buttons: Buttons,
): Card {
  const shown = runs.slice(0, RUNS);
  const narrowed = askedWords(asked, names);
  if (shown.length === 0)
    return { ...noRuns(asked, narrowed, zone, now), actions: terminal ? [] : tabs(asked, buttons) };
  const failed = shown.filter((run) => run.state === "failed").length;
  const more = runs.length > RUNS;
  return {
    kind: "runs",
    state: conflicts.length > 0 ? "overlap" : "some",
    tone: failed > 0 || conflicts.length > 0 ? "warning" : "info",
    headline: `${more ? "The newest " : ""}${counted(shown.length, "run")}${narrowed === "" ? "" : `: ${narrowed}`}`,
    lines: [
      ...conflicts.map((conflict) => conflictLine(conflict, names)),
      ...shown.map((run) => [...runLine(run, names, now), ...(terminal ? [" ", { code: run.id }] : [])]),
    ],
    actions: terminal
      ? []
      : [
          buttons.select({
            label: "View the records of a run",
            verb: "view-run",
            args: {},
            options: shown.map((run) => ({ value: run.id, label: optionOf(run, names) })),
          }),
          ...tabs(asked, buttons),
        ],
    footer: [
      more ? "There are older ones: add a day, an object or a connection. " : "",
      ...(asked.all ? [] : ["Looks that found nothing are left out; ", { code: "runs all" }, " shows them too. "]),
      ...(terminal ? [{ code: "runs <id>" }, " shows the records of one. "] : []),
      `Days are those of ${zone}.`,
    ],
  };
}

/** E6: All, Inbound, Outbound; the one that is shown has no button. */
function tabs({ direction: shown, ...asked }: RunsAsked, buttons: Buttons): readonly CardAction[] {
  const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
  return ([undefined, "inbound", "outbound"] as const)
    .filter((each) => each !== shown)
    .map((each) =>
      buttons.button({
        label: each === undefined ? "Both ways" : capital(each),
        verb: "runs",
        args: each === undefined ? given : { ...given, direction: each },
      }),
    );
}

function noRuns(asked: RunsAsked, narrowed: string, zone: string, now: number): Card {
  return {
    kind: "runs",
    state: "none",
    tone: "info",
    headline: narrowed === "" ? "Nothing was synced yet" : `No run ${narrowed}`,
    lines: [
      asked.all
        ? "Nothing is in the log there. Runs of more than some weeks ago are not kept."
        : ["No run there did anything. ", { code: "runs all" }, " shows also those that found nothing to do."],
    ],
    footer: ["As of ", { at: now }, `. Days are those of ${zone}.`],
  };
}

function runLine(run: RunRow, names: Names, now: number): readonly Span[] {
  const { word } = BADGES[run.state];
  const why = run.reason !== null && isReasonCode(run.reason) ? `: ${reason(run.reason).title}` : "";
  const tookMs = Math.max(0, (run.endedAt ?? now) - run.startedAt);
  return [
    `${TONE_MARKS[toneOf(run)]} `,
    { bold: word },
    `${why}. ${foreign(runSentence(run, names), 120)}: ${countWords(run.counts)} in ${duration(tookMs)}, `,
    { at: run.startedAt },
    ".",
  ];
}

/** What came to its end with failed records is nothing to tick off. */
function toneOf({ state, counts }: RunRow): Tone {
  const { tone } = BADGES[state];
  return tone === "good" && counts.failed > 0 ? "warning" : tone;
}

function optionOf(run: RunRow, names: Names): string {
  return foreign(`${runSentence(run, names)}: ${countWords(run.counts)}`, 74);
}

export interface RunInput {
  readonly run: RunRow;
  readonly outcomes: readonly Pick<Counted, "outcome" | "reason" | "records">[];
  /** Skipped, failed and waiting ones, failed first; RECORDS at most. */
  readonly records: readonly RunResult[];
  readonly names: Names;
  readonly now: number;
}

interface Counted {
  readonly outcome: RunResult["outcome"];
  readonly reason: string | null;
  readonly records: number;
}

/** E5: one run with a message for each record that was skipped or failed. */
export function runCard({ run, outcomes, records, names, now }: RunInput, buttons: Buttons): Card {
  const { word } = BADGES[run.state];
  const { counts } = run;
  const wrong = outcomes.filter((one) => ["skipped", "failed", "waiting"].includes(one.outcome));
  const all = wrong.reduce((sum, one) => sum + one.records, 0);
  const connection = run.connection === "*" ? {} : { connection: run.connection };
  const actions = [
    ...repairsOf(run, names, buttons),
    ...(wrong.length > 0 ? [buttons.button({ label: "Show failures", verb: "failures", args: connection })] : []),
  ];
  return {
    kind: "run",
    state: run.state === "failed" ? "whole_failed" : all > 0 ? `${run.state}_with_issues` : run.state,
    tone: toneOf(run),
    headline: foreign(`${runSentence(run, names)}: ${word.toLowerCase()}`, 140),
    lines: wholeLines(run),
    facts: [
      ...(["created", "updated", "deleted", "skipped", "failed"] as const).map((each) => ({
        label: each.charAt(0).toUpperCase() + each.slice(1),
        value: number(counts[each]),
      })),
      { label: "Began", value: [{ at: run.startedAt }] },
      { label: "Took", value: duration(Math.max(0, (run.endedAt ?? now) - run.startedAt)) },
    ],
    ...(wrong.length > 0
      ? {
          tables: [
            {
              caption: "By reason",
              columns: ["Records", "Outcome", "Reason"],
              rows: wrong.slice(0, 15).map((one) => [one.records, one.outcome, one.reason ?? "not said"]),
            },
          ],
          sections: [
            {
              heading: all > records.length ? `${number(records.length)} of ${number(all)} records` : "The records",
              lines: records.map(recordLine),
            },
          ],
        }
      : {}),
    ...(actions.length > 0 ? { actions } : {}),
    footer: ["Run ", { code: run.id }, ". Only you see this."],
  };
}

/** E41 to E44: why a whole run failed, and what to do. */
function wholeLines({ state, reason: code, detail }: RunRow): readonly Line[] {
  if (state !== "failed") return [];
  const known = code !== null && isReasonCode(code) ? reason(code) : null;
  return [
    known
      ? [{ code: known.code }, ` ${known.says} ${known.todo}`]
      : "It ended with an error. It is tried again with the next run.",
    ...(detail ? [`In detail: ${foreign(detail)}`] : []),
  ];
}

/** E41 to E44: the button that leads on: sign in again, see what the limits hold, or look what is wrong. */
function repairsOf({ state, reason: code, connection }: RunRow, names: Names, buttons: Buttons): readonly CardAction[] {
  if (state !== "failed" || connection === "*") return [];
  const args = { connection };
  const repairs = code !== null && isReasonCode(code) ? reason(code).repairs : (["diagnose"] as const);
  if (repairs.some((each) => each === "reconnect"))
    return [buttons.button({ label: `Reconnect ${names(connection)}`, verb: "reconnect", args, style: "primary" })];
  if (code?.startsWith("LIMIT_")) return [buttons.button({ label: "Show limits", verb: "limits", args })];
  return [buttons.button({ label: "Diagnose", verb: "diagnose", args })];
}

function recordLine({ subject, outcome, reason: code, detail }: RunResult): Line {
  const title = code !== null && isReasonCode(code) ? reason(code).title : (code ?? "no reason");
  const says = code !== null && isReasonCode(code) ? reason(code).says : null;
  const said: Span[] = detail ? [`: ${foreign(detail, 120)}`] : says ? [`: ${says}`] : [];
  return [{ code: foreign(subject, 60) }, ` ${outcome}, ${title}`, ...said];
}
