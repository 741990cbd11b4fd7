import { afterEach, describe, expect, it } from "vitest";
import { openEngine } from "../../../engine/index.ts";
import { openStore } from "../../../engine/store/open.ts";
import type { ChannelSettings } from "../../../src/config.ts";
import { createNotices } from "../../../src/notices/deliver.ts";
import { momentOf } from "../../../src/notices/local-time.ts";
import { sandboxSettings } from "../../../src/sandbox/program/settings.ts";
import { seeded, temporaryFile } from "../../fakes/bed.ts";
import { bedConfig } from "../../fakes/bed-config.ts";
import { handClock, realClock } from "../../fakes/ports.ts";
import { recordingBot } from "../../fakes/recording-bot.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const zones = [
  ["America/New_York", "02:30"],
  ["America/Sao_Paulo", "00:30"],
  ["Europe/London", "01:30"],
  ["Europe/Madrid", "02:30"],
  ["Africa/Cairo", "00:30"],
  ["Asia/Kolkata", "23:59"],
  ["Australia/Lord_Howe", "02:15"],
  ["Pacific/Auckland", "08:30"],
] as const;
const channels = zones.map(
  ([zone, at], index): ChannelSettings => ({
    name: zone,
    platform: "slack",
    channel: `C${index}`,
    subscribe: ["digest"],
    digest: { at, zone },
    quiet: null,
    showValues: false,
  }),
);
const dates = Array.from({ length: 365 }, (_, day) => new Date(Date.UTC(2026, 0, 2 + day)).toISOString().slice(0, 10));

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

/** The real engine, store and notices on one file; a restart is a new engine and new notices on it. */
async function world(random: () => number) {
  const clock = handClock(Date.UTC(2026, 0, 1, 12));
  const chat = recordingBot(clock.wall);
  const { settings } = bedConfig(sandboxSettings());
  const url = temporaryFile();
  const foreign = await openStore({ url, objects: {}, clock: realClock, log: () => {} });
  open.push(foreign);
  let ids = 0;

  const start = async () => {
    const engine = await openEngine({
      settings,
      databaseUrl: url,
      secret: "a secret of at least thirty-two characters",
      owner: "worker",
      isDead: () => true,
      ports: {
        clock,
        random,
        bytes: (length) => new Uint8Array(length),
        id: (kind) => `${kind}_${String(++ids).padStart(9, "0")}`,
        request: async () => {
          throw new Error("nobody is signed in");
        },
        log: () => {},
      },
    });
    await engine.tick();
    const notices = createNotices({
      engine,
      channels,
      bots: [chat.bot],
      clock,
      newId: () => "unused",
      publicUrl: "",
      log: () => {},
    });
    return { notices, close: engine.close };
  };

  /** Somebody else's records go wrong and right again. */
  const stir = (n: number) =>
    foreign.write(async (sql) => {
      if (n % 5 === 4) await sql.run("delete from outcomes where first_at < ?", [clock.wall() - 40 * HOUR]);
      const outcome = (["failed", "skipped", "waiting"] as const)[n % 3] ?? "failed";
      const reason = (["DATA_TOO_LONG", "SKIP_NO_EMAIL", "REF_NOT_SYNCED_YET"] as const)[n % 3] ?? "DATA_TOO_LONG";
      const connection = n % 2 === 0 ? "salesforce" : "hubspot";
      await sql.run(
        `insert into outcomes (connection, object, direction, subject, outcome, reason, detail, first_at, last_at)
         values (?, 'contact', 'inbound', ?, ?, ?, 'any', ?, ?)`,
        [connection, `subject-${n}`, outcome, reason, clock.wall(), clock.wall()],
      );
    });
  const standing = () =>
    foreign.read(async (sql) => {
      const rows = await sql.all("select outcome, count(*) as n from outcomes group by outcome");
      const count = (outcome: string) => Number(rows.find((row) => row.outcome === outcome)?.n ?? 0);
      return `${count("failed")} failed, ${count("skipped")} skipped, ${count("waiting")} waiting`;
    });
  return { clock, chat, start, stir, standing };
}

/** The totals that a digest's first line tells. */
function told(line: unknown): string {
  const count = (outcome: string) =>
    new RegExp(`(\\d[\\d,]*) ${outcome}`).exec(String(line))?.[1]?.replace(",", "") ?? "0";
  return `${count("failed")} failed, ${count("skipped")} skipped, ${count("waiting")} waiting`;
}

describe("a year of digests in eight zones", () => {
  it("is one message per channel and local date, with the numbers of the database", { timeout: 60_000 }, async () => {
    const random = seeded(11);
    const { clock, chat, start, stir, standing } = await world(random);
    const moments = zones
      .flatMap(([zone, at]) =>
        dates.flatMap((date) => {
          const hour = momentOf(zone, date, at);
          return random() < 0.1 ? [hour - 2 * MINUTE, hour + MINUTE] : [hour + Math.floor(random() * 20) * MINUTE];
        }),
      )
      .sort((a, b) => a - b);
    let daemon = await start();
    await clock.advance(MINUTE);
    await daemon.notices.tick();
    const wrong: string[] = [];
    const numbers = new Map<string, string>();
    const crashed = new Set<string>();
    /** Of a channel whose hour is the same as that of the crash, the numbers were kept before the crash too. */
    let keptBefore: string | null = null;
    let downUntil = 0;
    let stirred = 0;

    const look = async () => {
      const before = chat.messages.length;
      const now = await standing();
      await daemon.notices.tick();
      for (const { key, versions } of chat.messages.slice(before)) {
        const said = told(versions[0]?.card.lines?.[0]);
        const right = numbers.has(key) ? [numbers.get(key)] : [now, keptBefore ?? now];
        if (!right.includes(said)) wrong.push(`${key}: ${said}, not ${right.join(" or ")}`);
      }
      keptBefore = null;
    };
    const restart = async () => {
      await daemon.close();
      daemon = await start();
      await clock.advance(MINUTE);
    };
    for (const at of moments) {
      if (at <= clock.wall()) continue;
      if (at < downUntil) continue;
      if (downUntil > 0) {
        await clock.advance(downUntil - clock.wall());
        downUntil = 0;
        await restart();
        await look();
      }
      await clock.advance(Math.max(0, at - clock.wall()));
      if (random() < 0.3) await stir(stirred++);
      if (random() < 0.012) {
        // The process dies when the message stands there: its promise never goes on.
        const before = chat.messages.length;
        const now = await standing();
        const crash = new Promise<void>((resolve) => {
          chat.afterNextPost(() => {
            resolve();
            return new Promise(() => {});
          });
        });
        await Promise.race([daemon.notices.tick(), crash]);
        chat.afterNextPost(async () => {});
        const [message] = chat.messages.slice(before);
        if (message) {
          crashed.add(message.key);
          numbers.set(message.key, now);
          keptBefore = now;
          await stir(stirred++);
        }
        await restart();
      }
      await look();
      if (random() < 0.02) downUntil = clock.wall() + Math.floor(random() * 11 * 60) * MINUTE;
    }

    const count = new Map<string, number>();
    for (const { key } of chat.messages) count.set(key, (count.get(key) ?? 0) + 1);
    const expected = zones.flatMap(([zone]) => dates.slice(0, -1).map((date) => `digest:${zone}:${date}`));
    expect(wrong).toEqual([]);
    expect(expected.filter((key) => !count.has(key))).toEqual([]);
    expect([...count].filter(([key, times]) => times !== (crashed.has(key) ? 2 : 1))).toEqual([]);
    expect(crashed.size).toBeGreaterThan(5);
    expect([...count.keys()].filter((key) => !key.startsWith("digest:"))).toEqual([]);
  });
});
