import { nameOf } from "../inbound/stumble.ts";
import type { OutboxRow } from "../store/outbox.ts";
import { type OutboundRules, type Planned, planWrite } from "./plan.ts";

type HeldRecord = Parameters<typeof planWrite>[1];

/**
 * Plans each row by itself: one that our own code throws over is refused as ERR_UNKNOWN, which is tried three times, and
 * its neighbours go on (E29). `surprised` is told what was thrown.
 */
export function planEach(
  rows: readonly OutboxRow[],
  heldOf: (row: OutboxRow) => HeldRecord,
  rules: OutboundRules,
  surprised: (row: OutboxRow, cause: unknown) => void,
): readonly Planned[] {
  return rows.map((row) => {
    try {
      return planWrite(row, heldOf(row), rules);
    } catch (cause) {
      surprised(row, cause);
      const detail = `It could not be sent: an error of our own (${nameOf(cause)}).`;
      return { kind: "refused", row, why: { reason: "ERR_UNKNOWN", detail, field: null, parent: null } };
    }
  });
}
