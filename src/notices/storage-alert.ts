import { type Bot, ChatError, type MessageRef } from "../../bots/bot.ts";
import type { Card } from "../../bots/card.ts";
import type { Clock, Log, StorageState } from "../../engine/index.ts";
import type { ChannelSettings } from "../config.ts";
import { backoff } from "./send.ts";
import { storageCard, storageWellCard } from "./storage-card.ts";

interface AlertParts {
  /** Those of this bot. */
  readonly channels: readonly ChannelSettings[];
  readonly bot: Bot;
  readonly clock: Pick<Clock, "wall" | "mono">;
  readonly log: Log;
}

/** What stands in one channel; known to this process alone, because there is no room for a row. */
interface Standing {
  readonly ref: MessageRef | null;
  /** The state of the card that stands there. */
  readonly state: string | null;
  readonly notBefore: number;
  readonly attempts: number;
}

const PARKED_MS = 600_000;
/** Trouble that comes back so soon is told in the message that stands there. */
const RELAPSE_MS = 600_000;
const absent: Standing = { ref: null, state: null, notBefore: 0, attempts: 0 };

/**
 * Tells every channel of incidents that the database cannot be written, straight through the bot, once per trouble;
 * the same message says later that it is over. Never throws: a chat that does not take it is asked again.
 */
export function createStorageAlert({ bot, channels, clock, log }: AlertParts) {
  const standing = new Map<string, Standing>();
  const told = channels.filter((channel) => channel.subscribe.includes("incidents"));
  let last: StorageState | null = null;
  let wellAt: number | null = null;

  async function show(channel: ChannelSettings, trouble: StorageState, card: Card): Promise<void> {
    const was = standing.get(channel.name) ?? absent;
    if (was.state === card.state || clock.mono() < was.notBefore) return;
    // Where it never was told, nobody needs to hear that it is over.
    if (was.ref === null && card.state === "resolved") return;
    try {
      const key = `storage:${trouble.since}:${channel.name}`;
      if (was.ref === null) {
        const ref = await bot.post({ channel: channel.channel }, card, key);
        standing.set(channel.name, { ref, state: card.state, notBefore: 0, attempts: 0 });
      } else {
        await bot.update(was.ref, card);
        standing.set(channel.name, { ...was, state: card.state, notBefore: 0, attempts: 0 });
      }
    } catch (cause) {
      standing.set(channel.name, later(was, cause, card.state));
    }
  }

  function later(was: Standing, cause: unknown, state: string): Standing {
    const attempts = was.attempts + 1;
    const kind = cause instanceof ChatError ? cause.kind : "refused";
    if (kind === "gone") return state === "resolved" ? { ...was, state } : { ...absent, attempts };
    const asked = cause instanceof ChatError ? cause.retryAfterMs : null;
    const waitMs = kind === "rate_limited" || kind === "down" ? (asked ?? backoff(attempts)) : PARKED_MS;
    log("warn", "the alert about the database could not be sent", { cause: String(cause), waitMs });
    return { ...was, attempts, notBefore: clock.mono() + waitMs };
  }

  return async (trouble: StorageState | null): Promise<void> => {
    const relapse = wellAt !== null && clock.wall() - wellAt < RELAPSE_MS;
    if (trouble !== null && trouble.since !== last?.since && !relapse) standing.clear();
    if (trouble !== null) wellAt = null;
    else wellAt ??= clock.wall();
    last = trouble ?? last;
    if (last === null) return;
    const card = trouble === null ? storageWellCard(last, wellAt ?? clock.wall()) : storageCard(trouble);
    for (const channel of told) await show(channel, last, card);
  };
}
