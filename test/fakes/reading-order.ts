import type { Card, CardAction, Fact, Form, Line } from "../../bots/card.ts";
import { lineToText, progressToText } from "../../bots/text.ts";
import { plain } from "../parity/shown.ts";

/** Of a table's cell: so much of it stands in the narrowest table. */
const CELL = 24;

/** What a card says, from its headline to its footer; texts of one step may stand in any order among themselves. */
export function readingOrder(card: Card): readonly (readonly string[])[] {
  return [
    // The headline of a form stands above it, as the title of its window.
    ...(card.form ? [] : [[card.headline]]),
    ...linesOf(card.lines ?? []),
    ...(card.progress ? [[progressToText(card.progress)]] : []),
    ...factsOf(card.facts ?? []),
    ...(card.tables ?? []).flatMap(({ caption, columns, rows }) => [
      [caption],
      ...columns.map((column) => [column]),
      ...rows.flatMap((row) => row.flatMap((cell) => (typeof cell === "string" ? [[cell.slice(0, CELL)]] : []))),
    ]),
    ...(card.sections ?? []).flatMap((section) => [
      [section.heading],
      ...linesOf(section.lines ?? []),
      ...factsOf(section.facts ?? []),
      labelsOf(section.actions ?? []),
    ]),
    ...(card.form ? fieldsOf(card.form) : []),
    labelsOf(card.actions ?? []),
    ...linesOf(card.footer === undefined ? [] : [card.footer]),
  ]
    .map((step) => step.map(plain).filter((text) => text !== ""))
    .filter((step) => step.length > 0);
}

/** Times are left out: each platform writes them in its own way. */
function linesOf(lines: readonly Line[]): readonly (readonly string[])[] {
  return lines.flatMap((line) =>
    (typeof line === "string" ? [line] : line).flatMap((span) => {
      if (typeof span === "object" && "at" in span) return [];
      return [[typeof span === "object" && "link" in span ? span.text : lineToText([span])]];
    }),
  );
}

function factsOf(facts: readonly Fact[]): readonly (readonly string[])[] {
  return facts.flatMap(({ label, value }) => [[label], ...linesOf([value])]);
}

/** Teams shows menus below buttons, Slack as they come: nobody relies on either. */
function labelsOf(actions: readonly CardAction[]): readonly string[] {
  return actions.map((action) => action.label);
}

function fieldsOf({ fields }: Form): readonly (readonly string[])[] {
  return fields.flatMap(({ label, error = "" }) => [[label], [error]]);
}

/**
 * Each text that is read aloud before what should come before it. Only texts that are said once tell a place; what stands
 * nowhere was left out for want of room, and others look after that.
 */
export function tooEarly(order: readonly (readonly string[])[], read: string): readonly string[] {
  const told = plain(read);
  const texts = order.flat();
  const all = texts.join(" | ");
  const alone = new Set(texts.filter((text) => text.length > 8 && all.split(text).length === 2));
  const places = order.flatMap((step) => {
    const once = step.filter((text) => alone.has(text) && told.split(text).length === 2);
    return once.length === 0 ? [] : [once.map((text) => ({ text, at: told.indexOf(text) }))];
  });
  let reached = -1;
  return places.flatMap((step) => {
    const early = step.filter(({ at }) => at < reached).map(({ text }) => text);
    reached = Math.max(reached, ...step.map(({ at }) => at));
    return early;
  });
}

/** All that somebody reads in a payload of Slack, in the order in which it stands there. */
export function slackTexts(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(slackTexts);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === "confirm" && typeof inner === "object") return [];
    return key === "text" && typeof inner === "string" ? [inner] : slackTexts(inner);
  });
}
