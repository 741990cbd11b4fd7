import type { Engine } from "../../engine/index.ts";
import type { ChannelSettings } from "../config.ts";
import { type DueDigest, digestDue } from "./digest-due.ts";
import { digestKey } from "./due-news.ts";
import type { Facts } from "./facts.ts";

type Read = Pick<Engine, "posts" | "digests" | "keepDigest" | "failures" | "setting" | "saveSetting">;

/**
 * Reads the digests that are due and stand nowhere yet. Their numbers are kept before anybody sees them, so that after
 * a crash the same ones are posted.
 */
export function createDigests(engine: Read, channels: readonly ChannelSettings[]) {
  /** The date of each channel's digest that needs no look any more. */
  const settled = new Map<string, string>();
  const since = new Map<string, number>();
  const wanted = channels.flatMap(({ name, subscribe, digest }) =>
    digest !== null && subscribe.includes("digest") ? [{ name, digest }] : [],
  );

  return async (now: number): Promise<Facts["digests"]> => {
    const found: Facts["digests"][number][] = [];
    for (const { name, digest } of wanted) {
      const due = digestDue(digest, now);
      await knownSince(name, now);
      if (due === null || settled.get(name) === due.date) continue;
      if ((await isShown(name, due)) || due.at < (await knownSince(name, now))) settled.set(name, due.date);
      else found.push(await numbers(name, due, now));
    }
    return found;
  };

  async function isShown(channel: string, { date }: DueDigest): Promise<boolean> {
    const key = digestKey({ channel, date });
    const post = (await engine.posts([key])).get(key);
    return post?.state === "shown";
  }

  /** A channel gets its first digest at the first hour that comes after it was configured. */
  async function knownSince(channel: string, now: number): Promise<number> {
    const known = since.get(channel);
    if (known !== undefined) return known;
    const key = `digest-since:${channel}`;
    const kept = await engine.setting<number>(key);
    // A clock that was ahead when it was noted would hold back every digest until then.
    const at = kept === null || kept > now ? now : kept;
    if (at !== kept) await engine.saveSetting(key, at, "crmsync");
    since.set(channel, at);
    return at;
  }

  async function numbers(channel: string, { date }: DueDigest, now: number): Promise<Facts["digests"][number]> {
    let rows = await engine.digests(channel, 3);
    if (!rows.some((row) => row.date === date)) {
      await engine.keepDigest({ channel, date, at: now, groups: await engine.failures() });
      rows = await engine.digests(channel, 3);
    }
    const row = rows.find((each) => each.date === date);
    if (!row) throw new Error(`the digest of ${date} for ${channel} was not kept`);
    return { row, before: rows.find((each) => each.date < date)?.groups ?? null };
  }
}
