import { z } from "zod";
import type { RepairAnswer, RepairView } from "../../engine/index.ts";
import { type Answered, type Ask, replyWith, verb } from "../commands/desk.ts";
import { order } from "./decide.ts";
import { optionKey } from "./draw.ts";
import { choicesOf, formCard, matching } from "./form-card.ts";
import { FIND, KEEP, readFields, VALUE } from "./form-fields.ts";
import { type Asked, type At, answerTo, askedArgs, atArgs } from "./scope.ts";
import { goneCard } from "./told-cards.ts";

type Typed = Readonly<Record<string, string>>;

type Said =
  | { readonly ok: true; readonly answer: RepairAnswer }
  | { readonly ok: false; readonly problems: Readonly<Record<string, string>> };

/** A dialog was sent: what was typed is checked, and ordered when nothing stands against it. */
export const repairSend = verb({
  name: "repair-send",
  role: "operator",
  summary: "Carries out a repair with the values of a dialog.",
  usage: "",
  examples: [],
  slots: null,
  takes: "values",
  args: z.looseObject({ ...atArgs, asks: z.union([z.literal("fill"), askedArgs]) }),
  run: async ({ asks, scope, mark, place, ...others }, ask) => {
    const typed = textsIn(others);
    const at: At = { scope, mark, place };
    const view = await ask.desk.engine.repairs(scope);
    if (!view) return { show: "caller", card: goneCard() };
    const said = asks === "fill" ? filled(view, typed) : picked(asks, view, typed);
    if (!said.ok) return again({ view, at, asks, typed, problems: said.problems }, ask);
    const trial = await ask.desk.engine.tryRepair(scope, said.answer);
    if (!trial) return { show: "caller", card: goneCard() };
    if (Object.keys(trial.problems).length > 0) {
      const problems = asks === "fill" ? trial.problems : { [VALUE]: Object.values(trial.problems).join(" ") };
      return again({ view, at, asks, typed, problems }, ask);
    }
    // What a dialog showed stays true for many as long as each is still checked when it is sent.
    return order(trial.records === 1 ? at : { ...at, mark: trial.mark }, said.answer, ask);
  },
});

/** Only what bears a form's own names: nothing typed can be taken for an argument of ours. */
function textsIn(others: Readonly<Record<string, unknown>>): Typed {
  return Object.fromEntries(
    Object.entries(others).flatMap(([name, text]) =>
      name.startsWith("-") && typeof text === "string" ? [[name, text] as const] : [],
    ),
  );
}

function filled({ offers }: RepairView, typed: Typed): Said {
  const offer = offers.find((one) => one.kind === "fill");
  if (!offer) return { ok: false, problems: {} };
  const read = readFields(offer.fields, typed);
  if (!read.ok) return read;
  const keep = offer.keeps !== null && typed[KEEP] === "yes";
  return { ok: true, answer: { kind: "fill", values: read.values, keep } };
}

/** What was looked for counts when it is the only one, or is called just so; otherwise what was picked. */
function picked(asked: Asked, view: RepairView, typed: Typed): Said {
  const choices = choicesOf(asked, view) ?? [];
  const wanted = (typed[FIND] ?? "").trim();
  const keep = typed[KEEP] === "yes";
  const chosen = choices.find((one) => optionKey(one.value) === typed[VALUE]);
  const fitting = matching(choices, wanted);
  const exact = fitting.filter((one) =>
    [one.value, one.label].some((each) => each.toLowerCase() === wanted.toLowerCase()),
  );
  const [only] = fitting.length === 1 ? fitting : exact.length === 1 ? exact : [];
  // What is looked for now says more than what was picked before the list was made shorter.
  const found = wanted === "" || (chosen && fitting.includes(chosen)) ? chosen : only;
  if (found) return { ok: true, answer: answerTo(asked, found.value, keep) };
  if (wanted === "") return { ok: false, problems: { [VALUE]: "Pick one." } };
  return { ok: false, problems: fitting.length === 0 ? { [FIND]: "Nothing that is allowed reads like that." } : {} };
}

interface Again {
  readonly view: RepairView;
  readonly at: At;
  readonly asks: "fill" | Asked;
  readonly typed: Typed;
  readonly problems: Readonly<Record<string, string>>;
}

/** The same dialog once more: what was typed stands in it, and beside each field why it cannot be. */
async function again(told: Again, ask: Ask): Promise<Answered> {
  const input = { ...told, price: null, names: ask.names };
  return replyWith(ask, "form", (buttons) => formCard(input, buttons) ?? goneCard());
}
