import type { Card, Line } from "../../bots/card.ts";
import { type IncidentRow, reason } from "../../engine/index.ts";
import type { Buttons } from "../commands/buttons.ts";
import { counted, listed, waiting } from "../commands/words.ts";
import { numberIn, textIn, timeIn } from "./facts.ts";

/** All connections of an incident: a CRM that is away is one, however many it has. */
export function concerned({ connection, facts }: Pick<IncidentRow, "connection" | "facts">): readonly string[] {
  const told: unknown = JSON.parse(textIn(facts, "connections") ?? "null");
  return Array.isArray(told) ? told.map(String) : [connection];
}

/** The CRM itself is ill: signing in again would not help, so it is not offered. */
export function providerOutage(
  { connection, facts, reason: code }: IncidentRow,
  name: string,
  well: readonly string[],
  buttons: Buttons,
): Omit<Card, "kind" | "state" | "footer"> {
  const { says } = reason(code);
  const ill = concerned({ connection, facts }).filter((each) => each !== connection).length;
  const refused = facts.refused === true;
  return {
    tone: "warning",
    headline: refused ? `${name}: the CRM's sign-in is ill` : `${name}: the CRM is not available`,
    lines: [
      refused ? "Several connections of this CRM are refused at once, so its own sign-in seems to be ill." : says,
      "There is nothing to do here: it is tried again by itself, and this message changes when the CRM is back.",
      ...(ill > 0
        ? [`${counted(ill, "other connection")} of it ${ill === 1 ? "stands" : "stand"} still as well.`]
        : []),
      waiting(numberIn(facts, "pending"), timeIn(facts, "oldestPendingAt")),
      ...(well.length > 0 ? [`${listed(well)} ${well.length === 1 ? "goes" : "go"} on as usual.`] : []),
    ],
    facts: [{ label: "Cause", value: [{ code }] }, ...since(timeIn(facts, "since"))],
    actions: [buttons.button({ label: "Show status", verb: "status", args: { connection } })],
  };
}

function since(at: number | null): NonNullable<Card["facts"]> {
  return at === null ? [] : [{ label: "Without an answer since", value: [{ at }] }];
}

export function providerOutageResolved(
  { facts }: IncidentRow,
  name: string,
): { headline: string; lines: readonly Line[] } {
  const pending = numberIn(facts, "pending");
  const changes =
    pending === 0 ? "" : ` ${counted(pending, "change")} that waited ${pending === 1 ? "is" : "are"} sent now.`;
  return {
    headline: `${name}: the CRM is back`,
    lines: [`It answers again, and work goes on from where it stopped.${changes}`],
  };
}
