import { type Bot, ChatError, type MessageRef, type PostTo } from "../../bots/bot.ts";
import type { Card } from "../../bots/card.ts";

/** What stands in a chat: every message with each version that it had. */
export interface Standing {
  readonly id: string;
  readonly to: PostTo;
  readonly key: string;
  readonly versions: { readonly at: number; readonly card: Card }[];
  gone: boolean;
}

export type Trouble = "rate_limited" | "down" | "refused" | "unauthorized";

/** A small chat of its own: it keeps what is posted, and fails as it is told, before or after the work is done. */
export function recordingBot(now: () => number, id: Bot["id"] = "slack") {
  const messages: Standing[] = [];
  let trouble: { kind: Trouble; retryAfterMs: number | null } | null = null;
  const groups = new Map<string, readonly string[]>();
  let calls = 0;
  let silence: Promise<void> | null = null;
  let afterPost: (() => Promise<void>) | null = null;

  function check(): void {
    calls += 1;
    if (trouble) throw new ChatError(trouble.kind, `test_${trouble.kind}`, trouble.retryAfterMs);
  }

  const bot: Bot = {
    id,
    routes: [],
    start: async () => {},
    stop: async () => {},
    post: async (to, card, key) => {
      check();
      if (silence) await silence;
      const own = String(messages.length + 1);
      messages.push({ id: own, to, key, versions: [{ at: now(), card }], gone: false });
      const hook = afterPost;
      afterPost = null;
      if (hook) await hook();
      return { channel: "channel" in to ? to.channel : `D-${to.user}`, id: own };
    },
    update: async (ref: MessageRef, card) => {
      check();
      if (silence) await silence;
      const message = messages.find((one) => one.id === ref.id);
      if (!message || message.gone) throw new ChatError("gone", "message_not_found");
      message.versions.push({ at: now(), card });
    },
    attach: async () => {},
    home: async () => {},
    groupsOf: async (user) => {
      check();
      return groups.get(user) ?? [];
    },
    examine: async (channels) =>
      ["token", ...channels.map((channel) => `channel ${channel}`)].map((what) =>
        trouble === null
          ? { what, ok: true, detail: "as it should be", todo: null }
          : { what, ok: false, detail: `test_${trouble.kind}`, todo: "End the trouble." },
      ),
  };

  return {
    bot,
    messages,
    /** Who is in which groups, by user. */
    groups,
    calls: () => calls,
    fail: (kind: Trouble | null, retryAfterMs: number | null = null) => {
      trouble = kind === null ? null : { kind, retryAfterMs };
    },
    /** No post and no edit is answered until then. */
    hush: (until: Promise<void>) => {
      silence = until;
    },
    /** Runs once, after the next message stands there and before its sender hears of it. */
    afterNextPost: (hook: () => Promise<void>) => {
      afterPost = hook;
    },
    /** The card that stands now, by the beginning of its key. */
    shown: (key: string) => messages.filter((one) => one.key.startsWith(key)).map((one) => one.versions.at(-1)?.card),
  };
}
