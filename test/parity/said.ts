import type { Card, CardAction, Form, Line, Span } from "../../bots/card.ts";
import { clean } from "../../bots/text.ts";

/** One thing that a card says, and where in it. */
export interface Said {
  readonly where: string;
  readonly text: string;
}

/** Everything that a reader must find, whatever the platform: words, numbers, times and addresses. */
export function saidBy(card: Card): readonly Said[] {
  return [
    { where: "headline", text: card.headline },
    ...linesOf("line", card.lines ?? []),
    ...factsOf("fact", card.facts ?? []),
    ...(card.progress ? [{ where: "progress", text: card.progress.text }] : []),
    ...(card.tables ?? []).flatMap(({ caption, columns, rows }) => [
      { where: "table", text: caption },
      ...columns.map((text) => ({ where: "column", text })),
      ...rows.flatMap((row) => row.map((cell) => ({ where: "cell", text: cellText(cell) }))),
    ]),
    ...(card.sections ?? []).flatMap((section) => [
      { where: "section", text: section.heading },
      ...linesOf("section line", section.lines ?? []),
      ...factsOf("section fact", section.facts ?? []),
    ]),
    ...actionsOf(card).flatMap(labelsOf),
    ...(card.form ? formOf(card.form) : []),
    ...linesOf("footer", card.footer === undefined ? [] : [card.footer]),
  ]
    .map(({ where, text }) => ({ where, text: clean(text) }))
    .filter(({ text }) => text !== "");
}

/** The actions of a card, those of its sections too. */
export function actionsOf(card: Card): readonly CardAction[] {
  return [...(card.actions ?? []), ...(card.sections ?? []).flatMap((section) => section.actions ?? [])];
}

function linesOf(where: string, lines: readonly Line[]): readonly Said[] {
  return lines.flatMap((line) => (typeof line === "string" ? [line] : line).flatMap((span) => spanOf(where, span)));
}

function spanOf(where: string, span: Span): readonly Said[] {
  if (typeof span === "string") return [{ where, text: span }];
  if ("bold" in span) return [{ where, text: span.bold }];
  if ("code" in span) return [{ where, text: span.code }];
  if ("at" in span) return [{ where: `${where} time`, text: minuteOf(span.at) }];
  return [
    { where, text: span.text },
    { where: `${where} address`, text: span.link },
  ];
}

/** To the minute: a platform without dates of its own is told no more. */
export const minuteOf = (at: number): string => `at minute ${Math.floor(at / 60_000)}`;

function factsOf(where: string, facts: readonly { readonly label: string; readonly value: Line }[]): readonly Said[] {
  return facts.flatMap(({ label, value }) => [{ where, text: label }, ...linesOf(where, [value])]);
}

const cellText = (cell: string | number) => (typeof cell === "number" ? cell.toLocaleString("en-US") : cell);

function labelsOf(action: CardAction): readonly Said[] {
  const label = { where: "action", text: action.label };
  if (action.type === "link") return [label, { where: "action address", text: action.url }];
  if (action.type === "select")
    return [label, ...action.options.map((option) => ({ where: "option", text: option.label }))];
  const { confirm } = action;
  return confirm ? [label, { where: "confirm", text: confirm.text }, { where: "confirm", text: confirm.ok }] : [label];
}

function formOf({ submit, fields }: Form): readonly Said[] {
  return [
    { where: "submit", text: submit },
    ...fields.flatMap(({ label, value = "", hint = "", error = "", options = [] }) => [
      { where: "field", text: label },
      { where: "field value", text: options.find((one) => one.value === value)?.label ?? value },
      { where: "hint", text: hint },
      { where: "field error", text: error },
      ...options.map((option) => ({ where: "field option", text: option.label })),
    ]),
  ];
}
