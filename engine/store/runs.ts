import { type RunFilter, whereRuns } from "./run-filter.ts";
import type { Row, Sql } from "./sql.ts";
import { storable } from "./storable.ts";

export type { RunFilter, RunStatus } from "./run-filter.ts";

export interface RunRow {
  readonly id: string;
  readonly connection: string;
  readonly object: string;
  readonly direction: "inbound" | "outbound" | "both";
  readonly kind: "backfill" | "incremental" | "live" | "resync";
  readonly state: "in_progress" | "completed" | "failed" | "cancelled";
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly counts: Counts;
  /** Records asked for, in a resync; read from the CRM so far, in a pull (null in those of older versions). */
  readonly wanted: number | null;
  readonly reason: string | null;
  /** Of a cancelled one: who did it, as `askedBy` is written. */
  readonly detail: string | null;
  readonly askedBy: string | null;
  /** The cause of failures that it mends: told where that is told. */
  readonly cause?: string | null;
}

export interface Counts {
  readonly created: number;
  readonly updated: number;
  readonly deleted: number;
  readonly skipped: number;
  readonly failed: number;
}

const noCounts: Counts = { created: 0, updated: 0, deleted: 0, skipped: 0, failed: 0 };

/** What a run did to one record. */
export interface RunResult {
  readonly subject: string;
  readonly outcome: "created" | "updated" | "deleted" | "skipped" | "failed" | "synced" | "waiting";
  readonly reason: string | null;
  readonly detail: string | null;
  /** Of an update: the fields of ours that it wrote. */
  readonly fields?: readonly string[];
}

function countResults(results: readonly RunResult[]): Counts {
  const counts = { ...noCounts };
  for (const { outcome } of results) {
    if (outcome === "synced") continue;
    counts[outcome === "waiting" ? "failed" : outcome] += 1;
  }
  return counts;
}

export async function startRun(
  sql: Sql,
  run: Omit<RunRow, "counts" | "state" | "endedAt" | "reason" | "detail">,
): Promise<void> {
  await sql.run(
    `insert into runs (id, connection, object, direction, kind, state, started_at, wanted, asked_by, cause)
     values (?, ?, ?, ?, ?, 'in_progress', ?, ?, ?, ?)`,
    [
      run.id,
      run.connection,
      run.object,
      run.direction,
      run.kind,
      run.startedAt,
      run.wanted,
      run.askedBy,
      run.cause ?? null,
    ],
  );
}

export async function addResults(
  sql: Sql,
  run: { id: string; object: string; at: number },
  results: readonly RunResult[],
): Promise<void> {
  if (results.length === 0) return;
  if (!(await addAlike(sql, run, results))) await addEach(sql, run, results);
  const counts = countResults(results);
  await sql.run(
    `update runs set created = created + ?, updated = updated + ?, deleted = deleted + ?, skipped = skipped + ?,
       failed = failed + ? where id = ?`,
    [counts.created, counts.updated, counts.deleted, counts.skipped, counts.failed, run.id],
  );
}

type RunPart = Parameters<typeof addResults>[1];

/** Most work ends in one way: then one statement notes all of it. SQLite pays for each row that it is handed. */
async function addAlike(sql: Sql, { id, object, at }: RunPart, results: readonly RunResult[]): Promise<boolean> {
  const [first] = results;
  if (sql.dialect !== "sqlite" || !first) return false;
  const [outcome, reason, fields] = [first.outcome, first.reason, fieldsOf(first)];
  const isAlike = (one: RunResult) =>
    one.outcome === outcome && one.reason === reason && one.detail === null && fieldsOf(one) === fields;
  if (!results.every(isAlike)) return false;
  await sql.run(
    `insert into run_records (run_id, object, subject, outcome, reason, at, fields)
       select ?, ?, value, ?, ?, ?, ? from json_each(?)`,
    [id, object, outcome, reason, at, fields, JSON.stringify(results.map((one) => one.subject))],
  );
  return true;
}

const fieldsOf = ({ fields }: RunResult) => (fields ? fields.join("\n") : null);

async function addEach(sql: Sql, run: RunPart, results: readonly RunResult[]): Promise<void> {
  const columns = {
    run_id: "text",
    object: "text",
    subject: "text",
    outcome: "text",
    reason: "text",
    detail: "text",
    at: "time",
    fields: "text",
  } as const;
  const rows = results.map((one) => [
    run.id,
    run.object,
    one.subject,
    one.outcome,
    one.reason,
    storable(one.detail),
    run.at,
    fieldsOf(one),
  ]);
  await sql.insert("run_records", columns, rows);
}

/** Counts records that a pull has read, whatever became of them. */
export async function takeIntoRun(sql: Sql, id: string, records: number): Promise<void> {
  await sql.run("update runs set wanted = coalesce(wanted, 0) + ? where id = ?", [records, id]);
}

/** False when it had ended already. */
export async function endRun(
  sql: Sql,
  id: string,
  end: { state: "completed" | "failed" | "cancelled"; at: number; reason?: string; detail?: string },
): Promise<boolean> {
  const changed = await sql.run(
    "update runs set state = ?, ended_at = ?, reason = ?, detail = ? where id = ? and state = 'in_progress'",
    [end.state, end.at, end.reason ?? null, storable(end.detail ?? null), id],
  );
  return changed === 1;
}

export async function readRun(sql: Sql, id: string): Promise<RunRow | null> {
  const [row] = await sql.all("select * from runs where id = ?", [id]);
  return row ? runOf(row) : null;
}

/** The last one that mended a cause. */
export async function lastRepair(sql: Sql, cause: string): Promise<RunRow | null> {
  const [row] = await sql.all("select * from runs where cause = ? order by started_at desc, id desc limit 1", [cause]);
  return row ? runOf(row) : null;
}

/** The newest runs whose id ends so. */
export async function runsEndingWith(sql: Sql, end: string, limit: number): Promise<readonly RunRow[]> {
  const rows = await sql.all(
    "select * from runs where substr(id, length(id) - ?) = ? order by started_at desc, id desc limit ?",
    [end.length - 1, end, limit],
  );
  return rows.map(runOf);
}

/** Newest first. */
export async function readRuns(sql: Sql, filter: RunFilter): Promise<readonly RunRow[]> {
  const { text, params } = whereRuns(filter);
  const rows = await sql.all(`select * from runs where ${text} order by started_at desc, id desc limit ?`, [
    ...params,
    filter.limit,
  ]);
  return rows.map(runOf);
}

export async function readResults(sql: Sql, runId: string, limit: number): Promise<readonly RunResult[]> {
  const rows = await sql.all(
    "select subject, outcome, reason, detail from run_records where run_id = ? order by seq limit ?",
    [runId, limit],
  );
  return rows.map((row) => row as unknown as RunResult);
}

/** A run's results, counted. */
export async function groupResults(
  sql: Sql,
  runId: string,
): Promise<
  readonly { readonly outcome: RunResult["outcome"]; readonly reason: string | null; readonly records: number }[]
> {
  const rows = await sql.all(
    "select outcome, reason, count(*) as n from run_records where run_id = ? group by outcome, reason order by n desc, reason",
    [runId],
  );
  return rows.map((row) => ({
    outcome: row.outcome as RunResult["outcome"],
    reason: row.reason as string | null,
    records: Number(row.n),
  }));
}

function runOf(row: Row): RunRow {
  return {
    id: String(row.id),
    connection: String(row.connection),
    object: String(row.object),
    direction: row.direction as RunRow["direction"],
    kind: row.kind as RunRow["kind"],
    state: row.state as RunRow["state"],
    startedAt: Number(row.started_at),
    endedAt: row.ended_at as number | null,
    counts: {
      created: Number(row.created),
      updated: Number(row.updated),
      deleted: Number(row.deleted),
      skipped: Number(row.skipped),
      failed: Number(row.failed),
    },
    wanted: row.wanted as number | null,
    reason: row.reason as string | null,
    detail: row.detail as string | null,
    askedBy: row.asked_by as string | null,
    cause: row.cause as string | null,
  };
}

/** Of about the last `limit` results of a connection, by its newest runs: how many failed. */
export async function recentResults(
  sql: Sql,
  connection: string,
  limit: number,
): Promise<{ failed: number; total: number }> {
  const rows = await sql.all(
    `select failed, created + updated + deleted + skipped + failed as total from runs
     where connection = ? and kind <> 'resync' order by started_at desc, id desc limit 200`,
    [connection],
  );
  let failed = 0;
  let total = 0;
  for (const row of rows) {
    if (total >= limit) break;
    failed += Number(row.failed);
    total += Number(row.total);
  }
  return { failed, total };
}
