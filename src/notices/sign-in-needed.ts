import type { Card, Line } from "../../bots/card.ts";
import { type IncidentRow, reason } from "../../engine/index.ts";
import type { Buttons } from "../commands/buttons.ts";
import { counted, listed, waiting } from "../commands/words.ts";
import { numberIn, textIn, timeIn } from "./facts.ts";

/**
 * The connection is signed out. There is never an address on this card: the link is made for whoever presses, and
 * given to them alone.
 */
export function signInNeeded(
  { connection, facts, reason: code }: IncidentRow,
  name: string,
  well: readonly string[],
  buttons: Buttons,
): Omit<Card, "kind" | "state" | "footer"> {
  const wrong = code === "AUTH_WRONG_ORG";
  const never = facts.everSignedIn === false;
  const { title, says, todo } = reason(code);
  const cause: readonly Line[] = wrong
    ? wrongOrg(facts)
    : never
      ? [
          "Nobody has signed in to the CRM yet, so nothing is synced.",
          "Press Reconnect and sign in to the account that is to be synced.",
        ]
      : [says, todo];
  return {
    tone: "critical",
    headline: wrong
      ? `${name}: signed in to another account`
      : never
        ? `${name}: not connected yet`
        : `${name}: ${title.charAt(0).toLowerCase()}${title.slice(1)}`,
    lines: [
      ...cause,
      waiting(numberIn(facts, "pending"), timeIn(facts, "oldestPendingAt")),
      ...(facts.backfilling === true ? ["The first sync stands still; it goes on from where it stopped."] : []),
      ...(well.length > 0 ? [`${listed(well)} ${well.length === 1 ? "goes" : "go"} on as usual.`] : []),
    ],
    facts: [{ label: "Cause", value: [{ code }] }, ...since(timeIn(facts, "since"))],
    actions: [
      buttons.button({
        label: wrong ? "Sign in again" : "Reconnect",
        verb: "reconnect",
        args: { connection },
        style: "primary",
      }),
      buttons.button({ label: "Show status", verb: "status", args: { connection } }),
    ],
  };
}

function wrongOrg(facts: IncidentRow["facts"]): readonly Line[] {
  const expected = textIn(facts, "expected") ?? "another account";
  const got = textIn(facts, "got") ?? "another one";
  return [
    `Somebody signed in at “${got}”, but this connection is synced with “${expected}”. Nothing was written, and the sign-in was not used.`,
    `Press Sign in again and choose “${expected}”.`,
  ];
}

function since(at: number | null): NonNullable<Card["facts"]> {
  return at === null ? [] : [{ label: "Refused since", value: [{ at }] }];
}

export function signInNeededResolved(
  { facts }: IncidentRow,
  name: string,
): { headline: string; lines: readonly Line[] } {
  const pending = numberIn(facts, "pending");
  const changes =
    pending === 0 ? "" : ` ${counted(pending, "change")} that waited ${pending === 1 ? "is" : "are"} sent now, once.`;
  return { headline: `${name}: signed in again`, lines: [`Work goes on from where it stopped.${changes}`] };
}
