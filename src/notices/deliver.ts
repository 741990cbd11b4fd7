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

/** Slack takes one message a second in a channel, and bears a short burst; a clock that ticks each second is never quite even. */
const PACE_MS = 950;

/**
 * What nobody asked for, level-triggered: each look compares what should stand in the chats with what was shown last,
 * and posts or edits the difference. An hour without chat, a crash or a 429 heal by looking again.
 */
export function createNotices(parts: NoticeParts): Notices {
  const { engine, bots, clock, log } = parts;
  const gather = createGather(engine, parts.channels, clock);
  const freeAt = new Map<string, number>();
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
    const began = clock.mono();
    const sent = step === "edit" && row ? await edit(outlet, one, row) : await post(outlet, one, row);
    note(one, sent, began);
  }

  /** One message a second in a place, none there before a 429 has passed, and none at all while the platform is away. */
  function isFree({ platform, place }: Due): boolean {
    const now = clock.mono();
    return now >= (freeAt.get(`${platform} ${place}`) ?? now) && now >= (away.get(platform)?.until ?? now);
  }

  function note({ platform, place }: Due, { end, waitMs }: Sent, began: number): void {
    const now = clock.mono();
    freeAt.set(`${platform} ${place}`, end === "rate_limited" ? now + waitMs : began + PACE_MS);
    const times = end === "down" ? (away.get(platform)?.times ?? 0) + 1 : 0;
    if (times === 0) away.delete(platform);
    else away.set(platform, { until: now + backoff(times), times });
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
