import type { Clock } from "../ports.ts";
import type { Usage } from "../provider.ts";

type Daily = NonNullable<Usage["daily"]>;

/** The CRM's daily quota, as it last told plus what we sent since. */
export interface DailyQuota {
  learn(daily: Daily): void;
  /** One request left. */
  count(): void;
  /** Whether more than what a person waits for may be sent. */
  open(share: number): boolean;
  /** Monotonic time at which that may change by itself; null while open. */
  nextChange(share: number): number | null;
  told(): Daily | null;
}

/** Without a reset time usage falls unseen: one call now and then finds out. */
const PROBE_MS = 600_000;

export function createDailyQuota(clock: Clock): DailyQuota {
  let daily: Daily | null = null;
  let since = 0;
  /** null = the CRM does not tell a time that is still to come. */
  let resetMono: number | null = null;
  let probeMono = 0;

  function learn(told: Daily): void {
    if (!(told.limit >= 1) || !(told.used >= 0)) return;
    const ahead = told.resetAt === null ? 0 : told.resetAt - clock.wall();
    daily = told;
    since = 0;
    resetMono = ahead > 0 ? clock.mono() + ahead : null;
    probeMono = clock.mono() + PROBE_MS;
  }

  function open(share: number): boolean {
    if (daily !== null && resetMono !== null && clock.mono() >= resetMono) daily = null;
    if (daily === null || daily.used + since < daily.limit * share) return true;
    return resetMono === null && clock.mono() >= probeMono;
  }

  return {
    learn,
    count: () => {
      since++;
      probeMono = Math.max(probeMono, clock.mono() + PROBE_MS);
    },
    open,
    nextChange: (share) => (open(share) ? null : (resetMono ?? probeMono)),
    told: () => (daily === null ? null : { ...daily, used: daily.used + since }),
  };
}
