import type { PostRow } from "../../engine/index.ts";
import { type Due, stateOf } from "./due.ts";

/** What is to be done about one message now. */
export type Step = "nothing" | "post" | "edit";

/** A message is edited by the machine at most so often, unless its state changed: then at once. */
const EDIT_EVERY_MS = 10_000;

/** Pure: compares what should stand there with what was shown last. */
export function nextStep(due: Due, row: PostRow | undefined, now: number): Step {
  if (!row) return due.onlyEdit ? "nothing" : "post";
  if (row.notBefore !== null && row.notBefore > now) return "nothing";
  if (row.remote === null) return due.onlyEdit ? "nothing" : "post";
  if (row.version === due.version) return "nothing";
  const before = row.version === null ? null : stateOf(row.version);
  const changed = before !== due.card.state;
  if (!changed && due.final) return "nothing";
  const sinceMs = row.shownAt === null ? EDIT_EVERY_MS : now - row.shownAt;
  // A clock that went back says nothing about how long ago it was.
  return changed || sinceMs >= EDIT_EVERY_MS || sinceMs < 0 ? "edit" : "nothing";
}
