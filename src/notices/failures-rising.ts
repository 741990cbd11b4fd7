import type { Card, Line, Section } from "../../bots/card.ts";
import { type Cause, type IncidentRow, type OutcomeGroup, reason } from "../../engine/index.ts";
import type { Buttons } from "../commands/buttons.ts";
import { outcomeCounts, ranked, total, whichWay } from "../commands/groups.ts";
import { counted, number, plural } from "../commands/words.ts";
import { causesIn, fixButtons } from "../repairs/fix-buttons.ts";
import { numberIn } from "./facts.ts";

const TOLD = 3;
/** Causes of one reason with a button of their own. */
const FIXED = 2;

/** The failed-records summary: reasons and counts, and no value of any record. */
export function failuresRising(
  { connection, facts, severity }: IncidentRow,
  name: string,
  groups: readonly OutcomeGroup[],
  buttons: Buttons,
  causes: readonly Cause[] = [],
): Omit<Card, "kind" | "state" | "footer"> {
  const failed = ranked(groups.filter((group) => group.outcome === "failed"));
  const count = failed.length > 0 ? total(failed) : numberIn(facts, "failing");
  const reasons = new Set(failed.map((group) => group.reason)).size;
  const others = outcomeCounts(groups.filter((group) => group.outcome !== "failed"));
  return {
    tone: severity === "critical" ? "critical" : "warning",
    headline: `${name}: ${counted(count, "record")} failed`,
    lines: [
      `${counted(count, "record")} could not be synced, for ${counted(reasons, "reason")}. The other records go on.`,
      ...(severity === "critical"
        ? [
            `Of the last ${counted(numberIn(facts, "total"), "result")}, ${number(numberIn(facts, "failed"))} failed: more than one in five.`,
          ]
        : []),
      "Remove the cause, then press Resync: each record is tried again.",
      ...(others === "" ? [] : [`Besides, ${others} – that needs nobody.`]),
    ],
    tables: [
      {
        caption: "Failed, by reason",
        columns: ["Reason", "Records", "Object", "Way"],
        rows: failed.map((group) => [
          group.reason,
          group.records,
          plural(group.object),
          group.direction === "inbound" ? `from ${name}` : `to ${name}`,
        ]),
      },
    ],
    sections: failed.slice(0, TOLD).map((group) => section(group, name, buttons, causes)),
    actions: [buttons.button({ label: "Show failures", verb: "failures", args: { connection } })],
  };
}

function section(group: OutcomeGroup, name: string, buttons: Buttons, causes: readonly Cause[]): Section {
  const { title, says, todo } = reason(group.reason);
  const { reason: code, connection, object, direction, outcome } = group;
  return {
    heading: `${title}: ${whichWay(group, () => name)}`,
    lines: [[{ code }, ` ${says}`], `What to do: ${todo}`],
    actions: [
      ...fixButtons(causesIn(group, causes), FIXED, buttons),
      buttons.button({
        label: `Resync ${number(group.records)}`,
        verb: "resync",
        args: { reason: code, connection, object, direction, outcome },
      }),
    ],
  };
}

/** Few that fail are none that fail: it is no proof of anything, so it is not green. */
export function failuresRisingResolved(name: string): Pick<Card, "tone" | "headline"> & { lines: readonly Line[] } {
  return {
    tone: "info",
    headline: `${name}: not many records fail any more`,
    lines: ["What had failed is synced now, is no longer there, or stands on a card of its own."],
  };
}
