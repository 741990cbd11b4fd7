import { changesHere } from "./why-here.ts";
import { sendings } from "./why-sent.ts";
import type { FieldStep, WhyInput } from "./why-steps.ts";

export type { FieldStep, WhyInput, WriteNote, WriteRule } from "./why-steps.ts";

/**
 * Every write of a field that is still known, newest first: changes of the value here (kept by a trigger, exactly, except
 * those of first pulls), what was sent of them, and what a person chose. Pure.
 */
export function fieldSteps(field: string, input: WhyInput): readonly FieldStep[] {
  const here = changesHere(field, input);
  const sent = sendings(field, input);
  const timed = [...withTimes(here, sent), ...sent];
  // Of what happened at once, the change comes before its sending.
  return timed
    .map((step, place) => ({ step, place }))
    .sort(
      (a, b) => (b.step.at ?? Number.POSITIVE_INFINITY) - (a.step.at ?? Number.POSITIVE_INFINITY) || b.place - a.place,
    )
    .map(({ step }) => step);
}

/** How many of a record's changes are kept, of how many there were. */
export function keptChanges({ record, changes }: Pick<WhyInput, "record" | "changes">) {
  const versions = new Set(changes.map((one) => one.version));
  return { kept: versions.size, of: Math.max(record.version - 1, versions.size) };
}

/** Plain SQL bears no time: it was about when it was first sent, and not before what it changed. */
function withTimes(here: readonly FieldStep[], sent: readonly FieldStep[]): readonly FieldStep[] {
  let since = 0;
  return here.map((step, place) => {
    since = Math.max(since, step.at ?? 0);
    if (step.at !== null) return step;
    const until = here.slice(place + 1).find((next) => next.at !== null)?.at ?? Number.POSITIVE_INFINITY;
    const at = sent.find((one) => one.at !== null && one.at >= since && one.at <= until)?.at ?? null;
    return { ...step, at: at ?? (Number.isFinite(until) ? until : null) };
  });
}
