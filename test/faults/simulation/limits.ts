import type { HttpRequest, HttpResponse } from "../../../engine/provider.ts";
import type { Agenda } from "./agenda.ts";
import type { CrmName } from "./crms.ts";
import type { Drawn } from "./draw.ts";
import type { Life } from "./machine.ts";
import type { Trace } from "./trace.ts";

/** Watches what one process sends: never more than the CRM last told it that it may. */
export interface LimitWatch {
  leaves(name: CrmName, asked: HttpRequest): void;
  answered(name: CrmName, asked: HttpRequest, response: HttpResponse | null): void;
}

const windowMs = 10_000;
/** What the engine may send before HubSpot told it more: the smallest plan's figure. */
const untold = 100;
/** While the day's quota is used up, one request now and then finds out whether that has changed. */
const probeMs = 60_000;

export function limitWatch(
  life: Life,
  { agenda, trace, drawn }: { agenda: Agenda; trace: Trace; drawn: Drawn },
): LimitWatch {
  const share = drawn.share / 100;
  /** When each request was answered; null = under way. */
  const counted = new Map<HttpRequest, number | null>();
  let most = untold;
  let day: { used: number; limit: number } | null = null;
  let lastHeldAt = Number.NEGATIVE_INFINITY;

  function checkBurst(asked: HttpRequest): void {
    const now = agenda.now();
    for (const [request, at] of counted) if (at !== null && at + windowMs <= now) counted.delete(request);
    const allowed = Math.max(1, Math.floor(most * share));
    if (counted.size >= allowed)
      trace.violate("above the limit", `${life.owner} has ${counted.size} of ${allowed} in ten seconds`);
    counted.set(asked, null);
  }

  function checkDay(): void {
    if (day === null) return;
    if (day.used >= day.limit * share) {
      if (agenda.now() - lastHeldAt < probeMs)
        trace.violate("above the day's share", `${life.owner} was told ${day.used} of ${day.limit}`);
      lastHeldAt = agenda.now();
    }
    day.used += 1;
  }

  return {
    leaves: (name, asked) => {
      if (/\/oauth|\/id\//.test(asked.url)) return;
      if (name === "hubspot" && !asked.url.includes("/search")) checkBurst(asked);
      if (name === "salesforce") checkDay();
    },
    answered: (name, asked, response) => {
      if (counted.has(asked)) counted.set(asked, agenda.now());
      const max = Number(response?.headers["x-hubspot-ratelimit-max"] ?? 0);
      const interval = Number(response?.headers["x-hubspot-ratelimit-interval-milliseconds"] ?? 0);
      if (name === "hubspot" && max >= 1 && interval === windowMs) most = Math.floor(max);
      const told = /api-usage=(\d+)\/(\d+)/.exec(response?.headers["sforce-limit-info"] ?? "");
      if (told) day = { used: Number(told[1]), limit: Number(told[2]) };
    },
  };
}
