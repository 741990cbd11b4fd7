import type { Line, Span } from "../../bots/card.ts";
import type { FieldStep, Value, WriteNote, WriteRule } from "../../engine/index.ts";
import { foreign, type Names, readAsker } from "./words.ts";

/** Which rule decided, in a sentence; who chose is told before. */
export const RULES: Readonly<Record<WriteRule, string>> = {
  made: "the record was made with it",
  written_here: "a write here stands, and is owed to every CRM that shares the field",
  changed_there: "only this CRM had changed it since it was last seen",
  newer: "both sides had changed it, and the newer change wins",
  theirs: "both sides had changed it, and the configuration lets the CRM win",
  fill: "it was empty here, and such fields are filled",
  first: "it came with a first match: an empty field is filled, and otherwise the connection that is listed first wins",
  person: "both sides had changed it, and a person decided",
  resync: "it was read again because somebody asked",
  owed: "it was owed there",
  ours: "it was owed there, and the configuration lets our side win",
};

/** The same in a word or two, for a table. */
export const RULES_IN_SHORT: Readonly<Record<WriteRule, string>> = {
  made: "made with it",
  written_here: "written here",
  changed_there: "changed there only",
  newer: "newer wins",
  theirs: "theirs wins",
  fill: "filled",
  first: "first match",
  person: "a person decided",
  resync: "resync",
  owed: "owed there",
  ours: "ours wins",
};

const NOTES: Readonly<Record<WriteNote, string>> = {
  inbound_only: "it comes in only",
  outbound_only: "it goes out only",
  translate: "translated by the mapping's table",
  default: "it is empty here, so the default goes out",
  cut: "cut or rounded to fit the CRM's field",
};

/** Where a step came from or led to: "from Salesforce", "here", "to HubSpot". */
export function placeOf({ what, connection }: FieldStep, names: Names): string {
  if (what === "chosen") return "here, chosen";
  if (connection === null) return "here";
  return `${what === "sent" ? "to" : "from"} ${names(connection)}`;
}

const DID = { written: "Written", sent: "Sent", chosen: "Decided" } as const;

/** "21 Nov, 10:03 Written from Salesforce: 0 → 1. Rule: only this CRM had changed it since it was last seen (run_1).". */
export function stepLine(step: FieldStep, names: Names): Line {
  const { at, what, runId, by, rule, notes, connection } = step;
  const time: readonly Span[] = at === null ? ["Not long ago:"] : [{ at }];
  const who = by === null ? "" : `, by ${foreign(readAsker(by).name, 60)}`;
  const where =
    what === "chosen" && connection !== null ? `for ours against ${names(connection)}` : placeOf(step, names);
  const more = notes.map((note) => `; ${NOTES[note]}`).join("");
  return [
    ...time,
    ` ${DID[what]} ${where}${who}: ${change(step)}. Rule: ${RULES[rule]}${more}`,
    ...(runId === null ? ["."] : [" (", { code: foreign(runId, 60) }, ")."]),
  ];
}

/** "0 → 1"; what was not kept is said to be so. */
function change({ before, after, what }: FieldStep): string {
  if (before === undefined && after === undefined)
    return what === "chosen" ? "our value stands" : "the values were not kept";
  return `${before === undefined ? "not kept" : shown(before)} → ${after === undefined ? "not kept" : shown(after)}`;
}

export function shown(value: Value): string {
  return value === null || value === "" ? "(empty)" : foreign(String(value), 60);
}
