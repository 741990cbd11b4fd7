import type { Card, Line } from "../../bots/card.ts";
import { type IncidentRow, reason } from "../../engine/index.ts";
import type { Buttons } from "../commands/buttons.ts";
import { foreign, listed, type Names, waiting } from "../commands/words.ts";
import { numberIn, textIn, timeIn } from "./facts.ts";
import { causeLines, changedLine, saidFacts, signInFacts } from "./sign-in-causes.ts";

export interface SignInNeededInput {
  readonly incident: IncidentRow;
  readonly names: Names;
  /** The other connections that go on meanwhile, by their names on cards. */
  readonly well: readonly string[];
  /** The CRM itself is ill now: signing in would fail. */
  readonly outage: boolean;
}

/**
 * The connection is signed out. There is never an address on this card: the link is made for whoever presses, and
 * given to them alone.
 */
export function signInNeeded(
  { incident, names, well, outage }: SignInNeededInput,
  buttons: Buttons,
): Omit<Card, "kind" | "state" | "footer"> {
  const { connection, facts, reason: code } = incident;
  const name = names(connection);
  if (facts.proving === true) return proving(incident, name, buttons);
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
      : [says, ...causeLines(facts, names), ...changedLine(facts, names), ...(outage ? [] : [todo])];
  const label = wrong ? "Sign in again" : "Reconnect";
  return {
    tone: "critical",
    headline: wrong
      ? `${name}: signed in to another account`
      : never
        ? `${name}: not connected yet`
        : `${name}: ${title.charAt(0).toLowerCase()}${title.slice(1)}`,
    lines: [
      ...cause,
      ...(outage ? ["The CRM itself is not available now: sign in when it is back. This message says when."] : []),
      waiting(numberIn(facts, "pending"), timeIn(facts, "oldestPendingAt")),
      ...(facts.backfilling === true ? ["The first sync stands still; it goes on from where it stopped."] : []),
      ...(well.length > 0 ? [`${listed(well)} ${well.length === 1 ? "goes" : "go"} on as usual.`] : []),
    ],
    facts: [
      { label: "Cause", value: [{ code }] },
      ...saidFacts(facts),
      ...since(timeIn(facts, "since")),
      ...signInFacts(facts),
    ],
    actions: [
      ...(outage ? [] : [buttons.button({ label, verb: "reconnect", args: { connection }, style: "primary" })]),
      buttons.button({ label: "Show status", verb: "status", args: { connection } }),
    ],
  };
}

/** Somebody signed in; green comes only after a call has worked with it. */
function proving({ connection, facts }: IncidentRow, name: string, buttons: Buttons): ReturnType<typeof signInNeeded> {
  return {
    tone: "working",
    headline: `${name}: ${facts.everSignedIn === false ? "signed in" : "signed in again"}, being checked`,
    lines: [
      "Somebody signed in. This turns green when a first call with the new sign-in has worked.",
      waiting(numberIn(facts, "pending"), timeIn(facts, "oldestPendingAt")),
    ],
    actions: [buttons.button({ label: "Show status", verb: "status", args: { connection } })],
  };
}

function wrongOrg(facts: IncidentRow["facts"]): readonly Line[] {
  const expected = foreign(textIn(facts, "expected") ?? "another account", 80);
  const got = foreign(textIn(facts, "got") ?? "another one", 80);
  return [
    `Somebody signed in at “${got}”, but this connection is synced with “${expected}”. Nothing was written, and the sign-in was not used.`,
    `Press Sign in again and choose “${expected}”.`,
  ];
}

function since(at: number | null): NonNullable<Card["facts"]> {
  return at === null ? [] : [{ label: "Refused since", value: [{ at }] }];
}
