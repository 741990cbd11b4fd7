import type { Clock } from "../ports.ts";
import type { Usage } from "../provider.ts";
import { type ConnectionRow, type ConnectionTrouble, readConnection, saveUsage } from "../store/connections.ts";
import type { Store } from "../store/open.ts";
import type { Sql } from "../store/sql.ts";
import { addUsageSample, lastSampleAt } from "../store/usage.ts";
import type { Throttle, ThrottleState } from "../throttle.ts";

/** Writes down what the CRMs tell of their limits, and finds out what they do not tell. */
export interface UsageNotes {
  /** The throttle of a new process begins with what the one before knew: a held quota is held at once. */
  recall(row: ConnectionRow, throttle: Throttle): Promise<void>;
  /** What is known of a connection's trouble, with the hold of its quota as it is now. */
  withQuota(trouble: ConnectionTrouble, state: ThrottleState): ConnectionTrouble;
  /** Within a transaction that writes the connection's usage; what it answers is called when that was committed. */
  sample(sql: Sql, name: string, state: ThrottleState): Promise<() => void>;
  /** Whether anything of it is news that no success has written down. */
  isNews(name: string, state: ThrottleState): boolean;
  /** Usage, hold and sample, as `sample`. */
  write(sql: Sql, name: string, state: ThrottleState): Promise<() => void>;
  /** Whether it is time to ask the CRM itself, since no answer told for long. */
  isUnknown(name: string, state: ThrottleState): boolean;
  asked(name: string, told: Usage | null): void;
}

const noteEveryMs = 2_000;
const sampleEveryMs = 60_000;
const askEveryMs = 600_000;
/** Where there is nothing to tell, there will hardly be soon. */
const askAgainMs = 6 * 3_600_000;
/** What was used a day ago has fallen out of every daily limit. */
const staleMs = 86_400_000;

interface Noted {
  readonly words: string;
  readonly at: number;
}

export function createUsageNotes(store: Store, clock: Clock): UsageNotes {
  const recalled = new Set<string>();
  const noted = new Map<string, Noted>();
  const sampled = new Map<string, { readonly at: number; readonly sent: number }>();
  const askAt = new Map<string, number>();
  /** Where the CRM was asked for the reset that its answers leave out, and told none. */
  const noReset = new Set<string>();

  function quotaUntil({ quotaUntilMono }: ThrottleState): number | null {
    return quotaUntilMono === null ? null : Math.round(clock.wall() + quotaUntilMono - clock.mono());
  }

  async function sample(sql: Sql, name: string, state: ThrottleState): Promise<() => void> {
    const { usage, sent } = state;
    const now = { words: wordsOf(state), at: clock.mono() };
    if (!usage?.daily || !(await isSampleDue(sql, name, state))) return () => noted.set(name, now);
    const { used, limit } = usage.daily;
    const ours = sent - (sampled.get(name)?.sent ?? 0);
    await addUsageSample(sql, name, { at: clock.wall(), used, quota: limit, ours });
    return () => {
      noted.set(name, now);
      sampled.set(name, { at: now.at, sent });
    };
  }

  async function isSampleDue(sql: Sql, name: string, { dailyToldMono }: ThrottleState): Promise<boolean> {
    const last = sampled.get(name)?.at ?? Number.NEGATIVE_INFINITY;
    if (dailyToldMono === null || dailyToldMono <= last || clock.mono() - last < sampleEveryMs) return false;
    const before = await lastSampleAt(sql, name);
    return before === null || clock.wall() - before >= sampleEveryMs;
  }

  const withQuota: UsageNotes["withQuota"] = (trouble, state) => ({
    ...trouble,
    quotaUntil: quotaUntil(state) ?? trouble.quotaUntil,
  });

  return {
    withQuota,
    sample,
    recall: async (row, throttle) => {
      if (recalled.has(row.name)) return;
      recalled.add(row.name);
      if (!row.usage?.daily || throttle.state().dailyToldMono !== null) return;
      const at = await store.read((sql) => lastSampleAt(sql, row.name));
      const ageMs = at === null ? 0 : Math.max(0, clock.wall() - at);
      if (ageMs < staleMs) throttle.learn({ burst: null, daily: row.usage.daily }, ageMs);
    },
    isNews: (name, state) => {
      const last = noted.get(name);
      if (!state.usage?.daily && state.quotaUntilMono === null) return false;
      return wordsOf(state) !== last?.words && clock.mono() - (last?.at ?? Number.NEGATIVE_INFINITY) >= noteEveryMs;
    },
    write: async (sql, name, state) => {
      const row = await readConnection(sql, name);
      if (row) await saveUsage(sql, name, { trouble: withQuota(row.trouble, state), usage: state.usage });
      return sample(sql, name, state);
    },
    isUnknown: (name, { usage, dailyToldMono }) => {
      const now = clock.mono();
      if (now < (askAt.get(name) ?? Number.NEGATIVE_INFINITY)) return false;
      if (dailyToldMono === null || now - dailyToldMono >= askEveryMs) return true;
      return !usage?.daily?.resetAt && !noReset.has(name);
    },
    asked: (name, told) => {
      askAt.set(name, clock.mono() + (told?.daily ? askEveryMs : askAgainMs));
      if (told?.daily?.resetAt) noReset.delete(name);
      else noReset.add(name);
    },
  };
}

/** The short window is news with every call: it is written along with successes. */
function wordsOf({ usage, quotaUntilMono }: ThrottleState): string {
  return JSON.stringify([usage?.daily ?? null, quotaUntilMono]);
}
