import type { ReasonCode } from "../reasons.ts";
import type { ConnectionFacts } from "./facts.ts";

export interface Trouble {
  readonly reason: ReasonCode;
  readonly since: number;
}

const SECOND = 1_000;

/** The CRM is away: three failures in a row over five seconds, or two and half a minute since the first. */
export function judgeOutage({ outage, now }: Pick<ConnectionFacts, "outage" | "now">): Trouble | null {
  if (outage === null) return null;
  const { count, firstAt, lastAt, reason } = outage;
  const believed = (count >= 3 && lastAt - firstAt >= 5 * SECOND) || (count >= 2 && now - firstAt >= 30 * SECOND);
  return believed ? { reason, since: firstAt } : null;
}
