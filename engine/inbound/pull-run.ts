import type { Page } from "../provider.ts";
import type { CursorRow } from "../store/cursors.ts";
import { endRun, type RunRow, readRun, startRun, takeIntoRun } from "../store/runs.ts";
import type { Sql } from "../store/sql.ts";
import type { Worker } from "../worker.ts";

/** E8, E10: the most records of one run; a page is never cut, the run ends before the page that would be too much. */
const mostPerRun = { incremental: 5_000, backfill: 50_000 } as const;

/** What came with a page, whatever became of it. */
const sizeOf = (page: Pick<Page, "records" | "gone" | "broken">): number =>
  page.records.length + page.gone.length + page.broken.length;

/**
 * The run that a page, asked for at `askedAt`, still belongs to; null = none is open. A run that is full ends here, and
 * the next one begins with this page. The cursor names the open one, so that after a crash it goes on.
 */
export async function openRun(sql: Sql, cursor: CursorRow, page: Page, askedAt: number): Promise<RunRow | null> {
  const known = cursor.runId === null ? null : await readRun(sql, cursor.runId);
  if (known?.state !== "in_progress") return null;
  const read = known.wanted ?? 0;
  const fits = read === 0 || read + sizeOf(page) <= mostPerRun[page.phase];
  if (fits && known.kind === page.phase) return known;
  await endRun(sql, known.id, { state: "completed", at: askedAt });
  return null;
}

/** Begins a run for a page that was asked for at `startedAt`. */
export async function beginRun(
  sql: Sql,
  { ports }: { readonly ports: Pick<Worker["ports"], "id"> },
  { connection, object }: CursorRow,
  kind: Page["phase"],
  startedAt: number,
): Promise<string> {
  const id = ports.id("run");
  await startRun(sql, { id, connection, object, direction: "inbound", kind, startedAt, wanted: 0, askedBy: null });
  return id;
}

/** Counts a page into its run, and ends the run with the last page. Answers what the cursor is to name. */
export async function takePage(sql: Sql, id: string, page: Page, now: number): Promise<string | null> {
  await takeIntoRun(sql, id, sizeOf(page));
  if (page.more) return id;
  await endRun(sql, id, { state: "completed", at: now });
  return null;
}
