import { z } from "zod";
import { type Activity, isPersonal } from "./activity.ts";

const mention = z.object({
  type: z.literal("mention"),
  text: z.string().nullish(),
  mentioned: z.object({ id: z.string() }),
});

/**
 * Pure. What somebody said to the bot, as they typed it, or null when it was not said to the bot: in a channel only what
 * mentions it is, or a command of its menu, which nobody else sees. Teams marks mentions with tags and escapes
 * everything else.
 */
export function saidTo(activity: Activity): string | null {
  const mentions = (activity.entities ?? []).flatMap((each) => {
    const read = mention.safeParse(each);
    return read.success ? [read.data] : [];
  });
  const bot = activity.recipient?.id;
  const ofBot = mentions.filter((each) => each.mentioned.id === bot);
  const alone = isPersonal(activity) || activity.recipient?.isTargeted === true;
  if (!alone && ofBot.length === 0) return null;
  const bare = ofBot.reduce((text, { text: tag }) => (tag ? text.replace(tag, " ") : text), activity.text ?? "");
  const typed = unescaped(withoutTags(bare))
    .replace(/\u00a0/g, " ")
    .trim();
  return withoutName(typed);
}

/** Of somebody else who was mentioned the name stays. */
function withoutTags(text: string): string {
  return text.replace(/<\/?at\b[^<>]*>/gi, "").replace(/<br\s*\/?>/gi, "\n");
}

/** "/status" comes from the command menu; "crmsync status" is what people type where they need not mention anybody. */
function withoutName(text: string): string {
  const bare = text.replace(/^\//, "");
  return bare
    .replace(/^crmsync(\s+|$)/i, "")
    .replace(/^\//, "")
    .trim();
}

const NAMED: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'", nbsp: " " };

/** Once and from left to right, so that "&amp;lt;" is what was typed as "&lt;". */
function unescaped(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,4}));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return NAMED[String(name).toLowerCase()] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : whole;
  });
}
