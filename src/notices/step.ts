import type { PostRow } from "../../engine/index.ts";
import { type Due, stateOf } from "./message.ts";

/** What is to be done about one message: it is news, its state changed, or only what it says moved. */
export type Step = "nothing" | "post" | "edit" | "refresh";

/** A message is edited by the machine at most so often, unless its state changed: then at once. */
const EDIT_EVERY_MS = 10_000;

/** Pure: compares what should stand there with what was shown last, whatever the time. */
export function difference(due: Due, row: PostRow | undefined): Step {
  if (!row || row.remote === null) return due.onlyEdit ? "nothing" : "post";
  if (row.version === due.version) return "nothing";
  const before = row.version === null ? null : stateOf(row.version);
  if (before !== due.card.state) return "edit";
  return due.final ? "nothing" : "refresh";
}

/** Pure: what is to be done now. */
export function nextStep(due: Due, row: PostRow | undefined, now: number): Step {
  const step = difference(due, row);
  if (!row || step === "nothing") return step;
  if (row.notBefore !== null && row.notBefore > now) return "nothing";
  if (step !== "refresh") return step;
  const sinceMs = row.shownAt === null ? EDIT_EVERY_MS : now - row.shownAt;
  // A clock that went back says nothing about how long ago it was.
  return sinceMs >= EDIT_EVERY_MS || sinceMs < 0 ? "refresh" : "nothing";
}
