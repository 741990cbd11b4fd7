import { followKept } from "../connections/kept.ts";
import { memberRows } from "../store/causes.ts";
import { releaseHalts } from "../store/halts.ts";
import { isOpen } from "../store/incidents.ts";
import { endRun, readRun, startRun } from "../store/runs.ts";
import { forgetSchema } from "../store/schemas.ts";
import type { Sql } from "../store/sql.ts";
import type { Worker } from "../worker.ts";
import { apply } from "./apply.ts";
import { checked } from "./checked.ts";
import { offersFor } from "./offers.ts";
import { type Scoped, scopedTo } from "./scoped.ts";
import type { Mending, RepairAnswer, RepairOrdered, RepairScope } from "./seam.ts";
import { type Situation, situationOf } from "./situation.ts";

/** The most that one repair takes on; what is left stands as it stood. */
const MOST = 50_000;

/** What the person saw, and who it is, as a run's `askedBy` is written. */
export interface Told {
  readonly mark: string;
  readonly by: string;
}

/**
 * Begins what somebody decided: all of it in one transaction, and only if the records are still what was shown. What is
 * sent for it is read back before it counts as done. Of two people who decide at once one begins and the other is told.
 */
export async function orderRepair(
  worker: Worker,
  scope: RepairScope,
  given: RepairAnswer,
  told: Told,
): Promise<RepairOrdered> {
  const { store } = worker;
  const scoped = await store.read((sql) => scopedTo(sql, scope));
  if (!scoped) return { state: "gone" };
  const going = await store.read((sql) => underWay(sql, scoped));
  if (going) return { state: "under_way", mending: going };
  if (scoped.mark !== told.mark) return { state: "changed" };
  const situation = await situationOf(worker, scoped, true);
  const check = checked(situation, await offersFor(situation), given);
  if (!check.ok) return { state: "impossible", why: check.why, problems: check.problems };
  const ordered = await store.write((sql) => begin(sql, situation, check.answer, scope, told));
  await store.read((sql) => followKept(sql, worker.connections));
  worker.bell.ring();
  return ordered;
}

async function begin(
  sql: Sql,
  situation: Situation,
  answer: RepairAnswer,
  scope: RepairScope,
  { mark, by }: Told,
): Promise<RepairOrdered> {
  const { worker, cause } = situation;
  const { connection, object } = cause;
  await sql.inTurn(`repair ${connection} ${object}`);
  const scoped = await scopedTo(sql, scope);
  if (!scoped) return { state: "gone" };
  const going = await underWay(sql, scoped);
  if (going) return { state: "under_way", mending: going };
  if (scoped.mark !== mark) return { state: "changed" };
  const now = worker.ports.clock.wall();
  const runId = worker.ports.id("run");
  const rows = await memberRows(sql, scoped.members, MOST);
  const { wanted, ruleId } = await apply(sql, { situation, answer, rows, runId, by, now });
  const run = { id: runId, connection, object, direction: "both", kind: "resync", startedAt: now } as const;
  // Its card tells how it goes; a repair of what has none is told as any resync.
  const told = await isOpen(sql, `repair:${connection}:${cause.id}`);
  await startRun(sql, { ...run, wanted, askedBy: by, cause: told ? cause.id : null });
  if (wanted === 0) await endRun(sql, runId, { state: "completed", at: now });
  // What was picked was picked from what the CRM says now, and is sent by that.
  await forgetSchema(sql, connection, object);
  await releaseHalts(sql, { connection, objects: [object] }, now);
  return { state: "ordered", runId: wanted === 0 ? null : runId, wanted, ruleId };
}

/** The run that has taken on some of these records and has not come to its end. */
async function underWay(sql: Sql, { cause, members }: Scoped): Promise<Mending | null> {
  const { connection, object, direction } = cause;
  const [row] =
    direction === "outbound"
      ? await sql.all(
          `select run_id from outbox where connection = ? and object = ? and run_id is not null and record_id in (
             select subject from outcomes where ${members.text}) limit 1`,
          [connection, object, ...members.params],
        )
      : await sql.all(
          `select run_id from outcomes where ${members.text} and run_id is not null limit 1`,
          members.params,
        );
  const run = row ? await readRun(sql, String(row.run_id)) : null;
  if (run?.state !== "in_progress") return null;
  return { runId: run.id, by: run.askedBy, wanted: run.wanted ?? 0, left: run.wanted ?? 0 };
}
