import { fingerprintOf } from "../connections/fingerprint.ts";
import { judgeOutage } from "../health/outage.ts";
import type { Trouble } from "../provider.ts";
import type { Lease } from "../rounds/lease.ts";
import { readConnection } from "../store/connections.ts";
import type { CursorRow } from "../store/cursors.ts";
import { endRun, startRun } from "../store/runs.ts";
import type { Sql } from "../store/sql.ts";
import { noteHalt } from "../watch/halts.ts";
import type { Worker } from "../worker.ts";

/** A whole run that failed is a line in the log of runs; one line for each spell of trouble is enough. */
export async function noteFailure(
  worker: Worker,
  lease: Lease,
  { connection, object, phase, runId }: CursorRow,
  trouble: Trouble,
): Promise<void> {
  const { leases, ports } = worker;
  const now = ports.clock.wall();
  await leases.write(lease, async (sql) => {
    // What has no name for one record has none for the run that it ended (E40, E44).
    if (trouble.reason === "ERR_UNKNOWN" && !(await isAway(sql, connection, now))) {
      const { id: provider } = worker.connections.get(connection).provider;
      const place = { connection, object, direction: "inbound" } as const;
      const words = fingerprintOf({ provider, ...trouble });
      return noteHalt(sql, worker, place, { words, detail: trouble.detail });
    }
    const code = trouble.reason === "ERR_UNKNOWN" ? "RUN_UNKNOWN" : trouble.reason;
    // What a poll had taken in before it broke off is done; a backfill goes on where it stopped.
    if (phase === "incremental" && runId !== null) await endRun(sql, runId, { state: "completed", at: now });
    const [last] = await sql.all(
      "select state, reason from runs where connection = ? and object = ? and direction = 'inbound' order by started_at desc, id desc limit 1",
      [connection, object],
    );
    if (last?.state === "failed" && last.reason === code) return;
    const id = ports.id("run");
    const run = { id, connection, object, direction: "inbound", kind: phase, startedAt: now } as const;
    await startRun(sql, { ...run, wanted: null, askedBy: null });
    await endRun(sql, id, { state: "failed", at: now, reason: code, detail: trouble.detail });
  });
}

/** Where no object of a connection has an answer, it is no fault of this one: it is asked until the CRM is back. */
async function isAway(sql: Sql, connection: string, now: number): Promise<boolean> {
  const row = await readConnection(sql, connection);
  return row !== null && judgeOutage({ outage: row.trouble.outage, now }) !== null;
}
