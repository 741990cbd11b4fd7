import type { types } from "@slack/bolt";
import type { Line, Span } from "../card.ts";
import { utc } from "../numbers.ts";
import { clean, fitText, keepEnds, type Lose, TEXT_CUT } from "../text.ts";

/** Slack's three control characters, as "Formatting message text" asks; after this nothing can be a mention or a link. */
export function escapeMrkdwn(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** In plain_text nothing is parsed but entities: an ampersand is written out only where it would read as one. */
export function escapePlain(text: string): string {
  return text
    .replace(/&(?=#?\w+;)/g, "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}

const LOOKALIKES: Readonly<Record<string, string>> = { "*": "∗", "~": "∼", "`": "ˋ", _: "ˍ" };

/** Text that is data inside mrkdwn. Slack has no escape for its formatting marks, so they become their lookalikes. */
function dataInMrkdwn(text: string): string {
  return escapeMrkdwn(text.replace(/[*~`]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, (mark) => LOOKALIKES[mark] ?? mark));
}

/** A bar parts a link's address from its text. */
function dataInLink(text: string): string {
  return dataInMrkdwn(text.replaceAll("|", "∣"));
}

/** A plain_text object; Slack refuses an empty one, so emptiness is shown as a dash. */
export function plainText(text: string, max: number, lose: Lose): types.PlainTextElement {
  return { type: "plain_text", text: fitText(clean(text), max, escapePlain, lose) || "–", emoji: false };
}

/** A mrkdwn object of text that is escaped already; `verbatim` keeps Slack from making links and mentions of it. */
export function mrkdwn(text: string): types.MrkdwnElement {
  return { type: "mrkdwn", text: text || "–", verbatim: true };
}

/** A line as mrkdwn of at most `max` characters: spans that no longer fit are cut or left out. */
export function lineToMrkdwn(line: Line, max: number, lose: Lose): string {
  let written = "";
  for (const span of typeof line === "string" ? [line] : line) {
    written += spanToMrkdwn(span, max - written.length, lose);
  }
  return unquoted(written.trim());
}

/** A line that begins with the mark of a quotation, from whichever span, would take the lines after it along. */
function unquoted(line: string): string {
  return line.replace(/^(?:&gt;)+/, (marks) => "›".repeat(marks.length / "&gt;".length));
}

function spanToMrkdwn(span: Span, room: number, lose: Lose): string {
  if (typeof span === "string") return fitText(keepEnds(span), room, dataInMrkdwn, lose);
  if ("bold" in span) return wrapped("*", span.bold, room, lose);
  if ("code" in span) return wrapped("`", span.code, room, lose);
  if ("at" in span) return whole(date(span.at), room, lose);
  const address = linkAddress(span.link);
  if (address === null) return fitText(keepEnds(span.text), room, dataInMrkdwn, lose);
  const text = fitText(clean(span.text), Math.max(0, room - address.length - 3), dataInLink, lose);
  return text === "" ? "" : whole(`<${address}|${text}>`, room, lose);
}

function wrapped(mark: "*" | "`", text: string, room: number, lose: Lose): string {
  const inner = fitText(clean(text), Math.max(0, room - 2), dataInMrkdwn, lose);
  return inner === "" ? "" : `${mark}${inner}${mark}`;
}

function whole(text: string, room: number, lose: Lose): string {
  if (text.length <= room) return text;
  lose(TEXT_CUT);
  return "";
}

/** Slack shows it in the reader's zone; the fallback is for clients that cannot. */
function date(at: number): string {
  const fallback = utc(at);
  return Number.isFinite(at) && fallback !== "unknown time"
    ? `<!date^${Math.floor(at / 1000)}^{date_short_pretty} {time}|${fallback}>`
    : fallback;
}

/** An https address (http on loopback only) that cannot end its link early, or null. */
export function linkAddress(link: string): string | null {
  if (!URL.canParse(link)) return null;
  const url = new URL(link);
  const plainHttp = url.protocol === "http:" && isLoopback(url.hostname);
  if (url.protocol !== "https:" && !plainHttp) return null;
  return url.href.replaceAll("|", "%7C").replaceAll("<", "%3C").replaceAll(">", "%3E");
}

export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}
