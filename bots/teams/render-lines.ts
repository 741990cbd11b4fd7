import type { Line, Span } from "../card.ts";
import { utc } from "../numbers.ts";
import { clean, fitText, keepEnds, type Lose } from "../text.ts";
import { LIMITS } from "./limits.ts";
import type { Look, RichTextBlock, TextBlock, TextRun } from "./render-types.ts";
import { dateTime, defuse, inert, linkAddress } from "./safe.ts";

/** A line with its spans, of at most `max` characters: what no longer fits is cut or left out. */
export function richLine(line: Line, max: number, lose: Lose, look: Look = {}): RichTextBlock {
  return { type: "RichTextBlock", inlines: runsOf(line, max, lose, look) };
}

/** A line in as few runs as can be, one where it holds no link: the smallest way to show it. A time is then in UTC. */
export function bareLine(line: Line, max: number, lose: Lose, look: Look = {}): RichTextBlock {
  const merged: Span[] = [];
  for (const span of typeof line === "string" ? [line] : line) {
    const last = merged.at(-1);
    const text = withoutLook(span);
    if (typeof text === "string" && typeof last === "string") merged[merged.length - 1] = last + text;
    else merged.push(text);
  }
  return richLine(merged, max, lose, look);
}

function withoutLook(span: Span): Span {
  if (typeof span === "string") return span;
  if ("bold" in span) return span.bold;
  if ("code" in span) return span.code;
  return "at" in span ? utc(span.at) : span;
}

/** For headlines and headings: a screen reader can jump from one to the next. */
export function headingBlock(mark: string, text: string, size: TextBlock["size"], lose: Lose): TextBlock {
  const written = fitText(clean(text), LIMITS.headline, inert, lose) || "–";
  return { type: "TextBlock", text: mark + written, style: "heading", size, weight: "bolder", wrap: true };
}

/** Never empty: emptiness is shown as a dash. */
function runsOf(line: Line, max: number, lose: Lose, look: Look = {}): TextRun[] {
  const runs: TextRun[] = [];
  let room = max;
  for (const span of typeof line === "string" ? [line] : line) {
    const run = runOf(span, room, lose);
    room -= run.text.length;
    if (run.text !== "") runs.push({ ...run, ...look });
  }
  return runs.some((run) => run.text.trim() !== "") ? runs : [{ type: "TextRun", text: "–", ...look }];
}

function runOf(span: Span, room: number, lose: Lose): TextRun {
  const run = (text: string): TextRun => ({ type: "TextRun", text: fitText(text, room, defuse, lose) });
  if (typeof span === "string") return run(keepEnds(span));
  if ("bold" in span) return { ...run(keepEnds(span.bold)), weight: "bolder" };
  if ("code" in span) return { ...run(keepEnds(span.code)), fontType: "monospace" };
  if ("at" in span) {
    const time = dateTime(span.at);
    return time === null || time.length > room ? run(utc(span.at)) : { type: "TextRun", text: time };
  }
  const url = linkAddress(span.link, LIMITS.link);
  const text = run(url === null ? keepEnds(span.text) : clean(span.text) || url);
  return url === null ? text : { ...text, selectAction: { type: "Action.OpenUrl", url } };
}
