import type { Answer } from "../crm/crm.ts";
import { type Ask, answer } from "./ask.ts";
import type { RowError } from "./refusal.ts";
import { isoOf } from "./values.ts";

/** The answer to a batch: 207 as soon as one row has an error. */
export function batchAnswer(
  ask: Ask,
  status: 200 | 201,
  results: readonly object[],
  errors: readonly RowError[],
): Answer {
  const at = isoOf(ask.crm.world.now());
  const whole = { status: "COMPLETE", results, startedAt: at, completedAt: at };
  if (errors.length === 0) return answer(status, whole, results.length);
  return answer(207, { ...whole, numErrors: errors.length, errors }, results.length);
}
