import type { Line, Span, Tone } from "../../bots/card.ts";
import { type Conflict, type Overlap, type RunRow, type RunStatus, reason } from "../../engine/index.ts";
import { statusWords } from "./run-status.ts";
import { capital, counted, listed, type Names, number, plural, readAsker } from "./words.ts";

/** E3: how a run stands, in two words at most. A completed run may hold skipped and failed records. */
export const BADGES: Readonly<Record<RunRow["state"], { readonly word: string; readonly tone: Tone }>> = {
  in_progress: { word: "In progress", tone: "working" },
  completed: { word: "Completed", tone: "good" },
  failed: { word: "Failed", tone: "critical" },
  cancelled: { word: "Cancelled", tone: "info" },
};

/** E2: what a run did, in plain words: "Synced contacts from Salesforce". */
export function runSentence({ kind, direction, object, connection, askedBy }: RunRow, names: Names): string {
  const what = object === "*" ? "records" : plural(object);
  const where = connection === "*" ? "all connections" : names(connection);
  if (kind === "resync")
    return `Resynced ${what} at ${where}${askedBy === null ? "" : `, asked by ${nameOf(askedBy)}`}`;
  if (direction === "outbound") return `Pushed ${object === "*" ? "updates" : `${object} updates`} to ${where}`;
  if (kind === "backfill") return `First sync of ${what} from ${where}`;
  return `Synced ${what} from ${where}`;
}

/** E4: the five counts, those that are not zero; "nothing changed" when all are. */
export function countWords(counts: RunRow["counts"]): string {
  const parts = (["created", "updated", "deleted", "skipped", "failed"] as const)
    .filter((each) => counts[each] > 0)
    .map((each) => `${number(counts[each])} ${each}`);
  return parts.length === 0 ? "nothing changed" : listed(parts);
}

/** What was filtered for: "of contacts, from Salesforce, on 2026-11-20". */
export interface RunsAsked {
  readonly connection?: string | undefined;
  readonly object?: string | undefined;
  readonly direction?: "inbound" | "outbound" | undefined;
  readonly reason?: string | undefined;
  readonly when?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly status?: RunStatus | undefined;
  readonly all?: boolean | undefined;
}

export function askedWords(asked: RunsAsked, names: Names): string {
  const { connection, object, direction, reason, when, since, until, status } = asked;
  const parts = [
    ...(direction ? [direction] : []),
    ...(object ? [`of ${plural(object)}`] : []),
    ...(connection ? [`at ${names(connection)}`] : []),
    ...(reason ? [`with ${reason}`] : []),
    ...(status ? [statusWords(status)] : []),
    ...(when ? [whenWords(when)] : []),
    ...(since ? [`since ${edgeWords(since)}`] : []),
    ...(until ? [`until ${edgeWords(until)}`] : []),
  ];
  return parts.join(", ");
}

function whenWords(when: string): string {
  if (/^\d+[hd]$/.test(when))
    return `in the last ${counted(Number(when.slice(0, -1)), when.endsWith("h") ? "hour" : "day")}`;
  return /^\d/.test(when) ? `on ${when}` : when;
}

/** "since yesterday", "since 2026-11-20", "since 7 days ago". */
function edgeWords(when: string): string {
  if (!/^\d+[hd]$/.test(when)) return when;
  return `${counted(Number(when.slice(0, -1)), when.endsWith("h") ? "hour" : "day")} ago`;
}

/** D4: why an order was refused: which run stands in its way, and since when. */
export function overlapLine({ reason: code, connection, run, since }: Overlap, names: Names): Line {
  const { title, todo } = reason(code);
  const what: Span[] = run ? [`${runSentence(run, names)} is still going on (`, { code: run.id }, ")"] : [];
  const began: Span[] = since === null ? [] : [" since ", { at: since }];
  const rest = run ? what : [`${names(connection)} is being looked at${since === null ? " by another process" : ""}`];
  return [{ code }, ` ${title}: `, ...rest, ...began, `. ${todo}`];
}

/** D4: two runs that were at work at once. */
export function conflictLine({ first, second, object, connection, at }: Conflict, names: Names): Line {
  return [
    { code: "RUN_OVERLAP" },
    ` Two runs of ${plural(object)} at ${names(connection)} overlapped: `,
    { code: first },
    " and ",
    { code: second },
    ", ",
    { at },
    ".",
  ];
}

function nameOf(asker: string): string {
  return capital(readAsker(asker).name);
}
