import type { RunStatus } from "../../engine/index.ts";

/** How people ask for runs by how they ended: B38 says error and warning, B39 says colours, E3 says badges. */
const words: Readonly<Record<string, RunStatus>> = {
  running: "in_progress",
  in_progress: "in_progress",
  "in-progress": "in_progress",
  completed: "completed",
  success: "success",
  green: "success",
  warning: "warning",
  warnings: "warning",
  yellow: "warning",
  failed: "failed",
  error: "failed",
  errors: "failed",
  red: "failed",
  skipped: "skipped",
  cancelled: "cancelled",
  canceled: "cancelled",
};

export const runStatuses = [
  "in_progress",
  "completed",
  "failed",
  "skipped",
  "success",
  "warning",
  "cancelled",
] as const satisfies readonly RunStatus[];

/** The words for help and for slips of the pen. */
export const statusNames = ["running", "completed", "success", "warning", "failed", "skipped", "cancelled"] as const;

/** Null = it says nothing of how a run ended. */
export function runStatusOf(word: string): RunStatus | null {
  return Object.hasOwn(words, word) ? (words[word] ?? null) : null;
}

const told: Readonly<Record<RunStatus, string>> = {
  in_progress: "in progress",
  completed: "completed",
  failed: "failed or with failed records",
  skipped: "with skipped records",
  success: "without a skipped or failed record",
  warning: "completed with skipped or failed records",
  cancelled: "cancelled",
};

export function statusWords(status: RunStatus): string {
  return told[status];
}
