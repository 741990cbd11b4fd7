import { activeFault, numberOf } from "./faults.ts";
import type { Counted } from "./limits.ts";

/** How long a request takes, at least, while a concurrent limit is in force; ms. */
const leastMs = 250;

/**
 * The limit on requests that are under way at once (`concurrent-limit`). A request is under way from its arrival until
 * its answer leaves: the handler is told no end, so it decides it, and the answer waits that long.
 */
export function begin(of: Counted): { readonly refused: boolean; readonly delayMs: number } {
  const fault = activeFault(of.board, of.service, "concurrent-limit", of.account);
  if (fault === null) return { refused: false, delayMs: 0 };
  const now = of.board.world.now();
  const { meter } = of;
  meter.underWay = meter.underWay.filter((until) => until > now);
  if (meter.underWay.length >= numberOf(fault, "limit")) {
    if (fault.timesLeft !== null) fault.timesLeft -= 1;
    return { refused: true, delayMs: 0 };
  }
  const slow = activeFault(of.board, of.service, "slow", of.account);
  const delayMs = numberOf(fault, "ms", leastMs);
  meter.underWay.push(now + delayMs + (slow === null ? 0 : numberOf(slow, "ms")));
  return { refused: false, delayMs };
}
