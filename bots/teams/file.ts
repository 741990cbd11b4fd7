import { type Attachment, ChatError } from "../bot.ts";
import type { OutgoingMessage, Spot, TeamsClient } from "./client.ts";
import { BUDGET } from "./limits.ts";
import type { Element, RichTextBlock } from "./render-types.ts";
import { defuse, inert } from "./safe.ts";

/** A file of many parts takes as long as Teams' windows make it. */
const PATIENCE_MS = 60_000;

/** Of a part's bytes, for its head and what is around it. */
const HEAD = 2_000;

/**
 * A bot has no right to put files into a channel, so the content itself stands in the thread: as monospaced text, in as
 * many replies as it takes. Nothing of it is left out.
 */
export async function attachFile(client: TeamsClient, thread: Spot, file: Attachment): Promise<void> {
  const text = new TextDecoder().decode(file.content);
  for (const bytes of [BUDGET.bytes.full, BUDGET.bytes.plain]) {
    const parts = partsOf(text, bytes - HEAD);
    for (const [index, lines] of parts.entries()) {
      try {
        await client.send(thread, partMessage(file, lines, index, parts.length), { patience: PATIENCE_MS });
      } catch (error) {
        const again = error instanceof ChatError && error.kind === "too_large" && index === 0;
        if (!again || bytes === BUDGET.bytes.plain) throw error;
        break;
      }
      if (index === parts.length - 1) return;
    }
  }
}

/** Pure. The text's lines as blocks, in parts whose JSON has at most so many bytes. */
function partsOf(text: string, bytes: number): readonly (readonly RichTextBlock[])[] {
  const parts: RichTextBlock[][] = [[]];
  let used = 0;
  for (const line of text.split(/\r?\n/).flatMap(runsOf)) {
    const block = lineBlock(line);
    const size = Buffer.byteLength(JSON.stringify(block)) + 1;
    if (used + size > bytes && used > 0) {
      parts.push([]);
      used = 0;
    }
    parts.at(-1)?.push(block);
    used += size;
  }
  return parts;
}

/** Whole characters, 4,000 in one run; a longer line goes on in the next. */
function runsOf(line: string): readonly string[] {
  return line.match(/[\s\S]{1,4000}/gu) ?? [""];
}

function lineBlock(line: string): RichTextBlock {
  const text = defuse(line).toWellFormed();
  return { type: "RichTextBlock", spacing: "none", inlines: [{ type: "TextRun", text, fontType: "monospace" }] };
}

function partMessage(
  { name, title }: Attachment,
  lines: readonly RichTextBlock[],
  index: number,
  parts: number,
): OutgoingMessage {
  const [part, ofParts] = [index + 1, parts === 1 ? "" : `, part ${index + 1} of ${parts}`];
  const said = `${inert(title.slice(0, 200))}: ${inert(name.slice(0, 200))}${ofParts}.`;
  const heading: Element = {
    type: "TextBlock",
    text: inert(title.slice(0, 200)),
    style: "heading",
    size: "medium",
    weight: "bolder",
    wrap: true,
  };
  const named: Element = {
    type: "RichTextBlock",
    inlines: [{ type: "TextRun", text: defuse(`${name.slice(0, 200)}${ofParts}`), size: "small", isSubtle: true }],
  };
  const content = {
    type: "AdaptiveCard",
    version: "1.5",
    fallbackText: said,
    speak: said,
    body: [heading, named, { type: "Container", separator: true, items: lines }],
    msteams: { width: "Full" },
  };
  return {
    type: "message",
    summary: said,
    attachments: [{ contentType: "application/vnd.microsoft.card.adaptive", content }],
    channelData: { crmsync: { file: { name, title, part, parts } } },
  };
}
