import type { types } from "@slack/bolt";
import type { Card, Fact, Line, Section } from "../card.ts";
import { clean, fitText, type Lose, progressToText, TONE_MARKS } from "../text.ts";
import { actionRows } from "./buttons.ts";
import { LIMITS } from "./limits.ts";
import { escapePlain, lineToMrkdwn, mrkdwn, plainText } from "./safe.ts";
import { tableBlock } from "./table.ts";

/** A block and how it fares when the message is too large: the least needed go first. */
export interface Part {
  readonly block: types.KnownBlock;
  readonly need: "always" | "rather" | "detail";
  /** What is read after a form's fields: the card's own actions and its footer. */
  readonly end?: true;
}

/** Everything of a card but its form, from the headline down to the footer. */
export function partsOf(card: Card, lose: Lose): Part[] {
  return [
    { block: headerBlock(card, lose), need: "always" },
    ...asParts("rather", linesBlocks(card.lines ?? [], lose)),
    ...asParts("rather", card.progress ? [progressBlock(card.progress, lose)] : []),
    ...asParts("rather", factBlocks(card.facts ?? [], lose)),
    ...asParts(
      "detail",
      (card.tables ?? []).map((table) => tableBlock(table, lose)),
    ),
    ...asParts(
      "detail",
      (card.sections ?? []).flatMap((section) => sectionBlocks(section, lose)),
    ),
    ...ending("always", actionRows(card.actions ?? [], lose)),
    ...ending("rather", card.footer === undefined ? [] : [contextBlock(card.footer, lose)]),
  ];
}

function asParts(need: Part["need"], blocks: readonly types.KnownBlock[]): Part[] {
  return blocks.map((block) => ({ block, need }));
}

function ending(need: Part["need"], blocks: readonly types.KnownBlock[]): Part[] {
  return blocks.map((block) => ({ block, need, end: true }));
}

function headerBlock(card: Card, lose: Lose): types.HeaderBlock {
  return { type: "header", text: plainText(`${TONE_MARKS[card.tone]} ${card.headline}`, LIMITS.header, lose) };
}

/** Lines become paragraphs of as few sections as hold them; without a span of ours among them they are plain_text. */
function linesBlocks(lines: readonly Line[], lose: Lose): types.SectionBlock[] {
  if (lines.every((line) => typeof line === "string")) {
    const texts = lines.map((line) => fitText(clean(line), LIMITS.sectionText, escapePlain, lose) || "–");
    return grouped(texts).map((text) => ({ type: "section", text: { type: "plain_text", text, emoji: false } }));
  }
  return paragraphs(lines.map((line) => lineToMrkdwn(line, LIMITS.sectionText, lose)));
}

function paragraphs(texts: readonly string[]): types.SectionBlock[] {
  return grouped(texts).map((text) => ({ type: "section", text: mrkdwn(text) }));
}

function grouped(texts: readonly string[]): string[] {
  const groups: string[] = [];
  for (const text of texts) {
    const last = groups.at(-1);
    if (last !== undefined && last.length + text.length + 1 <= LIMITS.sectionText) {
      groups[groups.length - 1] = `${last}\n${text}`;
    } else {
      groups.push(text);
    }
  }
  return groups;
}

function progressBlock(progress: NonNullable<Card["progress"]>, lose: Lose): types.SectionBlock {
  return { type: "section", text: plainText(progressToText(progress), LIMITS.sectionText, lose) };
}

function factBlocks(facts: readonly Fact[], lose: Lose): types.SectionBlock[] {
  const fields = facts.map((fact) => fieldOf(fact, lose));
  const blocks: types.SectionBlock[] = [];
  for (let from = 0; from < fields.length; from += LIMITS.sectionFields) {
    blocks.push({ type: "section", fields: fields.slice(from, from + LIMITS.sectionFields) });
  }
  return blocks;
}

function fieldOf(fact: Fact, lose: Lose): types.MrkdwnElement {
  const label = lineToMrkdwn([{ bold: fact.label }], LIMITS.fieldText / 4, lose);
  const value = lineToMrkdwn(fact.value, LIMITS.fieldText - label.length - 1, lose);
  return mrkdwn(`${label}\n${value || "–"}`);
}

/** Heading and lines in one section with the first ten facts beside them; further facts and the buttons follow. */
function sectionBlocks(section: Section, lose: Lose): types.KnownBlock[] {
  const mark = section.tone ? `${TONE_MARKS[section.tone]} ` : "";
  const heading = mark + lineToMrkdwn([{ bold: section.heading }], LIMITS.header, lose);
  const lines = (section.lines ?? []).map((line) => lineToMrkdwn(line, LIMITS.sectionText, lose));
  const [first, ...others] = paragraphs([heading, ...lines]);
  const [facts, ...moreFacts] = factBlocks(section.facts ?? [], lose);
  const head = first && others.length === 0 && facts ? [{ ...first, ...facts }] : [first, ...others, facts];
  return [...head.filter((block) => block !== undefined), ...moreFacts, ...actionRows(section.actions ?? [], lose)];
}

export function contextBlock(line: Line, lose: Lose): types.ContextBlock {
  return { type: "context", elements: [mrkdwn(lineToMrkdwn(line, LIMITS.contextText, lose))] };
}
