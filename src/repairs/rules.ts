import { z } from "zod";
import { type Answered, type Ask, replyWith, verb } from "../commands/desk.ts";
import { writeAsker } from "../commands/words.ts";
import { rulesCard, undoneCard } from "./rules-card.ts";

interface Narrowed {
  readonly connection: string | undefined;
  readonly object: string | undefined;
}

/** `map rules`: what was kept, dated and signed, with what was undone of late. */
export async function keptRules({ connection, object }: Narrowed, ask: Ask): Promise<Answered> {
  const rules = await ask.desk.engine.keptRules({ connection, object });
  const input = { rules, names: ask.names, now: ask.desk.now() };
  return replyWith(ask, "caller", (buttons) => rulesCard(input, buttons), { data: rules });
}

/** The Undo button of a kept rule: what it kept away comes back. */
export const undoRule = verb({
  name: "undo-rule",
  role: "operator",
  summary: "Undoes a rule that was kept when a cause was mended.",
  usage: "",
  examples: [],
  slots: null,
  args: z.object({ rule: z.string() }),
  run: async ({ rule }, ask) => {
    const undone = await ask.desk.engine.undoRule(rule, writeAsker(ask.caller));
    if (undone) ask.desk.onOrder();
    return { show: "caller", card: undoneCard(undone, ask.names), data: undone };
  },
});
