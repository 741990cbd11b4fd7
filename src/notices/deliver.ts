import type { Bot } from "../../bots/bot.ts";
import type { Clock, Engine, Log, PostRow } from "../../engine/index.ts";
import type { ChannelSettings } from "../config.ts";
import { due } from "./due.ts";
import { createGather } from "./gather.ts";
import type { Due } from "./message.ts";
import { createPace } from "./pace.ts";
import { createPosts } from "./posts.ts";
import { edit, type Outlet, post } from "./send.ts";
import { difference, nextStep, type Step } from "./step.ts";
import { createStorageAlert } from "./storage-alert.ts";

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
  /** News that should stand in a chat and does not yet, as of the last look. */
  waiting(): number;
}

/** What one look sends at most, and how long it goes on: then it looks again, for something may be more urgent now. */
const SENT_AT_MOST = 20;
const LOOK_MS = 5_000;
/** After a start nothing is announced before every connection was looked at, but no longer than this. */
const SETTLE_MS = 1_500;
const HOLD_MS = 30_000;
const HELD: readonly Due["lane"][] = ["critical", "news"];

interface Planned {
  readonly one: Due;
  readonly row: PostRow | undefined;
  readonly step: Step;
}

/**
 * What nobody asked for, level-triggered: each look compares what should stand in the chats with what was shown last,
 * and posts or edits the difference. An hour without chat, a crash or a 429 heal by looking again.
 */
export function createNotices(parts: NoticeParts): Notices {
  const { engine, bots, clock, log } = parts;
  const gather = createGather(engine, parts.channels, clock);
  const storageAlert = createStorageAlert(parts);
  const posts = createPosts(engine);
  const pace = createPace(clock.mono);
  const madeAt = clock.mono();
  let waiting = 0;
  let running: Promise<void> | null = null;

  async function look(): Promise<void> {
    const trouble = engine.storage();
    await storageAlert(trouble);
    if (trouble !== null) return;
    try {
      await posts.saveLeft();
      await show();
    } catch (cause) {
      // The next look tells of it; nothing is lost by waiting.
      if (engine.storage() === null) throw cause;
    }
  }

  async function show(): Promise<void> {
    const began = clock.mono();
    const lookedAt = engine.lookedAt();
    // A moment more, so that a downtime is noted and told before anything else.
    const looked = lookedAt !== null && clock.wall() - lookedAt >= SETTLE_MS;
    const early = !looked && began - madeAt < HOLD_MS;
    const wanted = due(await gather(early));
    const rows = await engine.posts(wanted.map((one) => one.key));
    const behind = wanted.filter((one) => isNews(difference(one, rows.get(one.key))));
    waiting = behind.length;
    let sent = 0;
    for (const { one, row, step } of plan(wanted, rows, early)) {
      if (sent >= SENT_AT_MOST || clock.mono() - began >= LOOK_MS) return;
      const bot = bots.find((each) => each.id === one.platform);
      if (!bot || !pace.allows(one, step)) continue;
      sent += 1;
      if ((await send(bot, one, row, step)) && isNews(step)) waiting -= 1;
    }
  }

  /** News in its order, and after it what only moved, the longest unmoved first: numbers never hold up news. */
  function plan(wanted: readonly Due[], rows: ReadonlyMap<string, PostRow>, early: boolean): readonly Planned[] {
    const all = wanted
      .map((one): Planned => {
        const row = rows.get(one.key);
        return { one, row, step: nextStep(one, row, clock.wall()) };
      })
      .filter(({ one, step }) => step !== "nothing" && !(early && step === "post" && HELD.includes(one.lane)));
    const moved = all.filter(({ step }) => step === "refresh");
    return [
      ...all.filter(({ step }) => step !== "refresh"),
      ...moved.sort((a, b) => (a.row?.shownAt ?? 0) - (b.row?.shownAt ?? 0)),
    ];
  }

  async function send(bot: Bot, one: Due, row: PostRow | undefined, step: Step): Promise<boolean> {
    const outlet: Outlet = { engine, savePost: posts.save, bot, now: clock.wall, log };
    const began = clock.mono();
    const sent = step !== "post" && row ? await edit(outlet, one, row) : await post(outlet, one, row);
    pace.note(one, step, sent, began);
    return sent.end === "shown";
  }

  return {
    tick: () => {
      running ??= look().finally(() => {
        running = null;
      });
      return running;
    },
    waiting: () => waiting,
  };
}

function isNews(step: Step): boolean {
  return step === "post" || step === "edit";
}
