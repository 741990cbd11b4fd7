import type { Card, CardAction, Fact, Line, Progress, Section, Span, Table, Tone } from "./card.ts";
import { utc, writeNumber } from "./numbers.ts";

/** What stands before a headline. The shapes differ as well as the colours. */
export const TONE_MARKS = {
  good: "✅",
  info: "ℹ️",
  working: "⏳",
  warning: "⚠️",
  critical: "🔴",
} as const satisfies Record<Tone, string>;

const TONE_WORDS = { good: "", info: "", working: "in progress", warning: "warning", critical: "critical" } as const;

/** Joiners and variation selectors stay: scripts and emoji are written with them. */
const INVISIBLE =
  /[[\p{Cc}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\u{fff9}-\u{fffb}]--[\u200c\u200d\ufe00-\ufe0f\u{e0100}-\u{e01ef}]]/gv;

/**
 * Makes text from outside harmless on one line: white space of every kind becomes one blank; control characters,
 * characters that turn the writing direction, and invisible ones are dropped; half characters become U+FFFD.
 */
export function clean(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\t\n\v\f\r\u0085\u2028\u2029]+/g, " ")
    .replace(INVISIBLE, "")
    .trim();
}

/** At most `max` UTF-16 units (0 or more), the last one an ellipsis when something was cut; never half a character. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  if (max <= 0) return "";
  const kept = text.slice(0, max - 1);
  return `${kept.isWellFormed() ? kept : kept.slice(0, -1)}…`;
}

/** Told of everything that does not fit, in a sentence for people. */
export type Lose = (what: string) => void;

export const TEXT_CUT = "A long text was cut.";

/** Cuts the text before it is written until the written form has room, in UTF-16 units: an entity is never cut in half. */
export function fitText(text: string, max: number, written: (text: string) => string, lose: Lose): string {
  let result = written(text);
  if (result.length <= max) return result;
  lose(TEXT_CUT);
  for (let length = Math.min(text.length, max); length > 0; ) {
    result = written(cut(text, length));
    if (result.length <= max) return result;
    length = Math.min(length - 1, Math.floor((length * max) / result.length));
  }
  return "";
}

/** One line without markup; a link reads "text (address)". */
export function lineToText(line: Line): string {
  return typeof line === "string" ? clean(line) : line.map(spanToText).join("").trim();
}

function spanToText(span: Span): string {
  if (typeof span === "string") return keepEnds(span);
  if ("bold" in span) return keepEnds(span.bold);
  if ("code" in span) return keepEnds(span.code);
  if ("at" in span) return utc(span.at);
  return `${clean(span.text)} (${clean(span.link)})`;
}

/** Like clean, but the blank that parts this span from its neighbours stays. */
export function keepEnds(text: string): string {
  const cleaned = clean(text);
  if (cleaned === "") return text === "" ? "" : " ";
  return `${/^\s/.test(text) ? " " : ""}${cleaned}${/\s$/.test(text) ? " " : ""}`;
}

/** Between 0 and 100, whole; an empty total counts as nothing done. */
function percent(progress: Progress): number {
  if (!(progress.total > 0)) return 0;
  return Math.floor(Math.min(1, Math.max(0, progress.done / progress.total)) * 100);
}

/** Ten cells and words, e.g. "▓▓▓▓▓░░░░░ 53 %: 3,100 of 5,800, about 20 s left". */
export function progressToText(progress: Progress): string {
  const done = percent(progress);
  const cells = Math.floor(done / 10);
  return `${"▓".repeat(cells)}${"░".repeat(10 - cells)} ${done} %: ${clean(progress.text)}`;
}

/** Columns under each other, numbers to the right; the first line is the heading. */
export function tableToText(table: Table, maxCell: number): string[] {
  const rows = [table.columns, ...table.rows].map((row) =>
    table.columns.map((_, column) => cellToText(row[column], maxCell)),
  );
  const widths = table.columns.map((_, column) =>
    rows.reduce((widest, row) => Math.max(widest, [...(row[column] ?? "")].length), 0),
  );
  const right = table.columns.map((_, column) => table.rows.every((row) => typeof row[column] === "number"));
  const lines = rows.map((row) =>
    row.map((cell, column) => pad(cell, widths[column] ?? 0, right[column] ?? false)).join("  "),
  );
  return [lines[0] ?? "", widths.map((width) => "-".repeat(width)).join("  "), ...lines.slice(1)].map((line) =>
    line.trimEnd(),
  );
}

function cellToText(cell: string | number | undefined, max: number): string {
  if (cell === undefined) return "";
  return typeof cell === "number" ? writeNumber(cell) : cut(clean(cell), max);
}

function pad(cell: string, width: number, right: boolean): string {
  const blanks = " ".repeat(Math.max(0, width - [...cell].length));
  return right ? blanks + cell : cell + blanks;
}

/** The whole card for a terminal or a log: several lines, nothing cut, no markup. */
export function cardToText(card: Card): string {
  return [
    [headline(card.tone, card.headline)],
    (card.lines ?? []).map(lineToText),
    card.progress ? [progressToText(card.progress)] : [],
    factLines(card.facts ?? []),
    ...(card.tables ?? []).map((table) => [clean(table.caption), ...tableToText(table, 60)]),
    ...(card.sections ?? []).map(sectionLines),
    (card.form?.fields ?? []).flatMap((field) => [
      `${clean(field.label)}: ${clean(field.value ?? "")}`.trimEnd(),
      ...(field.error === undefined ? [] : [`  ${clean(field.error)}`]),
    ]),
    actionLines(card.actions ?? []),
    card.footer === undefined ? [] : [lineToText(card.footer)],
  ]
    .filter((part) => part.length > 0)
    .map((part) => part.join("\n"))
    .join("\n\n");
}

function headline(tone: Tone, text: string): string {
  const word = TONE_WORDS[tone];
  return `${TONE_MARKS[tone]} ${clean(text)}${word === "" ? "" : ` (${word})`}`;
}

function factLines(facts: readonly Fact[]): string[] {
  const width = Math.max(0, ...facts.map((fact) => clean(fact.label).length));
  return facts.map((fact) => `${clean(fact.label).padEnd(width)}  ${lineToText(fact.value)}`);
}

function sectionLines(section: Section): string[] {
  const heading = section.tone ? headline(section.tone, section.heading) : clean(section.heading);
  const inner = [
    ...(section.lines ?? []).map(lineToText),
    ...factLines(section.facts ?? []),
    ...actionLines(section.actions ?? []),
  ];
  return [heading, ...inner.map((line) => `  ${line}`)];
}

function actionLines(actions: readonly CardAction[]): string[] {
  return actions.map((action) => {
    if (action.type === "link") return `[${clean(action.label)}] ${clean(action.url)}`;
    if (action.type === "button") return `[${clean(action.label)}]`;
    return `[${clean(action.label)}: ${action.options.map((option) => clean(option.label)).join(", ")}]`;
  });
}

/**
 * What a screen reader speaks and a notification shows: the facts and the next step in full sentences, on one line,
 * at most `max` characters. A long middle is cut, never the next step.
 */
export function cardToSentences(card: Card, max: number): string {
  const next = nextStep([
    ...(card.actions ?? []),
    ...(card.sections ?? []).flatMap((section) => section.actions ?? []),
  ]);
  const word = TONE_WORDS[card.tone];
  const body = [
    sentence(`${clean(card.headline)}${word === "" ? "" : ` (${word})`}`),
    ...(card.lines ?? []).map((line) => sentence(lineToText(line))),
    card.progress ? sentence(`${percent(card.progress)} % done: ${clean(card.progress.text)}`) : "",
    ...(card.facts ?? []).map(factSentence),
    ...(card.tables ?? []).map(tableSentence),
    ...(card.sections ?? []).map(sectionSentences),
    ...(card.form?.fields ?? []).map((field) =>
      field.error === undefined ? "" : sentence(`${clean(field.label)}: ${clean(field.error)}`),
    ),
    card.footer === undefined ? "" : sentence(lineToText(card.footer)),
  ];
  const said = cut(body.filter((part) => part !== "").join(" "), Math.max(0, max - next.length - 1));
  return cut(next === "" ? said : `${said} ${next}`, max);
}

function sectionSentences(section: Section): string {
  const parts = [
    sentence(clean(section.heading)),
    ...(section.lines ?? []).map((line) => sentence(lineToText(line))),
    ...(section.facts ?? []).map(factSentence),
  ];
  return parts.filter((part) => part !== "").join(" ");
}

function factSentence(fact: Fact): string {
  return sentence(`${clean(fact.label)}: ${lineToText(fact.value)}`);
}

/** The first three rows in words; the rest as a number. */
function tableSentence(table: Table): string {
  const rows = table.rows
    .slice(0, 3)
    .map((row) =>
      row.map((cell, column) => `${clean(table.columns[column] ?? "")} ${cellToText(cell, 60)}`.trim()).join(", "),
    );
  const more = table.rows.length > 3 ? [`and ${writeNumber(table.rows.length - 3)} more`] : [];
  return sentence(`${clean(table.caption)}: ${[...rows, ...more].join("; ")}`);
}

function nextStep(actions: readonly CardAction[]): string {
  const labels = [...new Set(actions.map((action) => cut(clean(action.label), 40)))].filter((label) => label !== "");
  if (labels.length === 0) return "";
  const shown = labels.length > 5 ? [...labels.slice(0, 5), "more"] : labels;
  const last = shown.at(-1) ?? "";
  return `You can choose ${shown.length === 1 ? last : `${shown.slice(0, -1).join(", ")} or ${last}`}.`;
}

function sentence(text: string): string {
  if (text === "") return "";
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
