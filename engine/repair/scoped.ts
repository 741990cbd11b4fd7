import { type CauseGroup, causeGroups, causeId, causeOfGroup, type Members, markOf } from "../store/causes.ts";
import { type OutcomeRow, readOutcomes } from "../store/outcomes.ts";
import type { Sql } from "../store/sql.ts";
import type { Cause, OneRecord, RepairScope } from "./seam.ts";

/** What a repair is for, as it stands now. */
export interface Scoped {
  readonly cause: Cause;
  readonly members: Members;
  /** Tells this state of them from any other. */
  readonly mark: string;
}

/** Null = nothing stands wrong there any more. */
export async function scopedTo(sql: Sql, scope: RepairScope): Promise<Scoped | null> {
  return "cause" in scope ? ofCause(sql, scope.cause) : ofRecord(sql, scope);
}

async function ofCause(sql: Sql, id: string): Promise<Scoped | null> {
  const group = (await causeGroups(sql)).find((each) => each.id === id);
  const cause = group && (await causeOfGroup(sql, group));
  return group && cause ? { cause, members: group.members, mark: await markOf(sql, group.members) } : null;
}

async function ofRecord(sql: Sql, { connection, object, direction, subject }: OneRecord): Promise<Scoped | null> {
  const at = { connection, object, direction };
  const [row] = await readOutcomes(sql, { ...at, subjects: [subject], limit: 1 });
  if (!row) return null;
  const members: Members = {
    text: "connection = ? and object = ? and direction = ? and subject = ?",
    params: [connection, object, direction, subject],
  };
  const cause = await causeOfGroup(sql, { ...groupOf(row), members });
  return cause && { cause, members, mark: await markOf(sql, members) };
}

function groupOf(row: OutcomeRow): Omit<CauseGroup, "members"> {
  const { connection, object, direction, outcome, reason, field, firstAt, lastAt } = row;
  const id = row.cause ?? causeId([connection, object, direction, outcome, reason, field ?? "-"]);
  return { id, connection, object, direction, outcome, reason, field, records: 1, firstAt, lastAt };
}
