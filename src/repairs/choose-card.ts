import type { Card, CardAction } from "../../bots/card.ts";
import { type Cause, type OneRecord, reason } from "../../engine/index.ts";
import type { Buttons } from "../commands/buttons.ts";
import { counted, foreign, type Names } from "../commands/words.ts";
import { records } from "./words.ts";

const TOLD = 10;

/** Several things stand wrong: one button each. */
export function chooseCard(all: readonly (Cause | OneRecord)[], names: Names, buttons: Buttons): Card {
  const shown = all.slice(0, TOLD);
  const more = all.length - shown.length;
  return {
    kind: "repair",
    state: "choose",
    tone: "info",
    headline: `${counted(all.length, "thing")} can be repaired`,
    lines: ["Choose one:", ...shown.map((one) => [{ code: wordsOf(one) }, ` ${told(one, names)}`] as const)],
    actions: shown.map((one): CardAction => {
      const args = "id" in one ? { cause: one.id } : { ...one };
      return buttons.button({ label: foreign(told(one, names), 60), verb: "repair", args });
    }),
    footer: more > 0 ? `${more} more: see failures. Only you see this.` : "Only you see this.",
  };
}

function wordsOf(one: Cause | OneRecord): string {
  return "id" in one ? `repair ${one.id}` : `repair ${one.connection} ${foreign(one.subject, 60)}`;
}

function told(one: Cause | OneRecord, names: Names): string {
  if (!("id" in one))
    return `${one.object} ${foreign(one.subject, 30)} ${one.direction === "inbound" ? "from" : "to"} ${names(one.connection)}`;
  const field = one.field === null ? "" : ` in ${foreign(one.field, 40)}`;
  return `${reason(one.reason).title}${field}: ${records(one)} ${one.direction === "inbound" ? "from" : "to"} ${names(one.connection)}`;
}
