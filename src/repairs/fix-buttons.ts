import type { CardAction, Line } from "../../bots/card.ts";
import type { Cause, OneRecord, OutcomeGroup } from "../../engine/index.ts";
import type { Buttons } from "../commands/buttons.ts";
import { counted, foreign, number, plural } from "../commands/words.ts";
import { masked } from "./words.ts";

/** Where repairs start: a button beside whatever tells of a failure opens its card. */

/** The causes that a group is made of, the most records first. */
export function causesIn(
  { connection, object, direction, reason, outcome }: Omit<OutcomeGroup, "records">,
  causes: readonly Cause[],
): readonly Cause[] {
  return causes
    .filter(
      (one) =>
        one.connection === connection &&
        one.object === object &&
        one.direction === direction &&
        one.reason === reason &&
        one.outcome === outcome,
    )
    .toSorted((a, b) => b.records - a.records);
}

/** "Fix…", or one of them for each cause with its number and field; no two are called the same. */
export function fixButtons(causes: readonly Cause[], most: number, buttons: Buttons): readonly CardAction[] {
  const labels = causes.map(labelOf);
  return causes.slice(0, most).map((cause, at) => {
    const own = labels[at] ?? "";
    const same = labels.slice(0, at).filter((label) => label === own).length;
    const label = causes.length === 1 ? "Fix…" : `${own}${same === 0 ? "" : ` (${number(same + 1)})`}…`;
    return buttons.button({ label, verb: "repair", args: { cause: cause.id }, style: "primary" });
  });
}

function labelOf({ records, field }: Cause): string {
  return `Fix ${number(records)}${field === null ? "" : ` in ${foreign(field, 24)}`}`;
}

/** The causes in words, the most records first: with what is typed where nobody can press. */
export function causeLines(causes: readonly Cause[], most: number, typed: boolean): readonly Line[] {
  if (causes.length === 0 || (!typed && causes.length === 1)) return [];
  const shown = causes.slice(0, most);
  const more = causes.length - shown.length;
  const told = shown.map((one): Line => {
    const field = one.field === null ? "" : ` in ${foreign(one.field, 60)}`;
    const what = `${counted(one.records, one.object, plural(one.object))}${field}`;
    if (typed) return [`${what}: `, { code: `repair ${one.id}` }];
    return one.detail === "" ? `${what}.` : `${what}: ${foreign(masked(one.detail, "hide"), 100)}`;
  });
  return more > 0 ? [...told, `${counted(more, "more cause")}.`] : told;
}

export function fixRecord({ connection, object, direction, subject }: OneRecord, buttons: Buttons): CardAction {
  return buttons.button({
    label: "Fix…",
    verb: "repair",
    args: { connection, object, direction, subject },
    style: "primary",
  });
}
