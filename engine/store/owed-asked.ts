import type { Permit } from "./outbox.ts";
import type { Sql } from "./sql.ts";

const key = { connection: "text", object: "text", record_id: "text" } as const;

/** Owes records on request, most urgently, and reads them back when they were written. */
export async function oweForRun(
  sql: Sql,
  at: { connection: string; object: string; runId: string; now: number; permit?: Permit | null },
  recordIds: readonly string[],
): Promise<void> {
  await sql.insert(
    "outbox",
    { ...key, lane: "int", due: "time", since: "time", run_id: "text", proof: "int", permit: "text" },
    recordIds.map((id) => [at.connection, at.object, id, 0, at.now, at.now, at.runId, 1, at.permit ?? null]),
    `on conflict (connection, object, record_id) do update set run_id = excluded.run_id, proof = 1, lane = 0, attempts = 0,
       permit = excluded.permit,
       due = case when outbox.state in ('sending', 'unsure') then outbox.due else excluded.due end,
       state = case when outbox.state in ('sending', 'unsure') then outbox.state else 'pending' end`,
  );
}

/**
 * Takes what has not been sent yet out of a run: what stood refused before stands so again, and the rest is looked at
 * like any other change, which sends nothing where nothing differs.
 */
export async function releaseFromRun(sql: Sql, runId: string): Promise<void> {
  await sql.run(
    `update outbox set run_id = null, proof = 0, permit = null, lane = 1, state = case when exists (
         select 1 from outcomes o where o.connection = outbox.connection and o.object = outbox.object
           and o.direction = 'outbound' and o.subject = outbox.record_id and o.outcome = 'failed')
       then 'failed' else state end
     where run_id = ? and state = 'pending'`,
    [runId],
  );
  await sql.run("update outbox set run_id = null, proof = 0 where run_id = ?", [runId]);
}
