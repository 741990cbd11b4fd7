import type { Finding, StorageState, StoreView } from "../../engine/index.ts";
import { counted, duration, foreign, listed, number } from "./words.ts";

/** Pure: what each thing that doctor looks at means. */

const MINUTE = 60_000;
const MEGABYTE = 1024 * 1024;
/** Below this a copy before a migration, or a busy day, fills the disk. */
const LEAST_FREE = 200 * MEGABYTE;
const SILENT_MS = 2 * MINUTE;
/** Clocks that differ by more make chats refuse our signatures. */
const AHEAD_MS = 5 * MINUTE;

/** `trouble` = why nothing can be saved now; null = it can. */
export function databaseFinding({ dialect, bytes, faults }: StoreView, trouble: StorageState | null): Finding {
  const what = "Database";
  const size = `${dialect === "sqlite" ? "SQLite" : "PostgreSQL"}, ${megabytes(bytes)}`;
  if (trouble)
    return {
      what,
      ok: false,
      detail: `${size}; it takes no writes (${foreign(trouble.detail, 120)}).`,
      todo: "Make room, or make it writable: everything goes on by itself then, and nothing is lost.",
    };
  if (faults === null)
    return { what, ok: true, detail: `${size}; reachable. Its inner order was not checked.`, todo: null };
  if (faults.length === 0)
    return { what, ok: true, detail: `${size}; reachable, and its inner order is right.`, todo: null };
  return {
    what,
    ok: false,
    detail: `${size}; damaged: ${faults[0]}`,
    todo: "Stop the daemon, keep a copy of the file, and go back to the last good backup.",
  };
}

/** Nothing when nobody knows the disk. */
export function diskFinding(free: number | null, bytes: number): readonly Finding[] {
  if (free === null) return [];
  const least = Math.max(LEAST_FREE, 2 * bytes);
  const ok = free >= least;
  const todo = ok ? null : `Make room: at least ${megabytes(least)} should be free, twice the size of the database.`;
  return [{ what: "Disk", ok, detail: `${megabytes(free)} free.`, todo }];
}

/** Stamps of tomorrow were made by a clock that was wrong, or this one is. */
export function clockFinding(newestAt: number | null, now: number): Finding {
  const ahead = newestAt === null ? 0 : newestAt - now;
  const ok = ahead <= AHEAD_MS;
  return {
    what: "Clock",
    ok,
    detail: ok
      ? "No stamp in the database is of the future."
      : `The database holds stamps that are ${duration(ahead)} ahead of this machine's clock.`,
    todo: ok ? null : "Set this machine's clock by network time (NTP).",
  };
}

export function scheduleFinding(aliveAt: number | null, now: number): Finding {
  const what = "Schedule";
  if (aliveAt === null)
    return {
      what,
      ok: false,
      detail: "Not every connection was looked at yet since the first start.",
      todo: "Wait a minute. If it stays so, see that the daemon runs: npm start.",
    };
  const silentMs = Math.max(0, now - aliveAt);
  const ok = silentMs <= SILENT_MS;
  return {
    what,
    ok,
    detail: `Last sign of life ${duration(silentMs)} ago.`,
    todo: ok ? null : "Start the daemon (npm start), or look into its log when it runs.",
  };
}

export function postsFinding({ sending, parked }: StoreView["posts"]): Finding {
  const what = "Messages";
  if (sending + parked === 0) return { what, ok: true, detail: "All of them stand where they should.", todo: null };
  const parts = [
    ...(sending > 0 ? [`${counted(sending, "message")} on the way`] : []),
    ...(parked > 0 ? [`${counted(parked, "message")} that the chat refuses`] : []),
  ];
  return {
    what,
    ok: parked === 0,
    detail: `${listed(parts)}.`,
    todo:
      parked === 0 ? null : "See whether the bot is a member of its channels, and whether its token has the rights.",
  };
}

export function unknownFinding(unknown: readonly { readonly provider: string; readonly times: number }[]): Finding {
  const times = unknown.reduce((sum, one) => sum + one.times, 0);
  return {
    what: "Unknown errors",
    ok: true,
    detail:
      unknown.length === 0
        ? "None: every error had a reason that is known."
        : `${number(unknown.length)} kinds, ${counted(times, "time")} in all. diagnose names them.`,
    todo: null,
  };
}

function megabytes(bytes: number): string {
  return bytes >= 1024 * MEGABYTE
    ? `${number(bytes / (1024 * MEGABYTE))} GB`
    : `${number(Math.max(1, bytes / MEGABYTE))} MB`;
}
