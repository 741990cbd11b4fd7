import { z } from "zod";
import { replyWith, verb } from "../commands/desk.ts";
import { decide, order } from "./decide.ts";
import { choicesOf, formCard } from "./form-card.ts";
import { answerArgs, answerTo, askedArgs, atArgs } from "./scope.ts";
import { goneCard, impossibleCard } from "./told-cards.ts";

/** What only buttons and lists call. Each is looked up on our side; of the client only the picked option counts. */
const pressed = { role: "operator", usage: "", examples: [], slots: null } as const;

/** A button that says the whole answer. */
export const repairAnswer = verb({
  ...pressed,
  name: "repair-answer",
  summary: "Carries out the repair that a button names.",
  args: z.object({ ...atArgs, answer: answerArgs, keeps: z.boolean(), sure: z.boolean() }),
  run: async ({ answer, keeps, sure, ...at }, ask) => decide({ at, answer, keeps, sure }, ask),
});

/** A list of whole answers. */
export const repairChoose = verb({
  ...pressed,
  name: "repair-choose",
  summary: "Carries out the repair that is picked from a list.",
  takes: "value",
  args: z.object({
    ...atArgs,
    answers: z.array(z.object({ answer: answerArgs, keeps: z.boolean() })),
    value: z.string(),
  }),
  run: async ({ answers, value, scope, mark, place }, ask) => {
    const chosen = answers[Number(value)];
    if (!chosen) return { show: "caller", card: impossibleCard("That is not among what was offered.", {}) };
    return decide({ at: { scope, mark, place }, ...chosen, sure: false }, ask);
  },
});

/** A list whose option completes the answer: a value, an owner, a field, a match. */
export const repairPick = verb({
  ...pressed,
  name: "repair-pick",
  summary: "Carries out a repair with what is picked from a list.",
  takes: "value",
  args: z.object({
    ...atArgs,
    asked: askedArgs,
    keeps: z.boolean(),
    /** Values that are too long for a list, by what stands for them there. */
    long: z.record(z.string(), z.string()).optional(),
    value: z.string(),
  }),
  run: async ({ asked, keeps, long = {}, value, scope, mark, place }, ask) => {
    const picked = Object.hasOwn(long, value) ? (long[value] ?? value) : value;
    return decide({ at: { scope, mark, place }, answer: answerTo(asked, picked, false), keeps, sure: false }, ask);
  },
});

/** The yes to what was shown before. */
export const repairNow = verb({
  ...pressed,
  name: "repair-now",
  summary: "Begins a repair that was shown before.",
  args: z.object({ scope: atArgs.scope, mark: z.string(), answer: answerArgs }),
  run: async ({ scope, mark, answer }, ask) => order({ scope, mark, place: "own" }, answer, ask),
});

/** Opens the dialog that asks for values. */
export const repairForm = verb({
  ...pressed,
  name: "repair-form",
  summary: "Asks for the values that a repair needs.",
  args: z.object({ ...atArgs, asks: z.union([z.literal("fill"), askedArgs]) }),
  run: async ({ asks, scope, mark, place }, ask) => {
    const view = await ask.desk.engine.repairs(scope);
    if (!view) return { show: "caller", card: goneCard() };
    if (asks !== "fill" && choicesOf(asks, view) === null) return { show: "caller", card: goneCard() };
    const price = await ask.desk.engine.tryRepair(scope, emptyAnswer(asks));
    const at = { scope, mark: mark ?? view.mark, place };
    const input = { view, at, asks, price, names: ask.names, problems: {}, typed: {} };
    return replyWith(ask, "form", (buttons) => formCard(input, buttons) ?? goneCard());
  },
});

/** As good as nothing was said yet: only its price counts. */
function emptyAnswer(asks: "fill" | z.output<typeof askedArgs>) {
  return asks === "fill" ? ({ kind: "fill", values: {}, keep: false } as const) : ({ kind: "again" } as const);
}
