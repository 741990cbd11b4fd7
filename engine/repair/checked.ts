import { typedValue } from "./edits.ts";
import { openOptions } from "./options.ts";
import type { Offer, RepairAnswer } from "./seam.ts";
import type { Situation } from "./situation.ts";

export type Checked =
  | { readonly ok: true; readonly answer: RepairAnswer }
  | { readonly ok: false; readonly why: string; readonly problems: Readonly<Record<string, string>> };

/** Whether an answer is one of those that are offered now, with its values in the form of their fields. Pure. */
export function checked(situation: Situation, offers: readonly Offer[], answer: RepairAnswer): Checked {
  const no = (why: string, problems: Readonly<Record<string, string>> = {}): Checked => ({ ok: false, why, problems });
  const offered = offers.filter((each) => each.kind === answer.kind);
  if (offered.length === 0) return no("This cannot be done for it now. Look at what is offered.");
  switch (answer.kind) {
    case "pick": {
      const { described } = situation;
      const options = described === null ? [] : openOptions(situation, described);
      return options.some((option) => option.value === answer.value)
        ? { ok: true, answer }
        : no("The CRM does not take this value.", { [answer.field]: "The CRM does not take this value." });
    }
    case "fill":
      return filled(offered, answer);
    case "owner": {
      const known = offered.some(
        (each) => each.kind === "owner" && each.options.some((one) => one.value === answer.value),
      );
      return known ? { ok: true, answer } : no("This owner is not active there.");
    }
    case "remap": {
      const known = offered.some(
        (each) => each.kind === "remap" && each.candidates.some((one) => one.value === answer.remote),
      );
      return known ? { ok: true, answer } : no("The CRM has no such field that is free.");
    }
    case "match": {
      const known = offered.some(
        (each) => each.kind === "match" && each.candidates.some((one) => one.id === answer.id),
      );
      return known ? { ok: true, answer } : no("It is not among those that match.");
    }
    default:
      return { ok: true, answer };
  }
}

function filled(offered: readonly Offer[], answer: Extract<RepairAnswer, { kind: "fill" }>): Checked {
  const asked = offered.flatMap((each) => (each.kind === "fill" ? each.fields : []));
  const values: Record<string, Extract<RepairAnswer, { kind: "fill" }>["values"][string]> = {};
  const problems: Record<string, string> = {};
  for (const field of asked) {
    const given = answer.values[field.field];
    if (given === undefined) continue;
    const typed = typedValue(field, given);
    if ("problem" in typed) problems[field.field] = typed.problem;
    else values[field.field] = typed.value;
  }
  const [first] = asked;
  if (Object.keys(problems).length > 0) return { ok: false, why: "Not everything can be taken as it is.", problems };
  if (Object.keys(values).length === 0)
    return { ok: false, why: "Nothing was given.", problems: first ? { [first.field]: "It needs a value." } : {} };
  return { ok: true, answer: { ...answer, values } };
}
