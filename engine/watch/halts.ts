import { halted, hasStopped, isResting } from "../rules/halt.ts";
import { readCursor } from "../store/cursors.ts";
import { type Halt, readHalt, saveHalt } from "../store/halts.ts";
import { endRun, startRun } from "../store/runs.ts";
import type { Sql } from "../store/sql.ts";
import type { Worker } from "../worker.ts";

/**
 * Notes that a run of an object, one way, broke off without a known cause (E44): when it is tried again, and the run as
 * failed. `words` is the fingerprint; `detail` stands in the log of runs.
 */
export async function noteHalt(
  sql: Sql,
  { ports }: Pick<Worker, "ports">,
  place: Pick<Halt, "connection" | "object" | "direction">,
  { words, detail }: { readonly words: string; readonly detail: string },
): Promise<void> {
  const now = ports.clock.wall();
  const before = await readHalt(sql, place);
  // Met twice in one round, it is one try.
  if (before && isResting(before, now)) return;
  const halt = halted(before, { ...place, words, now });
  await saveHalt(sql, halt);
  await failRun(sql, { ports }, place, detail);
  if (hasStopped(halt))
    ports.log("error", "a run broke off once too often and has stopped", { ...place, cause: words });
}

/** The run that is open, or else a line of its own: one for each spell of trouble. */
async function failRun(
  sql: Sql,
  { ports }: Pick<Worker, "ports">,
  { connection, object, direction }: Pick<Halt, "connection" | "object" | "direction">,
  detail: string,
): Promise<void> {
  const at = ports.clock.wall();
  const failed = { state: "failed", at, reason: "RUN_UNKNOWN", detail } as const;
  const cursor = direction === "inbound" ? await readCursor(sql, connection, object) : null;
  if (cursor?.runId && (await endRun(sql, cursor.runId, failed))) return;
  const [last] = await sql.all(
    "select state, reason from runs where connection = ? and object = ? and direction = ? order by started_at desc, id desc limit 1",
    [connection, object, direction],
  );
  if (last?.state === "failed" && last.reason === failed.reason) return;
  const id = ports.id("run");
  const kind = direction === "inbound" ? (cursor?.phase ?? "incremental") : "live";
  await startRun(sql, { id, connection, object, direction, kind, startedAt: at, wanted: null, askedBy: null });
  await endRun(sql, id, failed);
}
