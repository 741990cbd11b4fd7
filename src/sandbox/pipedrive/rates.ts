import { type Answer, counted } from "../crm/crm.ts";
import { activeFault } from "../crm/faults.ts";
import { type Quota, quota, take, within } from "../crm/limits.ts";
import { answer, type Pipedrive } from "./ask.ts";
import type { Company } from "./company.ts";

/** Searches of all kinds in one window. */
const mostSearches = 10;
const windowMs = 2000;
/** So many refused requests in a row, and the network in front of Pipedrive shuts the door for a while. */
const mostRefused = 20;
const shutMs = 60_000;

/** What a request costs and how it came. */
export interface Charge {
  readonly tokens: number;
  readonly search: boolean;
  readonly byToken: boolean;
}

/** Counts a request, or answers 429: when the window is full, or the company's tokens of the day are spent. */
export function overLimit(crm: Pipedrive, company: Company, charge: Charge): Answer | null {
  const now = crm.world.now();
  const isFull = charge.search && within(company.searches, now - windowMs) >= mostSearches;
  const refusal = isFull
    ? "burst"
    : take(countedFor(crm, company, charge), { burst: true, daily: true }, charge.tokens);
  if (refusal !== null) {
    company.patience.refused += 1;
    if (company.patience.refused >= mostRefused) company.patience.shutUntil = now + shutMs;
    return tooMany(refusal === "daily");
  }
  company.patience.refused = 0;
  if (charge.search) {
    company.searches.push(now);
    if (company.searches.length > 100) company.searches.splice(0, 50);
  }
  return null;
}

/** The page of the network in front, for those who went on asking through the 429s; null = the door is open. */
export function shutOut(crm: Pipedrive, company: Company): Answer | null {
  const { patience } = company;
  if (crm.world.now() >= patience.shutUntil) return null;
  patience.refused = 0;
  const body =
    '<!DOCTYPE html><html lang="en-US"><head><title>Attention Required! | Cloudflare</title></head><body><h1>Sorry, ' +
    "you have been blocked</h1><p>You are unable to access pipedrive.com</p></body></html>";
  const headers = { "content-type": "text/html; charset=UTF-8", server: "cloudflare" };
  return { status: 403, headers, body, refused: true };
}

type Headers = Readonly<Record<string, string>>;

/** What every answer tells of the limits; the daily ones are missing under `hide-daily-headers`, as in life at times. */
export function rateHeaders(crm: Pipedrive, company: Company, charge: Charge): Headers {
  const { burst, daily } = quota(countedFor(crm, company, charge));
  const isHidden = activeFault(crm.board, crm.name, "hide-daily-headers", company.account.name) !== null;
  const window = charge.search
    ? { used: within(company.searches, crm.world.now() - windowMs), limit: mostSearches }
    : burst;
  return { ...windowHeaders(window), ...(isHidden ? {} : dailyHeaders(daily)) };
}

function windowHeaders(window: { readonly used: number; readonly limit: number } | null): Headers {
  if (window === null) return {};
  return {
    "x-ratelimit-limit": String(window.limit),
    "x-ratelimit-remaining": String(Math.max(0, window.limit - window.used)),
    "x-ratelimit-reset": String(windowMs / 1000),
  };
}

function dailyHeaders(daily: Quota["daily"]): Headers {
  if (daily === null) return {};
  return {
    "x-daily-ratelimit-token-limit": String(daily.limit),
    "x-daily-ratelimit-token-remaining": String(Math.max(0, daily.limit - daily.used)),
  };
}

/** Personal tokens have a smaller window than apps. */
function countedFor(crm: Pipedrive, company: Company, { byToken }: Charge) {
  const whole = counted(crm, company.account);
  return byToken ? { ...whole, limits: { ...crm.limits, burst: { limit: crm.tokenBurst, windowMs } } } : whole;
}

function tooMany(isDaily: boolean): Answer {
  const info = isDaily
    ? "The daily API token budget of the company is used up."
    : "You have exceeded the allowed number of requests in 2 seconds.";
  const body = { success: false, error: "Rate limit exceeded", errorCode: 429, error_info: info };
  return { ...answer(429, body), refused: true };
}
