import { followConflicts } from "../inbound/conflicts.ts";
import { asksAny, policiesOf } from "../rules/contest.ts";
import { objectSettings } from "../rules/rules.ts";
import { conflictsOf } from "../store/conflicts.ts";
import type { Sql } from "../store/sql.ts";
import type { Worker } from "../worker.ts";
import type { Written } from "./landed.ts";
import type { Writing } from "./plan.ts";

interface At {
  readonly connection: string;
  readonly object: string;
  readonly now: number;
}

/** Whether people are asked about anything here; where they are not, nothing is looked up. */
export function asks(worker: Worker, { connection, object }: Omit<At, "now">): boolean {
  const { maps } = worker.connections.get(connection);
  return asksAny(policiesOf(maps[object] ?? [], objectSettings(worker, object), connection));
}

/** Writes that were planned before a pull found a conflict are planned anew: they would decide it. */
export async function undisputed(
  sql: Sql,
  worker: Worker,
  at: Omit<At, "now">,
  writing: readonly Writing[],
): Promise<readonly Writing[]> {
  if (!asks(worker, at)) return writing;
  const ids = writing.map((each) => each.row.recordId);
  const held = Map.groupBy(await conflictsOf(sql, at, "record_id", ids), (row) => row.recordId);
  return writing.filter(({ row, sent }) => !held.get(row.recordId)?.some(({ field }) => field in sent));
}

/**
 * A pull has met a change of a field while ours was under way: nobody knows which of the two the CRM holds, so what was
 * seen there stands until it is read. Answers the writes without such fields, and their records.
 */
export async function crossed(
  sql: Sql,
  at: Omit<At, "now">,
  written: readonly Written[],
): Promise<{ readonly written: readonly Written[]; readonly records: readonly string[] }> {
  const ids = written.map(({ writing }) => writing.row.recordId);
  const held = Map.groupBy(await conflictsOf(sql, at, "record_id", ids), (row) => row.recordId);
  const records: string[] = [];
  const told = written.map((each) => {
    const { writing } = each;
    const fields = new Set(held.get(writing.row.recordId)?.map((row) => row.field));
    const sent = Object.entries(writing.sent);
    const free = sent.filter(([field]) => !fields.has(field));
    if (free.length === sent.length) return each;
    records.push(writing.row.recordId);
    return { ...each, writing: { ...writing, sent: Object.fromEntries(free), isWhole: false } };
  });
  return { written: told, records };
}

/** What was sent, or needed no sending, may have ended a conflict; what may not be sent is one still. */
export async function followSent(sql: Sql, worker: Worker, at: At, recordIds: readonly string[]): Promise<void> {
  if (asks(worker, at)) await followConflicts(sql, at, "record_id", recordIds);
}
