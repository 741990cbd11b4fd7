import type { Card } from "../card.ts";
import { cardToSentences, cut, fitText } from "../text.ts";
import { type Part, partsOf } from "./blocks.ts";
import { submitButton } from "./inputs.ts";
import { type Drawing, idsOfOneCard, type Layout } from "./render-drawing.ts";
import { bareLine } from "./render-lines.ts";
import type { AdaptiveCard, CardButton } from "./render-types.ts";
import { inert, never } from "./safe.ts";

export interface Fitted {
  readonly payload: AdaptiveCard;
  /** What does not fit, in sentences; they stand in the card too. */
  readonly losses: readonly string[];
  /** Of the payload as JSON in UTF-8. */
  readonly bytes: number;
}

export interface Wish {
  readonly within: Drawing["within"];
  readonly mark: Drawing["mark"];
  /** What stands in fields that the card gives no value. */
  readonly typed: Readonly<Record<string, string>>;
  /** From the roomiest to the tightest. */
  readonly layouts: readonly [Layout, ...Layout[]];
  readonly maxBytes: number;
  /** False where the headline stands outside of the card. */
  readonly headline: boolean;
}

const LEFT_OUT = "Some parts are left out, because the message would be too long.";

/** Characters of the last line, which says what is missing. */
const NOTE = 400;

/** The card in the first layout that holds all of it within the bytes; in the last one as much as has room. */
export function fittingCard(card: Card, wish: Wish): Fitted {
  let fitted: Fitted | null = null;
  for (const [at, layout] of wish.layouts.entries()) {
    fitted = drawn(card, wish, layout, at === wish.layouts.length - 1);
    if (fitted.bytes <= wish.maxBytes) return fitted;
  }
  throw new Error("even an empty card is larger than Teams takes", { cause: { bytes: fitted?.bytes } });
}

function drawn(card: Card, wish: Wish, layout: Layout, last: boolean): Fitted {
  const losses = new Set<string>();
  const drawing: Drawing = {
    layout,
    within: wish.within,
    mark: wish.mark,
    lose: (what) => losses.add(what),
    newId: idsOfOneCard(),
  };
  const all = partsOf(card, wish.typed, drawing).slice(wish.headline ? 0 : 1);
  const below = card.form && wish.within === "dialog" ? [submitButton(card.form, drawing)] : [];
  const whole = fittedOf(card, layout, all, below, losses, wish);
  if (whole.bytes <= wish.maxBytes || !last) return whole;
  losses.add(LEFT_OUT);
  const frame = fittedOf(card, layout, [], below, losses, wish).bytes;
  return fittedOf(card, layout, keepWhatFits(all, wish.maxBytes - frame, wish.headline ? 1 : 0), below, losses, wish);
}

function fittedOf(
  card: Card,
  layout: Layout,
  parts: readonly Part[],
  below: readonly CardButton[],
  losses: ReadonlySet<string>,
  wish: Wish,
): Fitted {
  const spoken = [cardToSentences(card, layout.spoken), ...losses].join(" ");
  const text = fitText(spoken, layout.spoken + NOTE, inert, never);
  const said = cut([...losses].join(" "), NOTE);
  const note = said === "" ? [] : [bareLine(said, NOTE * 2, never, { size: "small", isSubtle: true })];
  const payload: AdaptiveCard = {
    type: "AdaptiveCard",
    version: "1.5",
    fallbackText: text,
    speak: text,
    ...(wish.within === "message" ? { msteams: { width: "Full" } } : {}),
    body: [...parts.flatMap((part) => part.elements), ...note],
    ...(below.length === 0 ? {} : { actions: below }),
  };
  return { payload, losses: [...losses], bytes: Buffer.byteLength(JSON.stringify(payload)) };
}

/** Drops details from the end, then the rest, then what is always wanted; nothing before `first`. */
function keepWhatFits(parts: readonly Part[], room: number, first: number): readonly Part[] {
  let kept = parts;
  let size = kept.reduce((sum, part) => sum + bytesOf(part), 0);
  for (const need of ["detail", "rather", "always"] as const) {
    while (size > room) {
      const at = kept.findLastIndex((part, index) => index >= first && part.need === need);
      const dropped = kept[at];
      if (dropped === undefined) break;
      size -= bytesOf(dropped);
      kept = kept.toSpliced(at, 1);
    }
  }
  return kept;
}

/** With the comma after each element. */
function bytesOf(part: Part): number {
  return part.elements.reduce((sum, element) => sum + Buffer.byteLength(JSON.stringify(element)) + 1, 0);
}
