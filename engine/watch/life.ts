import { readMeta, saveMeta } from "../store/meta.ts";
import type { Sql } from "../store/sql.ts";

/** A time in which nobody worked here. */
export interface Downtime {
  readonly from: number;
  readonly to: number;
}

/** Shorter than this is a restart, not news. */
const newsMs = 120_000;
/** A sign of life is written down this often at most. */
const everyMs = 5_000;

/** When a worker last gave a sign of life; null = never. */
export async function lastAlive(sql: Sql): Promise<number | null> {
  const text = await readMeta(sql, "alive");
  return text === null ? null : Number(text);
}

/**
 * A sign of life, once every connection was looked at: until then a new crash must not make the downtime look over.
 * The first sign after a long silence notes the downtime, in the same transaction.
 */
export async function noteAlive(sql: Sql, around: { now: number; lookedAt: number | null }): Promise<void> {
  const { now, lookedAt } = around;
  if (lookedAt === null) return;
  const before = await lastAlive(sql);
  // A clock that went back gives signs again at once.
  if (before !== null && now - before >= 0 && now - before < everyMs) return;
  if (before !== null && lookedAt - before >= newsMs && now - lookedAt < newsMs)
    await saveMeta(sql, "downtime", JSON.stringify({ from: before, to: lookedAt } satisfies Downtime));
  await saveMeta(sql, "alive", String(now));
}

/** The last downtime that is worth telling; null = none ever. */
export async function lastDowntime(sql: Sql): Promise<Downtime | null> {
  const text = await readMeta(sql, "downtime");
  return text === null ? null : (JSON.parse(text) as Downtime);
}
