import type { Bot } from "../../bots/bot.ts";
import type { Clock, Engine, Log } from "../../engine/index.ts";
import type { ChannelSettings } from "../config.ts";
import { type ChatNotices, createChatNotices } from "./chat-notices.ts";
import { createGather, createViews } from "./gather.ts";
import { createRepairViews } from "./repair-views.ts";

export interface NoticeParts {
  readonly engine: Engine;
  readonly channels: readonly ChannelSettings[];
  readonly bots: readonly Bot[];
  readonly clock: Pick<Clock, "wall" | "mono">;
  newId(): string;
  readonly publicUrl: string;
  readonly log: Log;
}

export interface Notices {
  /** One for each platform. */
  readonly chats: readonly ChatNotices[];
  /** Looks once at all of them. */
  tick(): Promise<void>;
  /** News that should stand in a chat and does not yet, as of the last looks. */
  waiting(): number;
}

/**
 * What nobody asked for, level-triggered: each look compares what should stand in the chats with what was shown last,
 * and posts or edits the difference. An hour without chat, a crash or a 429 heal by looking again.
 */
export function createNotices({ engine, channels, bots, clock, log }: NoticeParts): Notices {
  const views = createViews(engine, clock);
  const repairs = createRepairViews(engine, clock, log);
  const chats = bots.map((bot) => {
    const own = channels.filter((channel) => channel.platform === bot.id);
    const gather = createGather({ engine, channels, own, clock, views, repairs });
    return createChatNotices({ engine, bot, channels: own, clock, log, gather });
  });
  return {
    chats,
    tick: async () => void (await Promise.all(chats.map((chat) => chat.tick()))),
    waiting: () => chats.reduce((sum, chat) => sum + chat.waiting(), 0),
  };
}
