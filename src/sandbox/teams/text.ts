import { isShape, listOf, type Shape, textOf } from "../chat/shape.ts";

/** Everything that can be read in a card or a part of it, in order, one part a line; what its buttons say is left out. */
export function readable(card: unknown): string {
  return linesOf(card)
    .filter((line) => line.trim() !== "")
    .map((line) => line.replace(WHEN, (_, what, day, time) => (what === "DATE" ? day : time)))
    .join("\n");
}

/** Teams writes these in the reader's own words and zone; everybody here reads in UTC. */
const WHEN = /\{\{(DATE|TIME)\((\d{4}-\d\d-\d\d)T(\d\d:\d\d)[^)]*\)\}\}/g;

function linesOf(part: unknown): readonly string[] {
  if (Array.isArray(part)) return part.flatMap(linesOf);
  if (!isShape(part)) return [];
  const type = textOf(part.type);
  if (type === "TextBlock" || type === "TextRun" || type === "Badge") return [textOf(part.text)];
  if (type === "RichTextBlock") return [listOf(part.inlines).map(inlineText).join("")];
  if (type === "FactSet") return listOf(part.facts).map(factText);
  if (type === "Image") return [textOf(part.altText)];
  if (type === "CodeBlock") return [textOf(part.codeSnippet)];
  if (Array.isArray(part.cells))
    return [
      listOf(part.cells)
        .map((cell) => linesOf(cell).join(" "))
        .join(" | "),
    ];
  if (type.startsWith("Input.")) return [labelOf(part)];
  return INSIDE.flatMap((key) => linesOf(part[key]));
}

/** Where parts of a card lie; in the order in which they are drawn. */
export const INSIDE = ["title", "body", "items", "columns", "images", "rows", "cells", "pages"] as const;

function inlineText(inline: unknown): string {
  return typeof inline === "string" ? inline : linesOf(inline).join("");
}

function factText(fact: unknown): string {
  return isShape(fact) ? `${textOf(fact.title)}: ${textOf(fact.value)}` : "";
}

/** What a person reads at an input: its label, or the words in it while it is empty. */
export function labelOf(input: Shape): string {
  return textOf(input.label) || textOf(input.placeholder) || textOf(input.title);
}

/** A message in words: its text, or what its cards say to those who do not see them, and then all that they show. */
export function wordsOf(text: string, cards: readonly Shape[]): string {
  const spoken = cards.map((card) => textOf(card.fallbackText) || textOf(card.speak)).filter((one) => one !== "");
  const first = text.trim() === "" ? spoken : [text];
  return [...first, ...cards.map(readable)].filter((one) => one !== "").join("\n");
}

const IN_CARD = /(?<!\\)\[(?:\\.|[^\]\\])*\]\((https?:\/\/[^)\s]+)\)/g;
const IN_TEXT = /https?:\/\/[^\s<>|"')\]]+/g;

/** Every address a person could follow from a message: buttons and links in its cards, then those in its text. */
export function linksIn(cards: readonly Shape[], text: string): readonly string[] {
  const written = [...text.matchAll(IN_TEXT)].map(([address]) => address.replaceAll("&amp;", "&"));
  return [...new Set([...cards.flatMap(addresses), ...cards.flatMap(inMarkdown), ...written])];
}

function addresses(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(addresses);
  if (!isShape(value)) return [];
  const own = value.type === "Action.OpenUrl" && typeof value.url === "string" ? [value.url] : [];
  return [...own, ...Object.entries(value).flatMap(([key, one]) => (key === "fallback" ? [] : addresses(one)))];
}

function inMarkdown(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(inMarkdown);
  if (!isShape(value)) return [];
  if (value.type === "TextBlock") return [...textOf(value.text).matchAll(IN_CARD)].map((hit) => hit[1] ?? "");
  if (value.type === "FactSet")
    return listOf(value.facts).flatMap((fact) => [...factText(fact).matchAll(IN_CARD)].map((hit) => hit[1] ?? ""));
  return Object.entries(value).flatMap(([key, one]) => (key === "fallback" || key === "data" ? [] : inMarkdown(one)));
}
