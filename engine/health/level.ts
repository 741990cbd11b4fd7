/** How far a daily quota is used, of what we may use: below 80 %, from there, from 95 %, and all of it. */
export type LimitLevel = "free" | "near" | "critical" | "held";

/** Percent of what we may use: from the first on it is worth telling, from the second on it is urgent. */
const NEAR = 80;
const CRITICAL = 95;
/** What was told goes down a level only this far below its threshold, so that it does not come and go. */
const BACK = 10;

export function levelOf(used: number, allowed: number): LimitLevel {
  if (used >= allowed) return "held";
  if (used * 100 >= CRITICAL * allowed) return "critical";
  return used * 100 >= NEAR * allowed ? "near" : "free";
}

/** The level to tell, given the one that was told last (null = none). */
export function steadyLevel(used: number, allowed: number, before: LimitLevel | null): LimitLevel {
  const now = levelOf(used, allowed);
  if (now === "held" || before === null || before === "free") return now;
  const percent = (used * 100) / allowed;
  if (before !== "near" && percent >= CRITICAL - BACK) return "critical";
  return now === "free" && percent >= NEAR - BACK ? "near" : now;
}
