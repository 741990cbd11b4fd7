import type { Bot } from "../../bots/bot.ts";
import type { Clock, Engine, Log, PostRow } from "../../engine/index.ts";
import type { ChannelSettings } from "../config.ts";
import { due } from "./due.ts";
import type { Facts } from "./facts.ts";
import type { Due } from "./message.ts";
import { createPace } from "./pace.ts";
import { createPosts } from "./posts.ts";
import { edit, type Outlet, post } from "./send.ts";
import { difference, nextStep, type Step } from "./step.ts";
import { createStorageAlert } from "./storage-alert.ts";

interface ChatParts {
  readonly engine: Engine;
  readonly bot: Bot;
  /** Those on this platform. */
  readonly channels: readonly ChannelSettings[];
  readonly clock: Pick<Clock, "wall" | "mono">;
  readonly log: Log;
  /** Reads what should be shown; early, before every connection was looked at, without digests. */
  gather(early: boolean): Promise<Facts>;
}

export interface ChatNotices {
  readonly platform: Bot["id"];
  /** Looks once and shows the difference. Running it again does nothing; a call while one runs waits for that one. */
  tick(): Promise<void>;
  /** News that should stand in this chat and does not yet, as of the last look. */
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

/** The notices of one platform: it waits for no other, so a chat that does not answer holds up nobody else's. */
export function createChatNotices(parts: ChatParts): ChatNotices {
  const { engine, bot, clock, log } = parts;
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
    const wanted = due(await parts.gather(early)).filter((one) => one.platform === bot.id);
    const rows = ours(await engine.posts(wanted.map((one) => one.key)));
    const behind = wanted.filter((one) => isNews(difference(one, rows.get(one.key))));
    waiting = behind.length;
    let sent = 0;
    for (const { one, row, step } of plan(wanted, rows, early)) {
      if (sent >= SENT_AT_MOST || clock.mono() - began >= LOOK_MS) return;
      if (!pace.allows(one, step)) continue;
      sent += 1;
      if ((await send(one, row, step)) && isNews(step)) waiting -= 1;
    }
  }

  /** A channel's name may have moved here from another platform: what stands there cannot be edited from here. */
  function ours(rows: ReadonlyMap<string, PostRow>): ReadonlyMap<string, PostRow> {
    return new Map([...rows].filter(([, row]) => row.platform === bot.id));
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

  async function send(one: Due, row: PostRow | undefined, step: Step): Promise<boolean> {
    const outlet: Outlet = { engine, savePost: posts.save, bot, now: clock.wall, log };
    const began = clock.mono();
    const sent = step !== "post" && row ? await edit(outlet, one, row) : await post(outlet, one, row);
    pace.note(one, step, sent, began);
    return sent.end === "shown";
  }

  return {
    platform: bot.id,
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
