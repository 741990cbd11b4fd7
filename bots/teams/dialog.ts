import type { Card } from "../card.ts";
import { cardToSentences } from "../text.ts";
import { renderDialog } from "./render.ts";
import { inert } from "./safe.ts";

/** What goes back into a dialog: another card, some words, or null, upon which it closes. */
export type DialogAnswer =
  | { readonly task: { readonly type: "continue"; readonly value: DialogCard } }
  | { readonly task: { readonly type: "message"; readonly value: string } }
  | null;

interface DialogCard {
  readonly title: string;
  readonly height: "small" | "medium" | "large";
  readonly width: "medium";
  readonly card: { readonly contentType: "application/vnd.microsoft.card.adaptive"; readonly content: unknown };
}

/** A message in a dialog is shown as it is, without a card around it. */
const MESSAGE = 600;

/** A card with or without a form. `place` says where the dialog was opened; `typed` stands in its fields. */
export function cardAnswer(card: Card, place: string, typed: Readonly<Record<string, string>> = {}): DialogAnswer {
  const { title, card: content } = renderDialog(card, place, typed);
  const fields = card.form?.fields.length ?? 0;
  const height = fields > 4 || (card.tables ?? []).length > 0 ? "large" : "medium";
  const shown = { contentType: "application/vnd.microsoft.card.adaptive", content } as const;
  return { task: { type: "continue", value: { title, height, width: "medium", card: shown } } };
}

export function wordsAnswer(card: Card): DialogAnswer {
  return { task: { type: "message", value: inert(cardToSentences(card, MESSAGE)) } };
}

/** The answer is on its way, and comes into the chat. */
export const LATER: DialogAnswer = {
  task: { type: "message", value: "This takes a little longer. The answer comes into the chat." },
};

/** Of a request that was delivered before. */
export const AGAIN: DialogAnswer = {
  task: { type: "message", value: "This was sent before, and it is done once only." },
};
