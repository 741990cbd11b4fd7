import { z } from "zod";
import { type Answered, type Ask, replyWith, verb } from "../commands/desk.ts";
import { writeAsker } from "../commands/words.ts";
import { followedCard, rulesCard, undoneCard } from "./rules-card.ts";

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

/** The button of an alert about a mapped field that is gone: it goes on under the name that it has now. */
export const followField = verb({
  name: "follow-field",
  role: "operator",
  summary: "Maps a field that was renamed in the CRM to its new name.",
  usage: "",
  examples: [],
  slots: null,
  args: z.object({ connection: z.string(), object: z.string(), field: z.string(), remote: z.string() }),
  run: async ({ remote, ...lost }, ask) => {
    const rule = await ask.desk.engine.followField(lost, remote, writeAsker(ask.caller));
    if (rule) ask.desk.onOrder();
    return replyWith(ask, "caller", (buttons) => followedCard(rule, ask.names, buttons), { data: rule });
  },
});
