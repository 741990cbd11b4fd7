import type { types } from "@slack/bolt";
import type { Card } from "../card.ts";
import { cardToSentences, cardToText, cut, fitText } from "../text.ts";
import { contextBlock, type Part, partsOf } from "./blocks.ts";
import { LIMITS } from "./limits.ts";
import { escapeMrkdwn } from "./safe.ts";

export interface Rendered {
  readonly payload: Message;
  /** The whole card as plain text, escaped: what is posted when Slack refuses the blocks. */
  readonly plain: string;
  /** What does not fitText, in sentences; they stand in the message too. */
  readonly losses: readonly string[];
  /** Of the payload as JSON in UTF-8. */
  readonly bytes: number;
}

export interface Message {
  readonly text: string;
  readonly blocks: types.KnownBlock[];
}

const LEFT_OUT = "Some parts are left out, because the message would be too long.";

/** Pure. Slack gives blocks without a block_id a new one at every update, as its reference asks. */
export function renderMessage(card: Card): Rendered {
  const { blocks, losses } = fittingBlocks(card, LIMITS.messageBlocks);
  const spoken = cardToSentences(card, LIMITS.text / 2);
  const text = fitText([spoken, ...losses].join(" "), LIMITS.text, escapeMrkdwn, () => {});
  const plain = fitText(cut(cardToText(card), LIMITS.plainText), LIMITS.plainText, escapeMrkdwn, () => {});
  const payload = { text, blocks };
  return { payload, plain, losses, bytes: Buffer.byteLength(JSON.stringify(payload)) };
}

interface Fitting {
  readonly blocks: types.KnownBlock[];
  /** Before which block a form has its place. */
  readonly formAt: number;
  readonly losses: string[];
}

/** The blocks of a card within Slack's limits of number and size, with a last line that says what is missing. */
export function fittingBlocks(card: Card, max: number): Fitting {
  const losses = new Set<string>();
  const parts = partsOf(card, (what) => losses.add(what));
  const kept = keepWhatFits(parts, max - 1, LIMITS.blockChars);
  if (kept.length < parts.length) losses.add(LEFT_OUT);
  const said = fitText([...losses].join(" "), 600, String, () => {});
  const note = said === "" ? [] : [contextBlock(said, () => {})];
  const end = kept.findIndex((part) => part.end);
  const formAt = end < 0 ? kept.length : end;
  return { blocks: [...kept.map((part) => part.block), ...note], formAt, losses: [...losses] };
}

/** Drops details from the end, then the rest, then what is always wanted; never the first part. */
function keepWhatFits(parts: readonly Part[], max: number, maxChars: number): readonly Part[] {
  const room = maxChars - 1_000;
  let kept = parts;
  let size = kept.reduce((sum, part) => sum + JSON.stringify(part.block).length, 0);
  for (const need of ["detail", "rather", "always"] as const) {
    while (kept.length > max || size > room) {
      const at = kept.findLastIndex((part, index) => index > 0 && part.need === need);
      const dropped = kept[at];
      if (dropped === undefined) break;
      size -= JSON.stringify(dropped.block).length;
      kept = kept.toSpliced(at, 1);
    }
  }
  return kept;
}
