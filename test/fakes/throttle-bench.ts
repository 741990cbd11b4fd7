import {
  type HttpResponse,
  type Limits,
  NoAnswer,
  type Request,
  type Usage,
  type Window,
} from "../../engine/provider.ts";
import { createThrottle, type Lane } from "../../engine/throttle.ts";
import { handClock } from "./ports.ts";

export const window = (max: number, windowMs: number, path = ""): Window => ({
  name: `${max} in ${windowMs} ms`,
  max,
  windowMs,
  applies: (request) => request.url.includes(path),
});

const limitsOf = (own: Partial<Limits>): Limits => ({
  concurrency: 100,
  batch: 100,
  windows: [],
  lookupLagMs: 0,
  timeoutMs: 1_000,
  ...own,
});

/** The headers of the fake CRM: `limit/remaining/windowMs`, `used/limit/resetAt`, milliseconds. */
function observe({ headers }: HttpResponse): { usage: Usage | null; retryAfterMs: number | null } {
  const [limit, remaining, windowMs] = (headers.burst ?? "").split("/").map(Number);
  const [used, daily, resetAt] = (headers.daily ?? "").split("/").map(Number);
  const burst = headers.burst ? { limit: limit ?? 0, remaining: remaining ?? 0, windowMs: windowMs ?? 0 } : null;
  const quota = headers.daily ? { used: used ?? 0, limit: daily ?? 0, resetAt: resetAt || null } : null;
  const retryAfterMs = headers["retry-after"] ? Number(headers["retry-after"]) : null;
  return { usage: burst || quota ? { burst, daily: quota } : null, retryAfterMs };
}

export interface Call {
  readonly name: string;
  readonly sentAt: number;
  answeredAt: number;
}

/** A throttle before a CRM that answers the n-th request as told, after `ms` (1 if not told); status 0 = no answer. */
export function throttleBench(
  own: Partial<Limits>,
  answer: (at: number) => Partial<HttpResponse> & { ms?: number } = () => ({}),
) {
  const clock = handClock();
  const calls: Call[] = [];
  let underWay = 0;
  let mostUnderWay = 0;
  const request: Request = async ({ url }) => {
    const at = calls.length;
    const call = { name: url.split("/").at(-1) ?? "", sentAt: clock.mono(), answeredAt: Number.POSITIVE_INFINITY };
    calls.push(call);
    mostUnderWay = Math.max(mostUnderWay, ++underWay);
    const { ms = 1, ...response } = answer(at);
    await clock.sleep(ms);
    underWay--;
    call.answeredAt = clock.mono();
    if (response.status === 0) throw new NoAnswer(true, "ECONNRESET");
    return { status: 200, headers: {}, body: "", ...response };
  };
  const throttle = createThrottle({
    limits: limitsOf(own),
    observe,
    share: 1,
    request,
    clock,
    allow: (url) => new URL(url).hostname.endsWith("crm.test"),
  });
  const outcomes: string[] = [];
  const ask = (lane: Lane, name: string, signal?: AbortSignal) => {
    const url = `https://api.crm.test/${name}`;
    return throttle
      .via(
        lane,
        signal,
      )({ method: "GET", url, headers: {}, body: null })
      .then(
        (response) => void outcomes.push(`${name} ${response.status}`),
        (error: unknown) => void outcomes.push(`${name} ${error instanceof Error ? error.message : String(error)}`),
      );
  };
  const ours = () => calls.map((call) => call.name);
  return { clock, throttle, calls, ask, outcomes, ours, mostUnderWay: () => mostUnderWay };
}
