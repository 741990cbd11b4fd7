import { settleConflicts } from "../inbound/conflicts.ts";
import type { ObjectName, WorkspaceRecord } from "../record.ts";
import { policiesOf } from "../rules/contest.ts";
import { matchKeys } from "../rules/match.ts";
import { allConflicts, type ConflictRow, conflictsOf, oweDecided } from "../store/conflicts.ts";
import { addAudit } from "../store/desk.ts";
import { linksByExternalId } from "../store/links.ts";
import { readRecords, updateRecords } from "../store/records.ts";
import { addResults, endRun, startRun } from "../store/runs.ts";
import type { Sql } from "../store/sql.ts";
import type { Worker } from "../worker.ts";

/** Which value of a field that both sides changed is to stand: ours, or the CRM's. */
export interface FieldChoice {
  readonly connection: string;
  readonly object: ObjectName;
  readonly recordId: string;
  readonly field: string;
  readonly side: "here" | "there";
}

type Side = FieldChoice["side"];

/**
 * Writes the chosen side once: the CRM's value into the record now (the other CRMs are owed it), or ours to the CRM with
 * the next push. Leaves a run and an audit row; `by` is who chose, as a run's `askedBy` is written. False = there is no
 * such conflict any more.
 */
export async function decideConflict(sql: Sql, worker: Worker, choice: FieldChoice, by: string): Promise<boolean> {
  const { connection, object, recordId, field, side } = choice;
  const now = worker.ports.clock.wall();
  const record = (await readRecords(sql, object, [recordId])).get(recordId);
  const all = await conflictsOf(sql, { connection, object }, "record_id", [recordId]);
  const rows = all.filter((row) => row.field === field);
  const [first] = rows;
  if (!record || !first) return false;
  await take(sql, worker, { record, all, rows, side }, now);

  const id = worker.ports.id("run");
  const direction = side === "here" ? "outbound" : "inbound";
  await startRun(sql, { id, connection, object, direction, kind: "resync", startedAt: now, wanted: 1, askedBy: by });
  const result = { reason: null, detail: null, fields: [field] };
  const written =
    side === "here"
      ? ({ ...result, subject: recordId, outcome: "synced" } as const)
      : ({ ...result, subject: first.externalId, outcome: "updated" } as const);
  await addResults(sql, { id, object, at: now }, [written]);
  await endRun(sql, id, { state: "completed", at: now });
  const [platform, user, ...name] = by.split("|");
  await addAudit(sql, {
    at: now,
    caller: user === undefined ? by : `${platform}:${user}`,
    name: name.join("|") || by,
    role: "operator",
    verb: "decide_conflict",
    args: { ...choice },
    outcome: "done",
    detail: null,
    request: id,
  });
  return true;
}

interface Taking {
  readonly record: WorkspaceRecord;
  /** All conflicts of the record on the connection, and those that end now. */
  readonly all: readonly ConflictRow[];
  readonly rows: readonly ConflictRow[];
  readonly side: Side;
}

async function take(sql: Sql, { settings }: Worker, { record, all, rows, side }: Taking, now: number): Promise<void> {
  const [row] = rows;
  if (!row) return;
  const { connection, object, field } = row;
  if (side === "there" && !record.deleted) {
    const [link] = await linksByExternalId(sql, connection, object, [row.externalId]);
    const fields = { ...record.fields, [field]: link?.seen[field] ?? null };
    const keys = matchKeys(fields, settings.objects[object]?.match ?? []);
    const changed = [{ id: record.id, fields, keys, deleted: false }];
    if (link) await updateRecords(sql, object, changed, { origin: connection, lane: 1, now });
  }
  await settleConflicts(sql, { connection, object, now }, all, rows);
  await oweDecided(sql, { connection, object }, record.id);
}

/** A configuration that asks nobody any more: what was waiting for a person is decided by the rule that stands there now. */
export async function releaseConflicts(worker: Worker): Promise<void> {
  const { store, ports } = worker;
  const waiting = (await store.read(allConflicts)).filter((row) => sideNow(row, worker) !== null);
  if (waiting.length === 0) return;
  await store.write(async (sql) => {
    for (const { connection, object, recordId } of waiting) {
      const record = (await readRecords(sql, object, [recordId])).get(recordId);
      const all = await conflictsOf(sql, { connection, object }, "record_id", [recordId]);
      const row = all.find((each) => sideNow(each, worker) !== null);
      const side = row && sideNow(row, worker);
      if (record && row && side) await take(sql, worker, { record, all, rows: [row], side }, ports.clock.wall());
    }
  });
}

/** The side that wins without asking; null = people are asked, or it is not configured any more. */
function sideNow({ connection, object, field, newer }: ConflictRow, { settings, connections }: Worker): Side | null {
  const own = settings.objects[object];
  const maps = connections.all.find((each) => each.settings.name === connection)?.maps[object];
  if (!own || !maps) return null;
  const policy = policiesOf(maps, own, connection)[field];
  if (policy === "ask") return null;
  if (policy === undefined) return newer;
  return policy === "theirs" ? "there" : "here";
}
