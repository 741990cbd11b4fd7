import type { Tone } from "../../bots/card.ts";
import type { RunRow } from "../../engine/index.ts";
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
  readonly all?: boolean | undefined;
}

export function askedWords({ connection, object, direction, reason, when }: RunsAsked, names: Names): string {
  const parts = [
    ...(direction ? [direction] : []),
    ...(object ? [`of ${plural(object)}`] : []),
    ...(connection ? [`at ${names(connection)}`] : []),
    ...(reason ? [`with ${reason}`] : []),
    ...(when ? [whenWords(when)] : []),
  ];
  return parts.join(", ");
}

function whenWords(when: string): string {
  if (/^\d+[hd]$/.test(when))
    return `in the last ${counted(Number(when.slice(0, -1)), when.endsWith("h") ? "hour" : "day")}`;
  return /^\d/.test(when) ? `on ${when}` : when;
}

function nameOf(asker: string): string {
  return capital(readAsker(asker).name);
}
