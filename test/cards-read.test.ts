import { describe, expect, it } from "vitest";
import type { Card } from "../bots/card.ts";
import { cardToSentences, cardToText, lineToText } from "../bots/text.ts";
import { reasons } from "../engine/index.ts";
import { nameOf } from "../src/commands/examples-scale.ts";
import { allExamples } from "../src/examples.ts";
import { readingOrder, slackTexts, tooEarly } from "./fakes/reading-order.ts";
import { textsIn } from "./fakes/teams-texts.ts";
import { writtenFor } from "./fakes/written-cards.ts";

const examples = allExamples();
/** A sum in figures, or words that somebody copies as they stand. */
const ROW = /^(Use: |For example: |In crmsync\.yml[,:] |repair |[\d,]+ = )/;
const [slack, teams] = [writtenFor("slack", ["en-US"]), writtenFor("teams", ["en-US"])];

const texts = examples.map(({ card }) => cardToText(card));
const sent = [slack, teams].map((written) => written.map((one) => JSON.stringify(one.sent)));

/** Slack's blocks or Teams' body, as a screen reader walks through them. */
const bodyOf = (sent: unknown) =>
  typeof sent === "object" && sent !== null && "blocks" in sent ? slackTexts(sent.blocks) : textsIn(sent);

describe("the order in which a screen reader tells a card", () => {
  it.each([
    ["Slack", slack],
    ["Teams", teams],
  ] as const)("on %s is that in which it is written", (_, written) => {
    const faults = written.flatMap(({ name, card, sent }) => {
      if (card === null) return [];
      const early = tooEarly(readingOrder(card), bodyOf(sent).join("\n"));
      return early.length > 0 ? [[name, early]] : [];
    });

    expect(faults).toEqual([]);
  });

  it("is the same where the card is read as one text, and where it is spoken", () => {
    const faults = examples.flatMap((one) => {
      const order = readingOrder(one.card);
      const withoutActions = readingOrder(withoutChoices(one.card));
      const early = [
        ...tooEarly(order, cardToText(one.card)),
        ...tooEarly(withoutActions, cardToSentences(one.card, 20_000)),
      ];
      return early.length > 0 ? [[nameOf(one), early]] : [];
    });

    expect(faults).toEqual([]);
  });

  it("is told to be wrong where a footer stands above the lines", () => {
    const order = readingOrder({
      kind: "x",
      state: "y",
      tone: "info",
      headline: "H",
      lines: ["The first."],
      footer: "The second.",
    });

    const faults = [
      tooEarly(order, "H The first. The second."),
      tooEarly(order, "The second. H The first."),
      tooEarly(order, "H The second."),
    ];

    expect(faults).toEqual([[], ["The second."], []]);
  });
});

describe("every card as text", () => {
  it("is made of full sentences, but for headings, facts, rows of a table and choices", () => {
    const faults = examples.flatMap((one) => {
      const open = linesOf(one.card).filter((line) => !/[.?!:)…”]$/.test(line) && !ROW.test(line));
      return open.length > 0 ? [[nameOf(one), open]] : [];
    });

    expect(faults).toEqual([]);
  });

  it("says what is wrong and what comes next wherever something is", () => {
    const ill = examples.filter(({ card }) => card.tone === "warning" || card.tone === "critical");

    const faults = ill.filter(({ card }) => !saysCause(card) || !saysNext(card)).map(nameOf);

    expect(ill.length).toBeGreaterThan(100);
    expect(faults).toEqual([]);
  });

  it.each(Object.values(reasons))(
    "tells the cause and the next step of $code, on both chats",
    ({ code, says, todo }) => {
      const told = texts.filter((text) => text.includes(says) && text.includes(todo));

      const on = sent.map((written) => written.filter((text) => text.includes(code)).length);

      expect(told.length).toBeGreaterThanOrEqual(2);
      expect(Math.min(...on)).toBeGreaterThanOrEqual(2);
    },
  );
});

function linesOf(card: Card): readonly string[] {
  return [card, ...(card.sections ?? [])].flatMap((part) => (part.lines ?? []).map(lineToText));
}

function actionsOf(card: Card) {
  return [card, ...(card.sections ?? [])].flatMap((part) => part.actions ?? []);
}

/** Sentences, or the records and fields themselves. */
function saysCause(card: Card): boolean {
  return linesOf(card).length > 0 || (card.tables ?? []).length > 0;
}

/** A button, or a sentence that asks for something or says that nothing is to be done. */
function saysNext(card: Card): boolean {
  const asks =
    /\b(press|type|ask|add|check|try|choose|say|write|sign in|name|correct|by itself|nothing to do|goes? on|as soon as|says what|mends|can answer|can be said|did you mean|answered already|are known|are shown|is known after)\b/i;
  const said = [...linesOf(card), ...(card.footer === undefined ? [] : [lineToText(card.footer)])];
  return actionsOf(card).length > 0 || card.form !== undefined || said.some((line) => asks.test(line));
}

function withoutChoices(card: Card): Card {
  return { ...card, actions: [], sections: (card.sections ?? []).map((section) => ({ ...section, actions: [] })) };
}
