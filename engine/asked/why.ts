import type { ObjectName, Value, WorkspaceRecord } from "../record.ts";
import { policiesOf } from "../rules/contest.ts";
import { objectSettings } from "../rules/rules.ts";
import { type FieldStep, fieldSteps, keptChanges, type WhyInput } from "../rules/why.ts";
import { readChanges } from "../store/field-changes.ts";
import { readHistory } from "../store/history.ts";
import { linksByRecord } from "../store/links.ts";
import { readRecords } from "../store/records.ts";
import type { Sql } from "../store/sql.ts";
import { createdAt, fieldWrites } from "../store/writers.ts";
import type { Worker } from "../worker.ts";

/** Who wrote each field of a record, and why it is as it is. */
export interface WhyView {
  readonly record: WorkspaceRecord;
  /** In the order of the configuration, then those that only the record has. */
  readonly fields: readonly WhyField[];
  /** Of how many changes of the record the values are kept; first pulls keep none. */
  readonly changes: { readonly kept: number; readonly of: number };
}

export interface WhyField {
  readonly field: string;
  /** What the connections call it, those that share it. */
  readonly remotes: readonly { readonly connection: string; readonly remote: string }[];
  readonly value: Value;
  /** Newest first. */
  readonly steps: readonly FieldStep[];
}

/** The newest lines of a record's history among which its creation is looked for. */
const HISTORY = 1_000;

/** M8: every writer of every field, with the rule that decided; null = there is no such record. */
export async function whyOf(sql: Sql, worker: Worker, object: ObjectName, id: string): Promise<WhyView | null> {
  const record = (await readRecords({ ...sql, lock: "" }, object, [id])).get(id);
  if (!record) return null;
  const settings = objectSettings(worker, object);
  const links = await linksByRecord(sql, object, [id]);
  const subjects = [id, ...new Set(links.map((link) => link.externalId))];
  const history = await readHistory(sql, object, subjects, HISTORY);
  const made = history.findLast((entry) => entry.outcome === "created" && entry.direction === "inbound");
  const maps = new Map(worker.connections.all.map((each) => [each.settings.name, each.maps[object] ?? []]));
  const policies = new Map([...maps].map(([name, map]) => [name, policiesOf(map, settings, name)]));
  const input: WhyInput = {
    record,
    links,
    maps,
    createdAt: await createdAt(sql, object, id),
    createdBy: made ? { runId: made.runId, kind: made.kind } : null,
    createdThere: history
      .filter((entry) => entry.outcome === "created" && entry.direction === "outbound")
      .map(({ connection, at, runId }) => ({ connection, at, runId })),
    changes: await readChanges(sql, object, id),
    writes: await fieldWrites(sql, object, subjects),
    policy: (field, connection) => policies.get(connection)?.[field] ?? "newest",
  };
  const names = new Set([...Object.keys(settings.fields), ...Object.keys(record.fields)]);
  const fields = [...names]
    .filter((field) => field !== "id")
    .map((field) => ({
      field,
      remotes: [...maps].flatMap(([connection, map]) =>
        map.filter((line) => line.field === field).map(({ remote }) => ({ connection, remote })),
      ),
      value: record.fields[field] ?? null,
      steps: fieldSteps(field, input),
    }));
  return { record, fields, changes: keptChanges(input) };
}
