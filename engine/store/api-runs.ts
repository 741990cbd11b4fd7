import { type RunFilter, type RunResult, type RunRow, readRuns } from "./runs.ts";
import type { Sql } from "./sql.ts";

/** Where a page of runs ended. */
export interface RunPlace {
  readonly startedAt: number;
  readonly id: string;
}

/** More runs than ever begin in one millisecond. */
const AT_ONCE = 1_000;

/** Runs that come after a place in the list, newest first. */
export async function runsAfter(sql: Sql, filter: RunFilter, after: RunPlace | null): Promise<readonly RunRow[]> {
  if (after === null) return readRuns(sql, filter);
  const { startedAt } = after;
  const together = await readRuns(sql, { ...filter, since: startedAt, until: startedAt + 1, limit: AT_ONCE });
  const same = together.filter((run) => run.startedAt === startedAt && run.id < after.id);
  const older = await readRuns(sql, { ...filter, until: startedAt });
  return [...same, ...older].slice(0, filter.limit);
}

/** What a run did to one record, with its place in the run. */
export interface PlacedResult extends RunResult {
  readonly seq: number;
  readonly object: string;
  readonly at: number;
}

/** The results of a run in the order in which they came, after a place. */
export async function resultsAfter(
  sql: Sql,
  runId: string,
  page: { readonly after: number; readonly limit: number; readonly outcome?: string | undefined },
): Promise<readonly PlacedResult[]> {
  const outcome = page.outcome === undefined ? [] : [page.outcome];
  const rows = await sql.all(
    `select seq, object, subject, outcome, reason, detail, at from run_records where run_id = ? and seq > ?
       ${outcome.length > 0 ? "and outcome = ?" : ""} order by seq limit ?`,
    [runId, page.after, ...outcome, page.limit],
  );
  return rows.map((row) => ({
    seq: Number(row.seq),
    object: String(row.object),
    subject: String(row.subject),
    outcome: row.outcome as RunResult["outcome"],
    reason: row.reason as string | null,
    detail: row.detail as string | null,
    at: Number(row.at),
  }));
}
