import type { Card, Fact, Line, Section, Span, Table } from "../card.ts";
import { clean, lineToText, progressToText, TONE_MARKS } from "../text.ts";
import { actionGroups } from "./actions.ts";
import { inputGroups, submitButton } from "./inputs.ts";
import { LIMITS } from "./limits.ts";
import type { Drawing } from "./render-drawing.ts";
import { bareLine, headingBlock, richLine } from "./render-lines.ts";
import type { Element, FactSet, Look, RichTextBlock } from "./render-types.ts";
import { dateTime, plainText } from "./safe.ts";
import { tableElements, tableLines } from "./table.ts";

/** Something of the card and how it fares when the card is too large: the least needed go first. */
export interface Part {
  readonly elements: readonly Element[];
  readonly need: "always" | "rather" | "detail";
}

/** Everything of a card from the headline down to the footer; in a dialog the form's own button stands below, not here. */
export function partsOf(card: Card, typed: Readonly<Record<string, string>>, drawing: Drawing): Part[] {
  const { layout, lose } = drawing;
  const tables = (table: Table) =>
    layout.form === "rich" ? tableElements(table, layout.text, lose) : tableLines(table, layout.text, lose);
  const submit: Element[] =
    card.form && drawing.within === "message"
      ? [{ type: "ActionSet", actions: [submitButton(card.form, drawing)] }]
      : [];
  return [
    ...single("always", [headingBlock(`${TONE_MARKS[card.tone]} `, card.headline, "large", lose)]),
    ...single("rather", lineElements(card.lines ?? [], drawing)),
    ...single("rather", card.progress ? [bareLine(progressToText(card.progress), layout.text, lose)] : []),
    ...single("rather", factElements(card.facts ?? [], drawing)),
    ...single("detail", (card.tables ?? []).flatMap(tables)),
    ...single(
      "detail",
      (card.sections ?? []).flatMap((section) => sectionElements(section, drawing)),
    ),
    ...grouped("always", card.form ? inputGroups(card.form, typed, drawing) : []),
    ...single("always", submit),
    ...grouped("always", actionGroups(card.actions ?? [], drawing)),
    ...single("rather", card.footer === undefined ? [] : [footer(card.footer, drawing)]),
  ];
}

function grouped(need: Part["need"], groups: readonly (readonly Element[])[]): Part[] {
  return groups.map((elements) => ({ elements, need }));
}

function single(need: Part["need"], elements: readonly Element[]): Part[] {
  return grouped(
    need,
    elements.map((element) => [element]),
  );
}

function footer(line: Line, drawing: Drawing): RichTextBlock {
  return { ...lineElement(line, drawing, { size: "small", isSubtle: true }), spacing: "medium" };
}

function lineElement(line: Line, drawing: Drawing, look: Look = {}): RichTextBlock {
  const { form, text } = drawing.layout;
  return form === "bare" ? bareLine(line, text, drawing.lose, look) : richLine(line, text, drawing.lose, look);
}

function lineElements(lines: readonly Line[], drawing: Drawing): Element[] {
  return lines.map((line) => lineElement(line, drawing));
}

/** Label beside value where a FactSet can hold them, for it reads markdown; otherwise, and in a smaller card, a line each. */
function factElements(facts: readonly Fact[], drawing: Drawing): Element[] {
  if (facts.length === 0) return [];
  const set = drawing.layout.form === "rich" ? factSet(facts, drawing.layout.text) : null;
  if (set !== null) return [set];
  return facts.map((fact) => {
    const value: readonly Span[] = typeof fact.value === "string" ? [fact.value] : fact.value;
    const shown = value.length === 0 || lineToText(value) === "" ? ["–"] : value;
    return { ...lineElement([{ bold: `${clean(fact.label)}:` }, " ", ...shown], drawing), spacing: "small" };
  });
}

function factSet(facts: readonly Fact[], max: number): FactSet | null {
  const shown = facts.map((fact) => ({ title: harmless(fact.label, max), value: harmless(fact.value, max) }));
  const held = shown.flatMap(({ title, value }) => (title === null || value === null ? [] : [{ title, value }]));
  return held.length === shown.length ? { type: "FactSet", facts: held } : null;
}

/** Text in which no client finds markdown, a tag, a template or an address; null for any other. */
function harmless(line: Line, max: number): string | null {
  const spans = typeof line === "string" ? [clean(line)] : line;
  const written = spans.map((span) => {
    if (typeof span !== "string") return "at" in span ? dateTime(span.at) : null;
    const bare = /^[\p{L}\p{N}\p{M} .,;:%()'"/…–—+-]*$/u.test(span) && !/:\/\/|\p{L}\.\p{L}/u.test(span);
    return bare ? span : null;
  });
  if (written.includes(null)) return null;
  const text = written.join("").trim();
  return text.length > max || /^([-+]|\d+[.)])(\s|$)/.test(text) ? null : text || "–";
}

function sectionElements(section: Section, drawing: Drawing): Element[] {
  const mark = section.tone ? `${TONE_MARKS[section.tone]} ` : "";
  const inner = [
    ...lineElements(section.lines ?? [], drawing),
    ...factElements(section.facts ?? [], drawing),
    ...actionGroups(section.actions ?? [], drawing).flat(),
  ];
  if (drawing.layout.form === "bare") {
    const text = mark + plainText(section.heading, LIMITS.headline, drawing.lose);
    return [{ ...bareLine(text, drawing.layout.text, drawing.lose, { weight: "bolder" }), separator: true }, ...inner];
  }
  const heading = headingBlock(mark, section.heading, "medium", drawing.lose);
  return [{ type: "Container", separator: true, spacing: "medium", items: [heading, ...inner] }];
}
