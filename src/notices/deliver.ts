import type { Bot } from "../../bots/bot.ts";
import type { Clock, Engine, Log, PostRow } from "../../engine/index.ts";
import type { ChannelSettings } from "../config.ts";
import { type Due, due } from "./due.ts";
import { createGather } from "./gather.ts";
import { backoff, edit, type Outlet, post, type Sent } from "./send.ts";
import { nextStep } from "./step.ts";

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
  /** Looks once and shows the difference. Running it again does nothing; a call while one runs waits for that one. */
  tick(): Promise<void>;
}

/** Slack takes one message a second in a channel. */
const PACE_MS = 1_000;

/**
 * What nobody asked for, level-triggered: each look compares what should stand in the chats with what was shown last,
 * and posts or edits the difference. An hour without chat, a crash or a 429 heal by looking again.
 */
export function createNotices(parts: NoticeParts): Notices {
  const { engine, bots, clock, log } = parts;
  const gather = createGather(engine, parts.channels, clock);
  const sentAt = new Map<string, number>();
  const away = new Map<string, { readonly until: number; readonly times: number }>();
  let running: Promise<void> | null = null;

  async function look(): Promise<void> {
    const wanted = due(await gather());
    const posts = await engine.posts(wanted.map((one) => one.key));
    for (const one of wanted) await show(one, posts.get(one.key));
  }

  async function show(one: Due, row: PostRow | undefined): Promise<void> {
    const bot = bots.find((each) => each.id === one.platform);
    if (!bot || !isFree(one)) return;
    const step = nextStep(one, row, clock.wall());
    if (step === "nothing") return;
    const outlet: Outlet = { engine, bot, now: clock.wall, log };
    const sent = step === "edit" && row ? await edit(outlet, one, row) : await post(outlet, one, row);
    note(one, sent);
  }

  /** One message a second in a place, and none while the platform is away. */
  function isFree({ platform, place }: Due): boolean {
    const last = sentAt.get(`${platform} ${place}`);
    const until = away.get(platform)?.until ?? Number.NEGATIVE_INFINITY;
    return clock.mono() >= until && (last === undefined || clock.mono() - last >= PACE_MS);
  }

  function note({ platform, place }: Due, sent: Sent): void {
    sentAt.set(`${platform} ${place}`, clock.mono());
    if (sent !== "down") {
      away.delete(platform);
      return;
    }
    const times = (away.get(platform)?.times ?? 0) + 1;
    away.set(platform, { until: clock.mono() + backoff(times), times });
  }

  return {
    tick: () => {
      running ??= look().finally(() => {
        running = null;
      });
      return running;
    },
  };
}
