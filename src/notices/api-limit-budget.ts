import type { CardAction, Fact, Line } from "../../bots/card.ts";
import type { Budget, Confidence, IncidentRow } from "../../engine/index.ts";
import { bars } from "../commands/bars.ts";
import { type BudgetShown, budgetActions, budgetSettings, budgetWords } from "../commands/budget-words.ts";
import type { Buttons } from "../commands/buttons.ts";
import { number } from "../commands/words.ts";
import { textIn, timeIn } from "./facts.ts";

type Facts = IncidentRow["facts"];

/** What people set of the connection's calls, as the incident keeps it; null = an incident of an older version. */
function budgetIn({ connection, facts }: Pick<IncidentRow, "connection" | "facts">): BudgetShown | null {
  const fileShare = timeIn(facts, "fileShare");
  if (fileShare === null) return null;
  const chosen = <T>(what: string, value: T) => {
    const [by, at] = [textIn(facts, `${what}By`), timeIn(facts, `${what}At`)];
    return by === null || at === null ? null : { value, by, at };
  };
  const share = timeIn(facts, "share") ?? fileShare;
  const budget: Budget = {
    share: chosen("share", facts.shareIsSet === true ? share : null),
    slowed: chosen("slowed", facts.slowed === true),
    outboundPaused: chosen("outbound", facts.outboundPaused === true),
  };
  return { connection, share, fileShare, budget };
}

/** What changes when somebody presses a button of the card: then it is edited at once. */
export function budgetState(facts: Facts): string {
  return `${facts.slowed === true ? "_slowed" : ""}${facts.outboundPaused === true ? "_outbound_paused" : ""}`;
}

export function limitActions(incident: IncidentRow, buttons: Buttons): readonly CardAction[] {
  const shown = budgetIn(incident);
  return shown === null ? [] : budgetActions(shown, { from: "alert" }, buttons);
}

/** Whose calls they are, and who set what. */
export function limitFacts(incident: IncidentRow): readonly Fact[] {
  const { facts } = incident;
  const [used, ours] = [timeIn(facts, "used"), timeIn(facts, "ours")];
  const shown = budgetIn(incident);
  return [
    ...(used === null || ours === null
      ? []
      : [
          {
            label: "Whose calls",
            value: `about ${number(ours)} ours, ${number(Math.max(0, used - ours))} of other programs`,
          },
        ]),
    ...(shown === null ? [] : budgetSettings(shown)),
  ];
}

/** The last day's use as one line of bars, an hour each, with its words. */
export function curveLine(facts: Facts): readonly Line[] {
  const [used, allowed] = [timeIn(facts, "used"), timeIn(facts, "allowed")];
  const told = (textIn(facts, "curve") ?? "").split(" ").filter((word) => word !== "");
  if (used === null || !allowed || told.length === 0) return [];
  const percents = [...told.map(Number), Math.floor((used * 100) / allowed)];
  const words = `the last ${percents.length} hours, from ${percents[0] ?? 0} % to ${percents.at(-1) ?? 0} %`;
  return [`${bars(percents, 100)} ${words}; a full bar is all that we may use.`];
}

export function confidenceIn(facts: Facts): Confidence | null {
  const told = textIn(facts, "confidence");
  return told === "high" || told === "fair" || told === "low" ? told : null;
}

/** What outlasts the alert, so that nobody forgets it. */
export function stillSet(incident: IncidentRow): readonly Line[] {
  const shown = budgetIn(incident);
  const words = shown === null ? [] : budgetWords({ ...shown.budget, share: null });
  if (words.length === 0) return [];
  return [...words, ["It stays so until somebody changes it: ", { code: `limits ${incident.connection}` }, "."]];
}
