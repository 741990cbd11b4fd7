import type { Card, Line, Section, Span, Table } from "../../bots/card.ts";
import { type Cause, type PreflightGroup, type PreflightView, type ReasonCode, reason } from "../../engine/index.ts";
import { fixButtons } from "../repairs/fix-buttons.ts";
import type { Buttons } from "./buttons.ts";
import { counted, foreign, listed, type Names, number, plural } from "./words.ts";

export interface PreflightInput {
  readonly views: readonly PreflightView[];
  /** Given = all records of it were checked; absent = what waits to be sent. */
  readonly object: string | undefined;
  readonly names: Names;
  readonly now: number;
  /** What was refused already, by cause: its repair mends what waits as well. */
  readonly causes?: readonly Cause[];
}

type Placed = PreflightGroup & Pick<PreflightView, "connection" | "object">;

/** How many groups are told in full; the table names them all. */
const TOLD = 5;
const ROWS = 15;
const EXAMPLES = 3;
/** Causes of a group with a button of their own. */
const FIXED = 2;

/** In one word, where a sum is told. */
const SHORT: Partial<Record<ReasonCode, string>> = {
  DATA_PICKLIST_INVALID: "picklist",
  DATA_REQUIRED_MISSING: "required",
  DATA_TOO_LONG: "length",
  DATA_FORMAT: "format",
  DATA_TIMESTAMP: "date",
  PERM_OBJECT_WRITE: "object right",
  PERM_FIELD: "field right",
  SCHEMA_FIELD_MISSING: "missing field",
  REF_NOT_SYNCED_YET: "parent",
  REF_OWNER_INACTIVE: "owner",
  DUP_UNIQUE: "duplicate",
  REC_DELETED: "deleted there",
  RULE_RECORD_TYPE: "record type",
};

export function preflightCard(input: PreflightInput, buttons: Buttons): Card {
  const { views, object, names, now, causes = [] } = input;
  const groups: readonly Placed[] = views
    .flatMap(({ connection, object: of, groups: own }) => own.map((group) => ({ ...group, connection, object: of })))
    .sort((a, b) => b.records - a.records);
  const sum = (of: (view: PreflightView) => number) => views.reduce((total, view) => total + of(view), 0);
  const [checked, wouldFail] = [sum((view) => view.checked), sum((view) => view.wouldFail)];
  const unknown = views.filter((view) => view.unknown);
  const what = object === undefined ? "waiting changes" : plural(object);
  const state = wouldFail > 0 ? "some" : unknown.length > 0 ? "unknown" : checked === 0 ? "none" : "clear";
  return {
    kind: "preflight",
    state,
    tone: state === "some" || state === "unknown" ? "warning" : state === "clear" ? "good" : "info",
    headline: headlineOf(state, wouldFail, checked, what),
    lines: [
      ...(wouldFail > 0 ? [`${inShort(groups)}.`] : []),
      ...unknown.map((view) => notDescribed(view, names)),
      ...rest(
        sum((view) => view.same),
        sum((view) => view.leftOut),
      ),
      ...views.flatMap((view) => view.remarks.slice(0, TOLD).map((group) => remark(group, view, names))),
    ],
    tables: tables(groups, names),
    sections: groups.slice(0, TOLD).map((group) => section(group, causesOf(group, causes), names, buttons)),
    footer: [
      "As of ",
      { at: now },
      ". Nothing was sent. Rules and duplicates inside the CRM show only when it is sent.",
    ],
  };
}

function headlineOf(state: string, wouldFail: number, checked: number, what: string): string {
  switch (state) {
    case "some":
      return `${number(wouldFail)} of ${number(checked)} ${what} would fail`;
    case "unknown":
      return "Not everything could be checked";
    case "none":
      return "Nothing would be sent";
    default:
      return `All ${number(checked)} ${what} would pass`;
  }
}

/** "150 picklist, 30 required, 4 length". */
function inShort(groups: readonly Placed[]): string {
  const sums = new Map<string, number>();
  for (const { reason: code, records } of groups) {
    const word = SHORT[code] ?? reason(code).title.toLowerCase();
    sums.set(word, (sums.get(word) ?? 0) + records);
  }
  return [...sums]
    .toSorted(([, a], [, b]) => b - a)
    .map(([word, records]) => `${number(records)} ${word}`)
    .join(", ");
}

function notDescribed({ object, connection }: PreflightView, names: Names): Line {
  return [
    `${names(connection)} does not describe its ${plural(object)} now, so they were not checked. Try `,
    { code: `diagnose ${connection}` },
    ".",
  ];
}

function rest(same: number, leftOut: number): readonly Line[] {
  const parts = [
    ...(same > 0
      ? [`${counted(same, "record")} ${same === 1 ? "is" : "are"} as the CRM has ${same === 1 ? "it" : "them"}`]
      : []),
    ...(leftOut > 0 ? [`${counted(leftOut, "record")} ${leftOut === 1 ? "is" : "are"} left out by a rule`] : []),
  ];
  return parts.length === 0 ? [] : [`${listed(parts)}.`];
}

/** "3 contacts to Salesforce: Region holds a value that …": taken by the CRM, and perhaps not meant. */
function remark({ records, detail }: PreflightGroup, { object, connection }: PreflightView, names: Names): Line {
  return `Not counted: ${counted(records, object, plural(object))} to ${names(connection)}. ${foreign(detail)}`;
}

function tables(groups: readonly Placed[], names: Names): readonly Table[] {
  return Array.from({ length: Math.ceil(groups.length / ROWS) }, (_, at) => ({
    caption: at === 0 ? "Would fail" : "Would fail, continued",
    columns: ["Reason", "Field", "Records", "Where"],
    rows: groups
      .slice(at * ROWS, (at + 1) * ROWS)
      .map((group) => [
        group.reason,
        group.field === null ? "–" : fieldName(group),
        group.records,
        `${group.object} to ${names(group.connection)}`,
      ]),
  }));
}

/** Our name, which is one for all CRMs, and the CRM's where it differs: "lead_source (LeadSource)". */
function fieldName({ field, ours }: Pick<Placed, "field" | "ours">): string {
  const theirs = foreign(field ?? "", 80);
  return ours === null || ours === field ? theirs : `${foreign(ours, 80)} (${theirs})`;
}

function causesOf(
  { connection, object, reason: code, field, ours }: Placed,
  causes: readonly Cause[],
): readonly Cause[] {
  return causes.filter(
    (one) =>
      one.connection === connection &&
      one.object === object &&
      one.reason === code &&
      (one.field === field || one.field === ours),
  );
}

function section(group: Placed, causes: readonly Cause[], names: Names, buttons: Buttons): Section {
  const { reason: code, records, object, connection, detail, mend } = group;
  const { title, todo } = reason(code);
  const shown = group.examples.slice(0, EXAMPLES);
  const examples = shown.flatMap((id, at): Span[] => [at === 0 ? "" : ", ", { code: `record ${foreign(id, 60)}` }]);
  const [first] = shown;
  return {
    heading: `${title}${group.field === null ? "" : ` in ${fieldName(group)}`}: ${counted(records, object, plural(object))} to ${names(connection)}`,
    lines: [
      `${foreign(detail)} ${mend === null ? todo : foreign(mend)}`,
      ...(examples.length === 0 ? [] : [["For example: ", ...examples, "."] as const]),
    ],
    actions: [
      ...fixButtons(causes, FIXED, buttons),
      ...(first === undefined
        ? []
        : [buttons.button({ label: "Show one", verb: "record", args: { text: first, object } })]),
    ],
  };
}
