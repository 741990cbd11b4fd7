import type { Card, Line } from "../../bots/card.ts";
import { type IncidentRow, reason } from "../../engine/index.ts";
import type { Buttons } from "../commands/buttons.ts";
import { counted, listed, type Names, providerOf, waiting } from "../commands/words.ts";
import type { Aftermath } from "./after.ts";
import { numberIn, textIn, timeIn } from "./facts.ts";
import { owedLine } from "./reconnected.ts";

/** A headline names so many connections; more are counted. */
const NAMED = 3;
const LISTED = 12;

/** All connections of an incident: a CRM that is away is one, however many it has. */
export function concerned({ connection, facts }: Pick<IncidentRow, "connection" | "facts">): readonly string[] {
  return listIn(facts, "connections") ?? [connection];
}

/** Also those that came back before the others. */
function everConcerned(incident: Pick<IncidentRow, "connection" | "facts">): readonly string[] {
  return listIn(incident.facts, "ever") ?? concerned(incident);
}

function listIn(facts: IncidentRow["facts"], key: string): readonly string[] | null {
  const told: unknown = JSON.parse(textIn(facts, key) ?? "null");
  return Array.isArray(told) ? told.map(String) : null;
}

/** "HubSpot (emea) and HubSpot (apac)", "HubSpot, 12 connections". */
function heading(connections: readonly string[], names: Names): string {
  const [first = ""] = connections;
  if (connections.length <= NAMED) return listed(connections.map(names));
  return `${providerOf(names(first))}, ${counted(connections.length, "connection")}`;
}

function some(words: readonly string[]): string {
  return words.length <= LISTED
    ? listed(words)
    : `${words.slice(0, LISTED).join(", ")} and ${words.length - LISTED} more`;
}

/** The CRM itself is ill: signing in again would not help, so it is not offered. */
export function providerOutage(
  incident: IncidentRow,
  names: Names,
  well: readonly string[],
  buttons: Buttons,
): Omit<Card, "kind" | "state" | "footer"> {
  const { facts, reason: code } = incident;
  const ill = concerned(incident);
  const refused = facts.refused === true;
  const args = ill.length === 1 ? { connection: ill[0] } : {};
  return {
    tone: "warning",
    headline: `${heading(ill, names)}: ${refused ? "the CRM's sign-in is ill" : "the CRM is not available"}`,
    lines: [
      refused && ill.length > 1
        ? `${counted(ill.length, "connection")} of this CRM are refused at once, so its own sign-in seems to be ill. Nobody needs to sign in again.`
        : refused
          ? "Other connections of this CRM fail too, so its own sign-in seems to be ill. Nobody needs to sign in again."
          : reason(code).says,
      "There is nothing to do here: it is tried again by itself, and this message changes when the CRM is back.",
      ...(ill.length > NAMED ? [`They are ${some(ill.map(names))}.`] : []),
      waiting(numberIn(facts, "pending"), timeIn(facts, "oldestPendingAt")),
      ...(well.length > 0 ? [`${listed(well)} ${well.length === 1 ? "goes" : "go"} on as usual.`] : []),
    ],
    facts: [{ label: "Cause", value: [{ code }] }, ...since(timeIn(facts, "since"))],
    actions: [buttons.button({ label: "Show status", verb: "status", args })],
  };
}

function since(at: number | null): NonNullable<Card["facts"]> {
  return at === null ? [] : [{ label: "Without an answer since", value: [{ at }] }];
}

/** The one recovery, in numbers: how many connections, and what had waited; the card says for how long. */
export function providerOutageResolved(
  incident: IncidentRow,
  names: Names,
  after: Aftermath,
): { headline: string; lines: readonly Line[] } {
  const { facts } = incident;
  const ill = everConcerned(incident);
  const who =
    ill.length === 1
      ? "It answers"
      : ill.length === 2
        ? "Both connections answer"
        : `All ${ill.length} connections answer`;
  const pending = Math.max(numberIn(facts, "mostPending"), numberIn(facts, "pending"));
  return {
    headline: `${heading(ill, names)}: the CRM is back`,
    lines: [`${who} again, and work goes on from where it stopped. Nothing is lost.`, ...owedLine(pending, after)],
  };
}
