import type { Card } from "../../bots/card.ts";

/** What a card says, without its name and its footer: an incident's card and an answer have their own. */
export type Body = Omit<Card, "kind" | "state" | "footer">;

/** What was read back after a repair. */
export interface Proof {
  readonly mended: number;
  /** Those that differ still. */
  readonly still: number;
}
