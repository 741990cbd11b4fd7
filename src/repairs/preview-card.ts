import type { Card, Line, Section } from "../../bots/card.ts";
import { type Cause, type Cut, type RepairTrial, reason } from "../../engine/index.ts";
import type { Buttons } from "../commands/buttons.ts";
import { capital, foreign, listed, type Names, number } from "../commands/words.ts";
import { deedOf } from "./deeds.ts";
import { priceOf, tooDear } from "./price-words.ts";
import { kept } from "./scope.ts";
import { noun, ofAll, records, valueText } from "./words.ts";

export interface PreviewInput {
  readonly trial: RepairTrial;
  readonly cause: Cause;
  /** Whether the answer can be kept as a rule. */
  readonly keeps: boolean;
  readonly names: Names;
  /** `platform:user`: who asked is who says yes. */
  readonly owner: string;
  readonly until: number;
}

/** What an answer would do, before it does: only the one who asked sees it, because it shows values. */
export function previewCard({ trial, cause, keeps, names, owner, until }: PreviewInput, buttons: Buttons): Card {
  const { answer, mends, records: many } = trial;
  // A mapping is right or wrong whatever else stands against the records that wait for it.
  const isMapping = answer.kind === "remap" || answer.kind === "unmap";
  const none = mends === 0 && !isMapping;
  const what = mends === many ? `these ${number(many)}` : ofAll(mends, many);
  const press = (label: string, keeping: boolean, first: boolean) =>
    buttons.button({
      label,
      verb: "repair-now",
      args: { scope: trial.scope, answer: kept(answer, keeping), mark: trial.mark },
      once: true,
      owner,
      expiresAt: until,
      ...(first ? { style: "primary" as const } : {}),
    });
  const asked = "keep" in answer && answer.keep;
  const plain = press(mendLabel(trial, what), false, !asked);
  const rule = keeps ? [press("Mend and keep as a rule", true, asked)] : [];
  return {
    kind: "repair",
    state: none ? "mends_none" : "confirm",
    tone: none ? "warning" : "info",
    headline: none
      ? `This would mend none of ${records(cause, many)}`
      : mends === 0
        ? capital(deedOf(answer))
        : `Mends ${ofAll(mends, many)} ${noun(cause, many)}`,
    lines: [
      `${capital(deedOf(answer))}: ${number(mends)} would be taken by ${names(cause.connection)}, as far as its description tells.`,
      ...rest(trial),
      ...(none ? ["Nothing was changed. Choose another answer."] : [`Price: ${priceOf(trial)}.`, ...tooDear(trial)]),
      ...(keeps && !none ? ["Kept as a rule it also holds for what comes later; it can be undone at any time."] : []),
    ],
    sections: shown(trial),
    ...(none ? {} : { actions: asked ? [...rule, plain] : [plain, ...rule] }),
    footer: none ? "Nothing was sent." : ["Nothing was sent yet. This offer ends at ", { at: until }, "."],
  };
}

function mendLabel({ answer, mends, records: many }: RepairTrial, what: string): string {
  if (mends === 0) return answer.kind === "unmap" ? "Stop sending it" : "Map it";
  return many === 1 ? "Mend it" : `Mend ${what}`;
}

/** "4 remain: 3 because of “Text too long”, 1 because of …". */
function rest({ rest: others, records: many, mends }: RepairTrial): readonly Line[] {
  const left = many - mends;
  if (left <= 0) return [];
  const why = others.map(
    (each) =>
      `${number(each.records)} because of “${reason(each.reason).title}”${each.field === null ? "" : ` in ${foreign(each.field, 60)}`}`,
  );
  return [`${number(left)} ${left === 1 ? "remains" : "remain"}${why.length === 0 ? "" : `: ${listed(why)}`}.`];
}

const SHOWN = 3;

/** Before and after of the first few; of what is only cut, what is lost. */
function shown({ shown: cuts, answer }: RepairTrial): readonly Section[] {
  if (cuts.length === 0) return [];
  return [
    { heading: "For example", lines: cuts.slice(0, SHOWN).map((one) => beforeAndAfter(one, answer.kind === "cut")) },
  ];
}

function beforeAndAfter({ subject, before, after }: Cut, isCut: boolean): Line {
  const id = { code: foreign(subject, 40) };
  if (isCut && before.startsWith(after) && before.length > after.length) {
    const lost = before.slice(after.length);
    return [
      id,
      `: keeps “${foreign(after, 120)}” and loses “${foreign(lost, 120)}” (${number(lost.length)} characters)`,
    ];
  }
  return [id, `: “${valueText(before, 120)}” becomes “${valueText(after, 120)}”`];
}
