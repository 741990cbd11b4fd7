import type { Card } from "../card.ts";
import { cardToText, clean, cut, fitText } from "../text.ts";
import { BUDGET, LIMITS } from "./limits.ts";
import type { Layout } from "./render-drawing.ts";
import { type Fitted, fittingCard } from "./render-fit.ts";
import type { AdaptiveCard } from "./render-types.ts";
import { inert, never, plainText } from "./safe.ts";

export interface Rendered extends Fitted {
  /** The whole card as text of several lines, harmless also where it is read as markdown: when Teams refuses the card. */
  readonly plain: string;
}

export type Size = "full" | "small" | "plain";

const FULL: Layout = { form: "rich", text: 3_000, input: LIMITS.inputValue, spoken: 2_000, choices: 1_000 };
const SMALL: Layout = { ...FULL, form: "small", spoken: 1_000 };
const PLAIN: Layout = { ...FULL, form: "bare", spoken: 600 };
/** The last resort, in which parts may be missing. */
const TIGHT: Layout = { form: "bare", text: 300, input: 400, spoken: 400, choices: 40 };

const LAYOUTS = {
  full: [FULL, SMALL, PLAIN, TIGHT],
  small: [SMALL, PLAIN, TIGHT],
  plain: [PLAIN, TIGHT],
} as const satisfies Record<Size, readonly Layout[]>;

/**
 * Pure. A card as an Adaptive Card 1.5 for a message, in the largest form that fits 25 KB. `private`: only one person
 * sees it, and what comes back from its buttons says so. `size`: what to begin with after Teams called the form above
 * too large; it then takes fewer bytes too. A smaller form holds the same facts, until one has to be left out: that is
 * told in `losses`.
 */
export function renderMessage(card: Card, where: { private?: boolean; size?: Size } = {}): Rendered {
  const size = where.size ?? "full";
  const fitted = fittingCard(card, {
    within: "message",
    mark: where.private === true ? { private: true } : {},
    typed: {},
    layouts: LAYOUTS[size],
    maxBytes: BUDGET.bytes[size],
    headline: true,
  });
  return { ...fitted, plain: plainForm(card) };
}

/**
 * Pure. A card for a dialog: with its form if it has one, else to be read and closed. `place` comes back beside the id
 * of what is pressed or sent in it. `typed` is what stands in fields that the card gives no value.
 */
export function renderDialog(
  card: Card,
  place: string,
  typed: Readonly<Record<string, string>> = {},
): { title: string; card: AdaptiveCard } {
  const inTitle = clean(card.headline).length <= LIMITS.dialogTitle;
  const { payload } = fittingCard(card, {
    within: "dialog",
    mark: { place },
    typed,
    layouts: LAYOUTS.full,
    maxBytes: LIMITS.cardBytes,
    headline: !inTitle || card.form === undefined,
  });
  return { title: plainText(card.headline, LIMITS.dialogTitle, never), card: payload };
}

function plainForm(card: Card): string {
  const lines = (text: string) => text.split("\n").map(inert).join("\n");
  return fitText(cut(cardToText(card), LIMITS.plainText), LIMITS.plainText, lines, never);
}
