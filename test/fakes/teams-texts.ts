import type { Card, CardAction, Line } from "../../bots/card.ts";
import { lineToText, progressToText } from "../../bots/text.ts";

/** Where a card holds text that people read; `value` of an input's choice, of data and of an input is none of it. */
const TEXT_KEYS = ["text", "title", "label", "placeholder", "errorMessage"];

/** Every text that somebody sees on an Adaptive Card, in order; that of a fact's value too. Fallbacks repeat and are left out. */
export function textsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value !== "object" || value === null) return [];
  const fact = "title" in value && "value" in value && Object.keys(value).length === 2;
  return Object.entries(value).flatMap(([key, inner]) => {
    if (typeof inner === "string") return TEXT_KEYS.includes(key) || (fact && key === "value") ? [inner] : [];
    return key === "fallback" || key === "data" ? [] : textsIn(inner);
  });
}

/** The ids of inputs and actions, which Teams wants unique in a card. */
export function idsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(idsIn);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === "id" && typeof inner === "string") return [inner];
    return key === "data" ? [] : idsIn(inner);
  });
}

/** Takes out what only keeps a text from being read as markup. */
export function withoutMarks(text: string): string {
  const meant: Readonly<Record<string, string>> = { "∗": "*", "∼": "~", ˋ: "`", ˍ: "_", "\u200c": "" };
  return text.replace(/[∗∼ˋˍ\u200c]/g, (mark) => meant[mark] ?? mark);
}

/** Every piece of text that a card says; times are left out, because a platform writes them in its own way. */
export function factsOf(card: Card): string[] {
  return [
    card.headline,
    ...(card.lines ?? []).flatMap(piecesOf),
    ...(card.facts ?? []).flatMap((fact) => [fact.label, ...piecesOf(fact.value)]),
    ...(card.progress ? [progressToText(card.progress)] : []),
    ...(card.tables ?? []).flatMap((table) => [
      table.caption,
      ...table.columns,
      ...table.rows.slice(0, 15).flatMap((row) => row.map(cellToText)),
    ]),
    ...(card.sections ?? []).flatMap((section) => [
      section.heading,
      ...(section.lines ?? []).flatMap(piecesOf),
      ...(section.facts ?? []).flatMap((fact) => [fact.label, ...piecesOf(fact.value)]),
      ...actionTexts(section.actions ?? []),
    ]),
    ...actionTexts(card.actions ?? []),
    ...(card.form?.fields ?? []).flatMap((field) => [field.label, field.hint ?? "", field.error ?? ""]),
    ...(card.footer === undefined ? [] : piecesOf(card.footer)),
  ].filter((text) => text !== "");
}

function piecesOf(line: Line): string[] {
  const spans = typeof line === "string" ? [line] : line;
  return spans
    .filter((span) => typeof span === "string" || !("at" in span))
    .map((span) => {
      if (typeof span === "object" && "link" in span) return span.text;
      return lineToText([span]);
    });
}

function cellToText(cell: string | number): string {
  return typeof cell === "number" ? cell.toLocaleString("en-US") : lineToText(cell);
}

function actionTexts(actions: readonly CardAction[]): string[] {
  return actions.flatMap((action) => {
    if (action.type === "select") return [action.label, ...action.options.map((option) => option.label)];
    const confirm = action.type === "button" ? action.confirm : undefined;
    return [action.label, ...(confirm ? [confirm.title, confirm.text, confirm.ok] : [])];
  });
}
