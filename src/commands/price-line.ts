import type { Line } from "../../bots/card.ts";
import type { Price } from "../../engine/index.ts";
import { priceWords, tooDear } from "./resync-card.ts";
import { capital } from "./words.ts";

/** M6: "About 41 calls of 12,300 left, done at about 14:05.", and what it means where that is more than is left. */
export function priceLines(price: Price, now: number): readonly Line[] {
  const done = Math.ceil((now + price.aboutMs) / 60_000) * 60_000;
  return [[`${capital(priceWords(price))}, done at about `, { at: done }, "."], ...tooDear(price)];
}
