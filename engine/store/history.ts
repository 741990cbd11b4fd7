import type { RunResult, RunRow } from "./runs.ts";
import type { Row, Sql } from "./sql.ts";

/** One line of a record's history. */
export interface HistoryEntry extends RunResult {
  readonly at: number;
  readonly runId: string;
  readonly connection: string;
  readonly direction: RunRow["direction"];
  readonly kind: RunRow["kind"];
}

const columns =
  "rr.seq, rr.subject, rr.outcome, rr.reason, rr.detail, rr.at, rr.run_id, r.connection, r.direction, r.kind";

/** A link and the run that made it are noted at the same time, give or take a clock's step. */
const marginMs = 1_000;

/**
 * What every run did to a record, newest first; `subjects` are our id and the external ids of its links. Creates have no
 * index (a first pull is nearly all creates): they are found among the runs of the time in which their link was made.
 */
export async function readHistory(
  sql: Sql,
  object: string,
  subjects: readonly string[],
  limit: number,
): Promise<readonly HistoryEntry[]> {
  const { text, param } = sql.among("subject", subjects);
  const found = await sql.all(
    `select ${columns} from run_records rr join runs r on r.id = rr.run_id
     where rr.object = ? and rr.outcome <> 'created' and rr.${text}`,
    [object, param],
  );
  const rows = [...found, ...(await creates(sql, object, subjects))];
  const bySeq = new Map(rows.map((row) => [Number(row.seq), row]));
  const newestFirst = [...bySeq].sort(([a], [b]) => b - a).slice(0, limit);
  return newestFirst.map(([, row]) => entryOf(row));
}

async function creates(sql: Sql, object: string, subjects: readonly string[]): Promise<readonly Row[]> {
  const named = sql.among("external_id", subjects);
  const links = await sql.all(`select connection, linked_at from links where object = ? and ${named.text}`, [
    object,
    named.param,
  ]);
  const { text, param } = sql.among("subject", subjects);
  const rows: Row[] = [];
  for (const { connection, linked_at: at } of links)
    rows.push(
      ...(await sql.all(
        `select ${columns} from runs r join run_records rr on rr.run_id = r.id
         where r.connection = ? and r.started_at <= ? and (r.ended_at is null or r.ended_at >= ?)
           and rr.object = ? and rr.outcome = 'created' and rr.${text}`,
        [String(connection), Number(at) + marginMs, Number(at) - marginMs, object, param],
      )),
    );
  return rows;
}

function entryOf(row: Row): HistoryEntry {
  return {
    subject: String(row.subject),
    outcome: row.outcome as RunResult["outcome"],
    reason: row.reason as string | null,
    detail: row.detail as string | null,
    at: Number(row.at),
    runId: String(row.run_id),
    connection: String(row.connection),
    direction: row.direction as RunRow["direction"],
    kind: row.kind as RunRow["kind"],
  };
}
