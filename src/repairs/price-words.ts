import type { RepairTrial } from "../../engine/index.ts";
import { about, counted, number } from "../commands/words.ts";

/** M6: "2 calls of 12,300 left; about 1 min". */
export function priceOf({ calls, callsLeft, aboutMs }: Pick<RepairTrial, "calls" | "callsLeft" | "aboutMs">): string {
  const price = callsLeft === null ? counted(calls, "call") : `${counted(calls, "call")} of ${number(callsLeft)} left`;
  return `${price}; ${about(aboutMs)}`;
}

/** What the daily limit does not hold goes on when there are calls again. */
export function tooDear({ calls, callsLeft }: Pick<RepairTrial, "calls" | "callsLeft">): readonly string[] {
  if (callsLeft === null || calls <= callsLeft) return [];
  return ["That is more than is left of the daily limit: what does not fit goes on when there are calls again."];
}
