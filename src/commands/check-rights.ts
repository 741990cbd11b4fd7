import { z } from "zod";
import type { Card } from "../../bots/card.ts";
import type { Rechecked } from "../../engine/index.ts";
import { differenceLines } from "../notices/difference.ts";
import type { Buttons } from "./buttons.ts";
import { replyWith, verb } from "./desk.ts";
import { foreign } from "./words.ts";

/** The Check again button of a message that tells of lost rights: they are read anew, and the message is edited. */
export const checkRights = verb({
  name: "check-rights",
  role: "operator",
  summary: "Reads anew which rights a sign-in has.",
  usage: "",
  examples: [],
  slots: null,
  args: z.object({ connection: z.string() }),
  run: async ({ connection }, ask) => {
    const { engine, onOrder } = ask.desk;
    const checked = await engine.signIns.recheck(connection);
    // The alert in the channel says the same from now on, and what was refused is tried again.
    if (checked.state === "read") onOrder();
    return replyWith(
      ask,
      "caller",
      (buttons) => rightsCard(checked, { connection, name: ask.names(connection) }, buttons),
      {
        data: checked,
      },
    );
  },
});

export interface RightsOf {
  readonly connection: string;
  /** As cards call it. */
  readonly name: string;
}

export function rightsCard(checked: Rechecked, { connection, name }: RightsOf, buttons: Buttons): Card {
  const again = buttons.button({ label: "Check again", verb: "check-rights", args: { connection } });
  if (checked.state === "not_read") {
    return {
      kind: "rights",
      state: "not_read",
      tone: "warning",
      headline: `${name}: the rights could not be read`,
      lines: [`${foreign(checked.detail, 200)}. What is known of them has not changed.`, "Try again in a while."],
      actions: [again],
    };
  }
  const missing = checked.state === "read" ? checked.now.lost.length + checked.now.scopesLost.length : 0;
  if (checked.state === "nothing_lost" || missing === 0) {
    return {
      kind: "rights",
      state: "complete",
      tone: "good",
      headline: `${name}: no right is missing any more`,
      lines: [
        checked.state === "read"
          ? "Everything that the last sign-in had lost is granted again. What waited for it is tried now."
          : "The last sign-in has lost nothing that is still missing.",
      ],
    };
  }
  const back = checked.before.lost.length + checked.before.scopesLost.length - missing;
  return {
    kind: "rights",
    state: "missing",
    tone: "warning",
    headline: `${name}: rights are still missing`,
    lines: [
      back > 0 ? "Some of them are granted now; what waited for those is tried." : "None of them is granted so far.",
      ...differenceLines(checked.now, "done"),
    ],
    actions: [again],
  };
}
