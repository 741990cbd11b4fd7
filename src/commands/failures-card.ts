import type { Card, Line, Section, Span, Table } from "../../bots/card.ts";
import { type Cause, type OutcomeGroup, type OutcomeRow, type ReasonCode, reason } from "../../engine/index.ts";
import { causeLines, causesIn, fixButtons } from "../repairs/fix-buttons.ts";
import type { Buttons } from "./buttons.ts";
import { type Narrowed, OUTCOME_WORDS, outcomeCounts, ranked, total, whichWay } from "./groups.ts";
import { counted, foreign, type Names, number } from "./words.ts";

/** A record that stands wrong, with the address of its page in the CRM when that is known. */
export interface Example {
  readonly row: OutcomeRow;
  readonly url: string | null;
}

/** How many groups are told in full; the table names them all. */
export const TOLD = 5;
export const LISTED = 20;
/** Causes of a group with a button of their own, and those of one reason that are told. */
const FIXED = 2;
const CAUSES = 8;

export interface SummaryInput {
  readonly groups: readonly OutcomeGroup[];
  readonly by: Narrowed;
  /** Of a group, in the order of `ranked(groups)`; only the first few have any. */
  readonly examples: readonly (readonly Example[])[];
  readonly names: Names;
  readonly now: number;
  /** By cause, what stands wrong there; absent = nobody looked. */
  readonly causes?: readonly Cause[];
  /** Nobody can press a button there: what the buttons do is written out. */
  readonly typed?: boolean;
}

export function failuresCard(input: SummaryInput, buttons: Buttons): Card {
  const { groups, by, examples, names, now } = input;
  const all = ranked(groups);
  if (all.length === 0) return nothingWrong(by, names, now);
  const failed = total(all, "failed");
  return {
    kind: "failures",
    state: failed > 0 ? "some" : "skipped_only",
    tone: failed > 0 ? "warning" : "info",
    headline:
      failed > 0 ? `${counted(failed, "record")} failed${where(by, names)}` : `Nothing failed${where(by, names)}`,
    lines: [
      `${outcomeCounts(all)}, for ${counted(new Set(all.map((group) => group.reason)).size, "reason")}.`,
      "Skipped records were left alone on purpose, by a rule. Failed ones need attention; after the cause is gone, press Resync.",
    ],
    tables: tables(all, names),
    sections: all.slice(0, TOLD).map((group, at) => section(group, examples[at] ?? [], input, buttons)),
    footer: ["As of ", { at: now }, ". One line per reason, object and direction."],
  };
}

function nothingWrong(by: Narrowed, names: Names, now: number): Card {
  const code = by.reason;
  return {
    kind: "failures",
    state: "none",
    tone: "good",
    headline: `No record is failed or skipped${where(by, names)}`,
    lines: [
      code
        ? ["No record stands there with the reason ", { code }, " now."]
        : "Every record that we know of is synced or on its way.",
    ],
    footer: ["As of ", { at: now }, "."],
  };
}

function where({ connection, object }: Narrowed, names: Names): string {
  return `${object ? ` among ${object}s` : ""}${connection ? ` at ${names(connection)}` : ""}`;
}

const OUTCOMES = { failed: "Failed", waiting: "Tried again by itself", skipped: "Skipped on purpose" } as const;

/** One table an outcome, what needs attention first; a long one goes on in another, so that none loses a row. */
function tables(groups: readonly OutcomeGroup[], names: Names): readonly Table[] {
  return (["failed", "waiting", "skipped"] as const).flatMap((outcome) => {
    const rows = groups.filter((group) => group.outcome === outcome).map((group) => row(group, names));
    return Array.from({ length: Math.ceil(rows.length / LISTED) }, (_, at) => ({
      caption: at === 0 ? OUTCOMES[outcome] : `${OUTCOMES[outcome]}, continued`,
      columns: ["Reason", "Records", "Object", "Where"],
      rows: rows.slice(at * LISTED, (at + 1) * LISTED),
    }));
  });
}

function row({ reason: code, records, object, direction, connection }: OutcomeGroup, names: Names) {
  return [code, records, object, `${direction === "inbound" ? "from" : "to"} ${names(connection)}`];
}

function section(
  group: OutcomeGroup,
  examples: readonly Example[],
  { names, causes = [], typed = false }: SummaryInput,
  buttons: Buttons,
): Section {
  const mine = causesIn(group, causes);
  const { title, says, todo } = reason(group.reason);
  const { reason: code, connection, object } = group;
  const seen =
    examples.length === 0
      ? []
      : [["For example: ", ...examples.flatMap((one, at): Span[] => [at === 0 ? "" : ", ", idSpan(one)])]];
  return {
    heading: `${title}: ${whichWay(group, names)} ${group.outcome}`,
    lines: [[{ code }, ` ${says} ${todo}`], ...seen, ...(typed ? causeLines(mine, FIXED, typed) : [])],
    actions: [
      ...fixButtons(mine, FIXED, buttons),
      buttons.button({
        label: "Resync",
        verb: "resync",
        args: { reason: code, connection, object, direction: group.direction, outcome: group.outcome },
      }),
      buttons.button({ label: "Show records", verb: "failures", args: { reason: code, connection, object } }),
    ],
  };
}

/** The id alone, as a link where we know the CRM's address: no value of the record. */
function idSpan({ row, url }: Example): Span {
  const id = foreign(row.subject, 60);
  return url === null ? { code: id } : { link: url, text: id };
}

export interface ReasonInput extends Pick<SummaryInput, "causes" | "typed"> {
  readonly code: ReasonCode;
  readonly groups: readonly OutcomeGroup[];
  readonly by: Narrowed;
  readonly examples: readonly Example[];
  readonly names: Names;
  readonly now: number;
}

/** One reason in full: what happened, what to do, and the records with the CRM's own words. */
export function reasonCard(input: ReasonInput, buttons: Buttons): Card {
  const { code, groups, by, examples, names, now, causes = [], typed = false } = input;
  const all = ranked(groups);
  if (all.length === 0) return nothingWrong(by, names, now);
  const { title, says, todo, repairs } = reason(code);
  const records = total(all);
  const { connection, object } = by;
  return {
    kind: "failures",
    state: "reason",
    tone: total(all, "failed") > 0 ? "warning" : "info",
    headline: `${title}: ${counted(records, "record")}${where(by, names)}`,
    lines: [[{ code }, ` ${says}`], `What to do: ${todo}`, ...causeLines(causes, CAUSES, typed)],
    facts: all.map((group) => ({ label: whichWay(group, names), value: OUTCOME_WORDS[group.outcome] })),
    sections: [
      {
        heading:
          records > examples.length ? `The newest ${number(examples.length)} of ${number(records)}` : "The records",
        lines: examples.map((one) => exampleLine(one, names, examples.length > 10 ? 120 : 200)),
      },
    ],
    actions: [
      ...fixButtons(causes, FIXED + 1, buttons),
      buttons.button({
        label: records === 1 ? "Resync it" : `Resync all ${number(records)}`,
        verb: "resync",
        args: { reason: code, ...(connection ? { connection } : {}), ...(object ? { object } : {}) },
        ...(repairs[0] === "resync" && causes.length === 0 ? { style: "primary" as const } : {}),
      }),
    ],
    footer: ["As of ", { at: now }, "."],
  };
}

/** With what the CRM said, in `max` characters: many records with all its words are more than one message takes. */
function exampleLine(one: Example, names: Names, max: number): Line {
  const { row } = one;
  const way = row.direction === "inbound" ? "from" : "to";
  const field = row.field === null ? "" : `, field ${foreign(row.field, 80)}`;
  const said = row.detail === "" ? "" : `: ${foreign(row.detail, max)}`;
  const tries = row.attempts > 1 ? `, ${counted(row.attempts, "time")}` : "";
  return [
    idSpan(one),
    ` ${row.object} ${way} ${names(row.connection)}${field}${tries}${said} (`,
    { at: row.lastAt },
    ")",
  ];
}
