import type { Clock } from "../ports.ts";
import type { Usage } from "../provider.ts";
import type { Lane } from "./lanes.ts";

type Daily = NonNullable<Usage["daily"]>;

/** The CRM's daily quota, as it last told plus what we sent since. */
export interface DailyQuota {
  /** `ageMs` = how long ago the CRM told it. */
  learn(daily: Daily, ageMs?: number): void;
  /** One request left. */
  count(): void;
  /** The CRM refused for its daily limit, whatever we thought was left. */
  refuse(): void;
  /** Whether a request of this lane may be sent. */
  open(share: number, lane: Lane): boolean;
  /** Monotonic time at which that may change by itself; null while open. */
  nextChange(share: number, lane: Lane): number | null;
  told(): Daily | null;
}

/** Without a reset time usage falls unseen: one call now and then finds out. */
const PROBE_MS = 600_000;
/** The last calls of a day are for changes as they happen: a backfill can wait (features.md, M6). */
const BACKFILL_SHARE = 0.95;

export function createDailyQuota(clock: Clock): DailyQuota {
  let daily: Daily | null = null;
  let since = 0;
  /** null = the CRM does not tell a time that is still to come. */
  let resetMono: number | null = null;
  let probeMono = 0;
  let refused = false;

  function learn(told: Daily, ageMs = 0): void {
    if (!(told.limit >= 1) || !(told.used >= 0)) return;
    if (told.resetAt !== null) {
      const ahead = told.resetAt - clock.wall();
      resetMono = ahead > 0 ? clock.mono() + ahead : null;
    }
    // A header may leave out the reset that another call told.
    const known = resetMono !== null && clock.mono() < resetMono ? (daily?.resetAt ?? null) : null;
    daily = { ...told, resetAt: told.resetAt ?? known };
    since = 0;
    probeMono = clock.mono() + Math.max(0, PROBE_MS - Math.max(0, ageMs));
  }

  function passTime(): void {
    const now = clock.mono();
    if (resetMono !== null && now >= resetMono) {
      daily = null;
      resetMono = null;
      refused = false;
    }
    if (resetMono === null && now >= probeMono) refused = false;
  }

  function open(share: number, lane: Lane): boolean {
    passTime();
    if (lane === "person") return true;
    const allowed =
      daily === null ? null : Math.floor(daily.limit * share) * (lane === "backfill" ? BACKFILL_SHARE : 1);
    const room = allowed === null || (daily?.used ?? 0) + since < allowed;
    if (room && !refused) return true;
    return resetMono === null && clock.mono() >= probeMono;
  }

  return {
    learn,
    count: () => {
      since++;
      probeMono = Math.max(probeMono, clock.mono() + PROBE_MS);
    },
    refuse: () => {
      refused = true;
      probeMono = clock.mono() + PROBE_MS;
    },
    open,
    nextChange: (share, lane) => (open(share, lane) ? null : (resetMono ?? probeMono)),
    told: () => (daily === null ? null : { ...daily, used: daily.used + since }),
  };
}
