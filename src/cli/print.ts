import { cardToText, lineToText } from "../../bots/text.ts";
import type { Answered } from "../commands/index.ts";

/** Exit codes: 0 done, 1 refused or failed, 2 wrong use, 3 the database cannot be reached. */
export type Exit = 0 | 1 | 2 | 3;

export interface Flags {
  readonly json: boolean;
  readonly yes: boolean;
}

/** For people the card as text; for programs one JSON document: what was answered, in short, and the data. */
export function show({ card, data }: Pick<Answered, "card" | "data">, { json }: Pick<Flags, "json">): void {
  const { kind, state, headline, lines = [] } = card;
  const told = data === undefined ? { lines: lines.map(lineToText) } : { data };
  console.log(json ? JSON.stringify({ kind, state, headline, ...told }) : cardToText(card));
}

/** A card says by its state whether it was done, unless the answer says more. */
export function exitOf({ card, exit }: Pick<Answered, "card" | "exit">): Exit {
  if (exit !== undefined) return exit;
  if (card.state === "unknown_verb" || card.state === "wrong_use") return 2;
  if (card.state === "not_found") return 1;
  // A record that failed was found all the same.
  return card.kind !== "record" && ["refused", "whole_refused", "failed", "error"].includes(card.state) ? 1 : 0;
}
