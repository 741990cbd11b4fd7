import type { Param } from "./sql.ts";

/**
 * B38: how a run ended, as people ask for it. failed = as a whole, or with records that failed; warning = completed with
 * records that were skipped or failed; success = completed without.
 */
export type RunStatus = "in_progress" | "completed" | "failed" | "skipped" | "success" | "warning" | "cancelled";

/** E6: what of the run log is wanted; a run is of a connection or object also when it is of several. */
export interface RunFilter {
  readonly kind?: string | undefined;
  readonly state?: string | undefined;
  readonly status?: RunStatus | undefined;
  readonly connection?: string | undefined;
  readonly object?: string | undefined;
  readonly direction?: "inbound" | "outbound" | undefined;
  /** Only runs that failed for this reason, or with a record that was skipped or failed for it. */
  readonly reason?: string | undefined;
  /** Only runs that did something, or that failed. */
  readonly withWork?: boolean | undefined;
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  readonly limit: number;
}

const statuses: Readonly<Record<RunStatus, string>> = {
  in_progress: "state = 'in_progress'",
  completed: "state = 'completed'",
  failed: "(state = 'failed' or failed > 0)",
  skipped: "skipped > 0",
  success: "(state = 'completed' and skipped + failed = 0)",
  warning: "(state = 'completed' and skipped + failed > 0)",
  cancelled: "state = 'cancelled'",
};

/** The condition of a filter on the table of runs; `text` is never empty. */
export function whereRuns(filter: RunFilter): { readonly text: string; readonly params: readonly Param[] } {
  const { reason, status } = filter;
  const parts: readonly (readonly [string, string | number | undefined])[] = [
    ["kind = ?", filter.kind],
    ["state = ?", filter.state],
    ["connection in (?, '*')", filter.connection],
    ["object in (?, '*')", filter.object],
    ["direction in (?, 'both')", filter.direction],
    ["started_at >= ?", filter.since],
    ["started_at < ?", filter.until],
  ];
  const given = parts.filter((part): part is [string, string | number] => part[1] !== undefined);
  const text = [
    ...given.map(([condition]) => condition),
    ...(reason === undefined ? [] : ["(reason = ? or id in (select run_id from run_records where reason = ?))"]),
    ...(status === undefined ? [] : [statuses[status]]),
    ...(filter.withWork
      ? ["(state in ('in_progress', 'failed') or created + updated + deleted + skipped + failed > 0)"]
      : []),
  ];
  const params = [...given.map(([, value]) => value), ...(reason === undefined ? [] : [reason, reason])];
  return { text: text.length === 0 ? "1 = 1" : text.join(" and "), params };
}
