import type { Card } from "../../bots/card.ts";
import type { Cause, Mending, RepairAnswer, RepairOrdered } from "../../engine/index.ts";
import type { Buttons } from "../commands/buttons.ts";
import { capital, foreign, type Names } from "../commands/words.ts";
import { deedOf } from "./deeds.ts";
import { isRule } from "./scope.ts";
import { ofAll, personName, records } from "./words.ts";

/** The short cards that end an answer: it has begun, it is under way, it is gone, or it cannot be. */

export interface BegunInput {
  readonly cause: Cause;
  readonly answer: RepairAnswer;
  readonly ordered: Extract<RepairOrdered, { state: "ordered" }>;
  readonly names: Names;
}

export function begunCard({ cause, answer, ordered, names }: BegunInput, buttons: Buttons): Card {
  const { runId, wanted, ruleId } = ordered;
  const name = names(cause.connection);
  const kept =
    ruleId === null
      ? isRule(answer)
        ? ["It holds from now on."]
        : []
      : ["It is kept as a rule from now on: it is listed under map rules, and can be undone here."];
  return {
    kind: "repair",
    state: "begun",
    tone: runId === null ? "good" : "working",
    headline: runId === null ? "It is done" : `Mending ${records(cause, wanted)} has begun`,
    lines: [
      `${capital(deedOf(answer))}.`,
      ...(runId === null
        ? ["There was nothing to be sent or read for it."]
        : [
            cause.direction === "outbound"
              ? `Each is sent and then read back from ${name}. The alert turns green only when all agree; otherwise it says what still differs.`
              : `Each is read again from ${name}. The alert turns green only when all were taken over; otherwise it says what is left.`,
          ]),
      ...kept,
    ],
    ...(ruleId === null
      ? {}
      : { actions: [buttons.button({ label: "Undo the rule", verb: "undo-rule", args: { rule: ruleId } })] }),
    ...(runId === null ? {} : { footer: ["Run ", { code: runId }] }),
  };
}

/** Of two people one is first: who that was, and how far it is. */
export function underWayCard(mending: Mending, since: number | null): Card {
  const { by, wanted, left, runId } = mending;
  return {
    kind: "repair",
    state: "under_way",
    tone: "info",
    headline: "This is being mended already",
    lines: [
      since === null ? `${personName(by)} ordered it.` : [`${personName(by)} ordered it at `, { at: since }, "."],
      `${ofAll(Math.max(0, wanted - left), wanted)} are done. Nothing was ordered a second time.`,
    ],
    footer: ["Run ", { code: runId }],
  };
}

export function goneCard(): Card {
  return {
    kind: "repair",
    state: "gone",
    tone: "info",
    headline: "Nothing stands wrong there any more",
    lines: ["It was synced, mended by somebody, or is no longer there. Nothing was changed now."],
  };
}

export function impossibleCard(why: string | null, problems: Readonly<Record<string, string>>): Card {
  return {
    kind: "repair",
    state: "refused",
    tone: "warning",
    headline: "That cannot be done",
    lines: [
      ...(why === null ? [] : [foreign(why, 300)]),
      ...Object.entries(problems).map(([field, problem]) => `${foreign(field, 60)}: ${foreign(problem, 200)}`),
      "Nothing was changed. Choose another answer.",
    ],
  };
}

/** This installation's engine offers no repairs, or the words were not understood. */
export function notUnderstoodCard(problem: string, near: string | null, known: readonly string[]): Card {
  return {
    kind: "repair",
    state: "not_understood",
    tone: "warning",
    headline: "The answer was not understood",
    lines: [
      near === null ? problem : [`${problem} Did you mean `, { code: near }, "?"],
      ...(known.length === 0
        ? []
        : [
            ["It can be said so: ", ...known.flatMap((one, at) => [at === 0 ? "" : ", ", { code: one }]), "."] as const,
          ]),
      "Nothing was changed.",
    ],
  };
}
