import type { Card, Line } from "../../bots/card.ts";
import { type IncidentRow, reason } from "../../engine/index.ts";
import type { Buttons } from "../commands/buttons.ts";
import { duration, waiting } from "../commands/words.ts";
import { numberIn, timeIn } from "./facts.ts";

/** Nothing is known to be wrong, and yet nothing comes: an overdue poll, or a first sync that does not move. */
export function overdue(
  { connection, facts, reason: code }: IncidentRow,
  name: string,
  buttons: Buttons,
): Omit<Card, "kind" | "state" | "footer"> {
  const stuck = code === "RUN_STUCK";
  const { says, todo } = reason(code);
  const since = timeIn(facts, "since");
  return {
    tone: "warning",
    headline: stuck ? `${name}: the first sync does not move` : `${name}: sync is overdue`,
    lines: [says, todo, waiting(numberIn(facts, "pending"), timeIn(facts, "oldestPendingAt"))],
    facts: [
      { label: "Cause", value: [{ code }] },
      ...(since === null ? [] : [{ label: stuck ? "Last movement" : "Last success", value: [{ at: since }] }]),
      { label: "Looks for changes", value: `every ${duration(numberIn(facts, "pollMs"))}` },
    ],
    actions: [
      buttons.button({ label: "Show status", verb: "status", args: { connection } }),
      buttons.button({ label: "Show failures", verb: "failures", args: { connection } }),
    ],
  };
}

export function overdueResolved(name: string): { headline: string; lines: readonly Line[] } {
  return {
    headline: `${name}: in time again`,
    lines: ["The CRM was read again, and work goes on from where it stopped."],
  };
}
