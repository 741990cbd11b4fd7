import type { Card, Line } from "../../bots/card.ts";
import { type IncidentRow, reason } from "../../engine/index.ts";
import type { Buttons } from "../commands/buttons.ts";
import { counted, foreign, number } from "../commands/words.ts";
import type { Aftermath } from "./after.ts";
import { differenceLines, losesRights } from "./difference.ts";
import { numberIn } from "./facts.ts";

type End = Pick<Card, "tone" | "headline" | "lines"> & Partial<Pick<Card, "actions">>;

/** What may come after an alert of sign-in: draining -> rights_lost (until they are back) or resolved. */
export function afterState({ left, difference }: Aftermath): "draining" | "rights_lost" | "resolved" {
  if (left > 0) return "draining";
  return losesRights(difference) ? "rights_lost" : "resolved";
}

/** The alert's own message after somebody signed in again, and it works: green only when nothing is missing (M5). */
export function reconnected(
  { connection, facts }: Pick<IncidentRow, "connection" | "facts">,
  name: string,
  after: Aftermath,
  buttons: Buttons,
): End {
  const { by, difference, held } = after;
  const lost = losesRights(difference);
  const again = facts.everSignedIn === false ? "signed in" : "signed in again";
  const who = by === null ? "" : ` by ${foreign(by, 40)}`;
  return {
    tone: lost ? "warning" : after.left > 0 ? "working" : "good",
    headline: `${name}: ${again}${who}${lost ? ", with fewer rights" : ""}`,
    lines: [
      facts.everSignedIn === false
        ? `It works${who === "" ? "" : `: signed in${who}`}. The first sync begins.`
        : `${by === null ? "It works again" : `Reconnected${who}, and it works`}: work goes on from where it stopped.`,
      ...owedLine(numberIn(facts, "pending"), after),
      ...differenceLines(difference, "done"),
      ...(lost && held > 0 ? [`${counted(held, "record")} ${held === 1 ? "waits" : "wait"} for it.`] : []),
      ...(lost ? ["When it is granted, press Check again: what waits is then tried by itself."] : []),
    ],
    ...(lost
      ? { actions: [buttons.button({ label: "Check again", verb: "check-rights", args: { connection } })] }
      : {}),
  };
}

/** "Draining 1,284", and the count when that has ended. */
export function owedLine(pending: number, { left, sent, refused }: Aftermath): readonly Line[] {
  if (left > 0)
    return [
      `Draining: ${number(left)} of ${counted(Math.max(pending, left), "change")} that waited are still to be sent.`,
    ];
  if (pending === 0) return [];
  const bad = refused === 0 ? "" : `, and ${number(refused)} ${refused === 1 ? "was" : "were"} refused`;
  return [
    sent + refused === 0
      ? `${counted(pending, "change")} waited, and none of them waits any more.`
      : `What waited has been worked off: ${counted(sent, "record")} ${sent === 1 ? "was" : "were"} sent${bad}.`,
  ];
}

/** Whether a reason is about a right that is missing. */
export const isOfRights = (code: Parameters<typeof reason>[0]): boolean => reason(code).family === "P";
