import { type Answer, type Crm, counted } from "../crm/crm.ts";
import { quota, take, within } from "../crm/limits.ts";
import type { World } from "../service.ts";
import { answer, type Portal } from "./ask.ts";
import { correlationId } from "./values.ts";

/** Searches of one portal in one second, over all object types. */
const searchesPerSecond = 5;

/** search: its own limit and no headers. usual: the burst window of the app in this portal. */
export type Rate = "search" | "usual";

/** The 429 when a limit is used up; null = counted and let through. */
export function overLimit(crm: Crm, portal: Portal, rate: Rate): Answer | null {
  const now = crm.world.now();
  const { searches } = portal;
  const secondly = rate === "search" && within(searches, now - 1000) >= searchesPerSecond;
  if (secondly) return tooMany(crm.world, "You have reached your secondly limit.", "SECONDLY", null);
  const refusal = take(counted(crm, portal.account), { burst: rate === "usual", daily: true });
  if (refusal === "daily") return tooMany(crm.world, "You have reached your daily limit.", "DAILY", null);
  if (refusal === "burst") {
    const group = `publicapi:oauth-api-calls-ten-secondly:app:${portal.account.id}`;
    return tooMany(crm.world, "You have reached your ten_secondly_rolling limit.", "TEN_SECONDLY_ROLLING", group);
  }
  if (rate === "search") {
    searches.push(now);
    if (searches.length > 100) searches.splice(0, 50);
  }
  return null;
}

/** What the answer tells about limits. Apps have no daily limit of their own, so its headers come only with one. */
export function rateHeaders(crm: Crm, portal: Portal, rate: Rate): Readonly<Record<string, string>> {
  if (rate === "search") return {};
  const { burst, daily } = quota(counted(crm, portal.account));
  const left = (limit: number, used: number) => String(Math.max(0, limit - used));
  return {
    ...(burst !== null && {
      "x-hubspot-ratelimit-max": String(burst.limit),
      "x-hubspot-ratelimit-remaining": left(burst.limit, burst.used),
      "x-hubspot-ratelimit-interval-milliseconds": String(burst.windowMs),
      "x-hubspot-ratelimit-secondly": String(Math.ceil(burst.limit / 10)),
      "x-hubspot-ratelimit-secondly-remaining": String(Math.ceil(burst.limit / 10) - 1),
    }),
    ...(daily !== null && {
      "x-hubspot-ratelimit-daily": String(daily.limit),
      "x-hubspot-ratelimit-daily-remaining": left(daily.limit, daily.used),
    }),
  };
}

function tooMany(world: World, message: string, policyName: string, groupName: string | null): Answer {
  const correlation = correlationId(world);
  const tail = groupName === null ? { requestId: correlationId(world) } : { groupName };
  const body = { status: "error", message, errorType: "RATE_LIMIT", correlationId: correlation, policyName, ...tail };
  return { ...answer(429, body), refused: true };
}
