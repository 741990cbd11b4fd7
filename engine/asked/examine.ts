import { readConnection } from "../store/connections.ts";
import type { Store } from "../store/open.ts";
import type { RunResult } from "../store/runs.ts";
import type { Dialect, Sql } from "../store/sql.ts";
import { lastAlive } from "../watch/life.ts";

/** How the database stands, for `doctor`. */
export interface StoreView {
  readonly dialect: Dialect;
  readonly bytes: number;
  /** What its own check found wrong, [] = nothing; null = not checked: on PostgreSQL the server's affair, or too large. */
  readonly faults: readonly string[] | null;
  /** When a worker last gave a sign of life; null = never. */
  readonly aliveAt: number | null;
  /** The newest time that anything here was stamped with; null = nothing was. */
  readonly newestAt: number | null;
  /** Messages whose end is not known, and those that the chat refuses for good. */
  readonly posts: { readonly sending: number; readonly parked: number };
}

/** The check reads the whole file and nothing else runs meanwhile: about a second for this much. */
const checkedBytes = 512 * 1024 * 1024;

export async function examineStore(store: Store): Promise<StoreView> {
  return store.read(async (sql) => {
    const bytes = await sizeOf(sql);
    const posts = await sql.all("select state, count(*) as n from posts where state <> 'shown' group by state");
    const count = (state: string) => Number(posts.find((row) => row.state === state)?.n ?? 0);
    const [newest] = await sql.all(
      "select max(at) as at from (select max(at) as at from audit union all select max(started_at) as at from runs) as stamps",
    );
    return {
      dialect: sql.dialect,
      bytes,
      faults: sql.dialect === "sqlite" && bytes <= checkedBytes ? await quickCheck(sql) : null,
      aliveAt: await lastAlive(sql),
      newestAt: newest?.at === null || newest?.at === undefined ? null : Number(newest.at),
      posts: { sending: count("sending"), parked: count("parked") },
    };
  });
}

async function sizeOf(sql: Sql): Promise<number> {
  const [row] = await sql.all(
    sql.dialect === "sqlite"
      ? "select page_count * page_size as bytes from pragma_page_count(), pragma_page_size()"
      : "select pg_database_size(current_database()) as bytes",
  );
  return Number(row?.bytes ?? 0);
}

async function quickCheck(sql: Sql): Promise<readonly string[]> {
  const rows = await sql.all("pragma quick_check(5)");
  return rows.map((row) => String(row.quick_check)).filter((line) => line !== "ok");
}

/** Who stopped a connection and why, signed out on purpose included; null = nobody did. */
export async function pausedBy(sql: Sql, name: string) {
  return (await readConnection(sql, name))?.paused ?? null;
}

/** The records of a run that were skipped, failed or wait, failed first. */
export async function runTroubles(sql: Sql, runId: string, limit: number): Promise<readonly RunResult[]> {
  const rows = await sql.all(
    `select subject, outcome, reason, detail from run_records
     where run_id = ? and outcome in ('failed', 'waiting', 'skipped')
     order by case outcome when 'failed' then 0 when 'waiting' then 1 else 2 end, seq limit ?`,
    [runId, limit],
  );
  return rows.map((row) => row as unknown as RunResult);
}
