import { clean, fitText, type Lose } from "../text.ts";
import { isLoopback } from "./hosts.ts";

export const never: Lose = () => {};

/** A zero-width non-joiner: parts two characters that would mean something together, and shows nothing. */
const APART = "\u200c";

/**
 * For a TextRun, a button or a label. Nothing there is markdown, but {{DATE()}} and {{TIME()}} are written out
 * everywhere, `\${}` is what card templates begin with, and <at> is what a mention would begin with.
 */
export function defuse(text: string): string {
  return text.replace(/(?<=[{$])(?=\{)|(?<=<)(?=\s*\/?\s*at\b)/gi, APART);
}

const LOOKALIKES: Readonly<Record<string, string>> = { "*": "∗", "~": "∼", "`": "ˋ", _: "ˍ" };

/**
 * For the places where Teams reads markdown and takes nothing but a string: headings, fallbackText, speak, a message's
 * text. Clients differ in whether a backslash hides a mark or is shown, so marks become their lookalikes, and what only
 * means something together (tags, links, entities, the mark of a list) is parted.
 */
export function inert(text: string): string {
  return defuse(text)
    .replace(/[*~`]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, (mark) => LOOKALIKES[mark] ?? mark)
    .replace(
      /(?<=<)(?=[a-z/!?])|(?<=\])(?=[(:[])|(?<=:)(?=\/\/)|(?<=\bwww)(?=\.)|(?<=&)(?=#?\w+;)|(?<=\\)(?=[!-/:-@[-`{-~])/gi,
      APART,
    )
    .replace(/^(?=[#>+=|-]|\d+[.)])/, APART);
}

/** One line that is data, where nothing is markdown; emptiness is shown as a dash. */
export function plainText(text: string, max: number, lose: Lose): string {
  return fitText(clean(text), max, defuse, lose) || "–";
}

/** An https address (http on loopback only), or null. */
export function linkAddress(link: string, max: number): string | null {
  if (!URL.canParse(link)) return null;
  const url = new URL(link);
  const plainHttp = url.protocol === "http:" && isLoopback(url.hostname);
  if (url.protocol !== "https:" && !plainHttp) return null;
  return url.href.length > max ? null : url.href;
}

/** In the reader's own zone and way of writing; Teams takes whole seconds in UTC. Outside its calendar it is words. */
export function dateTime(at: number): string | null {
  const date = new Date(Math.floor(at / 1_000) * 1_000);
  if (Number.isNaN(date.getTime())) return null;
  const iso = date.toISOString().replace(".000Z", "Z");
  return /^\d{4}-/.test(iso) ? `{{DATE(${iso},SHORT)}} {{TIME(${iso})}}` : null;
}
