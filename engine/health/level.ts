/** How far a daily quota is used, of what we may use: below 80 %, from there, from 95 %, and all of it. */
export type LimitLevel = "free" | "near" | "critical" | "held";

/** From 80 % of what we may use on it is worth telling, from 95 % on it is urgent. */
export function levelOf(used: number, allowed: number): LimitLevel {
  if (used >= allowed) return "held";
  if (used >= 0.95 * allowed) return "critical";
  return used >= 0.8 * allowed ? "near" : "free";
}

/** What was told goes down a level only this far below its threshold, so that it does not come and go. */
const BACK = 0.1;

/** The level to tell, given the one that was told last. Null = below all of them. */
export function steadyLevel(used: number, allowed: number, before: LimitLevel | null): LimitLevel {
  const now = levelOf(used, allowed);
  if (now === "held" || before === null || before === "free") return now;
  if (now !== "critical" && before !== "near" && used >= (0.95 - BACK) * allowed) return "critical";
  return now === "free" && used >= (0.8 - BACK) * allowed ? "near" : now;
}
