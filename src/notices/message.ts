import { createHash } from "node:crypto";
import type { PostTo } from "../../bots/bot.ts";
import type { Card } from "../../bots/card.ts";
import { type Buttons, fixedButtons, type NewAction } from "../commands/buttons.ts";
import { platforms } from "../config/known.ts";
import type { ChannelSettings, NoticeKind } from "../config.ts";
import { isQuiet } from "./quiet.ts";

/** What goes before what: that we are back, what is critical, what a person asked for, and the rest. */
export const lanes = ["back", "critical", "asked", "progress", "news", "digest"] as const;

/** A message that should stand somewhere, as it should read now. */
export interface Due {
  /** Names the message on our side, for ever. */
  readonly key: string;
  readonly platform: ChannelSettings["platform"];
  readonly to: PostTo;
  /** As posts are stored: a channel, or `user:ID`. */
  readonly place: string;
  readonly kind: string;
  readonly incidentId: string | null;
  readonly card: Card;
  readonly actions: readonly NewAction[];
  /** The card's state and a hash of all it says. */
  readonly version: string;
  readonly lane: (typeof lanes)[number];
  /** Only edited where it stands already: never news of its own. */
  readonly onlyEdit: boolean;
  /** Once shown in this state it is never touched again. */
  readonly final: boolean;
}

export function message(
  about: Omit<Due, "card" | "actions" | "version" | "kind">,
  draw: (buttons: Buttons) => Card,
): Due {
  const buttons = fixedButtons(about.key);
  const card = draw(buttons);
  return { ...about, kind: card.kind, card, actions: buttons.rows, version: versionOf(card) };
}

/** In quiet hours what is not urgent is edited where it stands, and otherwise waits. */
export function subscribed(
  { channels, now }: { readonly channels: readonly ChannelSettings[]; readonly now: number },
  kind: NoticeKind,
  urgent: boolean,
): readonly { readonly channel: ChannelSettings; readonly onlyEdit: boolean }[] {
  return channels
    .filter((channel) => channel.subscribe.includes(kind))
    .map((channel) => ({ channel, onlyEdit: !urgent && channel.quiet !== null && isQuiet(channel.quiet, now) }));
}

/** Whether it is a chat: the terminal has no place where something could stand. */
export function isPlatform(word: string): word is ChannelSettings["platform"] {
  return platforms.some((each) => each === word);
}

export function inChannel({ platform, channel }: ChannelSettings): Pick<Due, "platform" | "to" | "place"> {
  return { platform, to: { channel }, place: channel };
}

function versionOf(card: Card): string {
  return `${card.state}.${createHash("sha256").update(JSON.stringify(card)).digest("hex").slice(0, 16)}`;
}

/** The state of the card that a version was made of. */
export function stateOf(version: string): string {
  return version.slice(0, version.lastIndexOf("."));
}
