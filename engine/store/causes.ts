import { createHash } from "node:crypto";
import type { ReasonCode } from "../reasons.ts";
import type { Fields } from "../record.ts";
import type { Cause, Mending } from "../repair/seam.ts";
import { fromJson, type Param, type Row, type Sql } from "./sql.ts";

/** A failure whose cause is not known yet, with what our record holds now (outbound). */
export interface Uncaused {
  readonly object: string;
  readonly direction: Cause["direction"];
  readonly subject: string;
  readonly reason: ReasonCode;
  readonly field: string | null;
  readonly code: string | null;
  readonly detail: string;
  readonly fields: Fields | null;
}

export async function uncaused(sql: Sql, connection: string, limit: number): Promise<readonly Uncaused[]> {
  const rows = await sql.all(
    `select o.object, o.direction, o.subject, o.reason, o.field, o.code, o.detail, r.fields from outcomes o
       left join records r on o.direction = 'outbound' and r.object = o.object and r.id = o.subject
     where o.connection = ? and o.cause is null and o.outcome = 'failed' limit ?`,
    [connection, limit],
  );
  return rows.map((row) => ({
    object: String(row.object),
    direction: row.direction as Cause["direction"],
    subject: String(row.subject),
    reason: row.reason as ReasonCode,
    field: row.field as string | null,
    code: row.code as string | null,
    detail: String(row.detail),
    fields: fromJson<Fields | null>(row.fields),
  }));
}

export async function saveCauses(
  sql: Sql,
  connection: string,
  found: readonly (Pick<Uncaused, "object" | "direction" | "subject"> & { readonly cause: string })[],
): Promise<void> {
  await sql.update(
    "outcomes",
    { cause: "text" },
    { connection: "text", object: "text", direction: "text", subject: "text" },
    found.map((one) => [one.cause, connection, one.object, one.direction, one.subject]),
  );
}

/** Which records: a cause by its id, or by what it is made of. */
export interface Members {
  readonly text: string;
  readonly params: readonly Param[];
}

export interface CauseFilter {
  readonly connection?: string | undefined;
  readonly object?: string | undefined;
  readonly direction?: Cause["direction"] | undefined;
  readonly outcome?: Cause["outcome"] | undefined;
  readonly reason?: string | undefined;
}

/** Failures by their causes, and what was left out or waits by reason and field; failed first, the most first. */
export async function causeGroups(sql: Sql, filter: CauseFilter = {}): Promise<readonly CauseGroup[]> {
  const { text, params } = narrowed(filter);
  const rows = await sql.all(
    `select connection, object, direction, outcome, reason, cause, min(field) as field, count(*) as n,
       min(first_at) as first_at, max(last_at) as last_at from outcomes where outcome = 'failed' and cause is not null ${text}
     group by connection, object, direction, outcome, reason, cause
     union all
     select connection, object, direction, outcome, reason, null, field, count(*), min(first_at), max(last_at) from outcomes
     where outcome <> 'failed' ${text} group by connection, object, direction, outcome, reason, field`,
    [...params, ...params],
  );
  const rank = { failed: 0, waiting: 1, skipped: 2 } as const;
  return rows
    .map(groupOf)
    .sort((a, b) => rank[a.outcome] - rank[b.outcome] || b.records - a.records || (a.id < b.id ? -1 : 1));
}

export type CauseGroup = Omit<Cause, "example" | "detail" | "code" | "status" | "existingId" | "mending"> & {
  readonly members: Members;
};

function narrowed(filter: CauseFilter): Members {
  const told = Object.entries(filter).filter(([, value]) => value !== undefined);
  return { text: told.map(([column]) => `and ${column} = ?`).join(" "), params: told.map(([, value]) => value) };
}

function groupOf(row: Row): CauseGroup {
  const group = {
    connection: String(row.connection),
    object: String(row.object),
    direction: row.direction as Cause["direction"],
    outcome: row.outcome as Cause["outcome"],
    reason: row.reason as ReasonCode,
    field: row.field as string | null,
    records: Number(row.n),
    firstAt: Number(row.first_at),
    lastAt: Number(row.last_at),
  };
  const { connection, object, direction, outcome, reason, field } = group;
  if (row.cause !== null) {
    const id = String(row.cause);
    return { ...group, id, members: { text: "cause = ?", params: [id] } };
  }
  const text = `connection = ? and object = ? and direction = ? and outcome = ? and reason = ? and ${
    field === null ? "field is null" : "field = ?"
  }`;
  const params = [connection, object, direction, outcome, reason, ...(field === null ? [] : [field])];
  return {
    ...group,
    id: causeId([connection, object, direction, outcome, reason, field ?? "-"]),
    members: { text, params },
  };
}

/** Short enough for a command that is typed, and the same in every process. */
export function causeId(parts: readonly string[]): string {
  return `cause_${createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 12)}`;
}

/** One group whole: its newest record speaks for it. */
export async function causeOfGroup(sql: Sql, { members, ...group }: CauseGroup): Promise<Cause | null> {
  const [row] = await sql.all(
    `select subject, detail, field, code, status, existing_id from outcomes where ${members.text}
     order by last_at desc, subject limit 1`,
    members.params,
  );
  if (!row) return null;
  return {
    ...group,
    example: String(row.subject),
    detail: String(row.detail),
    code: row.code as string | null,
    status: row.status as number | null,
    existingId: row.existing_id as string | null,
    mending: await mendingOf(sql, group.id),
  };
}

/** The repair of a cause that goes on now. */
async function mendingOf(sql: Sql, cause: string): Promise<Mending | null> {
  const [run] = await sql.all(
    "select id, asked_by, wanted from runs where cause = ? and state = 'in_progress' order by started_at desc limit 1",
    [cause],
  );
  if (!run) return null;
  const runId = String(run.id);
  const [left] = await sql.all(
    `select (select count(*) from outbox where run_id = ?) + (select count(*) from outcomes where run_id = ?) as n`,
    [runId, runId],
  );
  return { runId, by: run.asked_by as string | null, wanted: Number(run.wanted ?? 0), left: Number(left?.n ?? 0) };
}

/** The records of a cause, or the one that is meant, in the order of their ids. */
export async function memberRows(
  sql: Sql,
  { text, params }: Members,
  limit: number,
): Promise<
  readonly {
    readonly subject: string;
    readonly existingId: string | null;
    readonly reason: ReasonCode;
    readonly field: string | null;
  }[]
> {
  const rows = await sql.all(
    `select subject, existing_id, reason, field from outcomes where ${text} order by subject limit ?`,
    [...params, limit],
  );
  return rows.map((row) => ({
    subject: String(row.subject),
    existingId: row.existing_id as string | null,
    reason: row.reason as ReasonCode,
    field: row.field as string | null,
  }));
}

/**
 * Tells this state of some failures from any other: who they are, of which version of theirs (inbound), whether a repair
 * is under way, and the versions of our records. That one was refused once more, for the same cause, is no other state.
 */
export async function markOf(sql: Sql, { text, params }: Members): Promise<string> {
  const [row] = await sql.all(
    `select count(*) as n, max(modified_at) as at, min(subject) as first, max(subject) as last,
       sum(case when run_id is null then 0 else 1 end) as asked from outcomes where ${text}`,
    params,
  );
  const [versions] = await sql.all(
    `select sum(version) as n from records where (object, id) in (select object, subject from outcomes where direction = 'outbound' and ${text})`,
    params,
  );
  const told = [row?.n, row?.at, row?.first, row?.last, row?.asked, versions?.n].map((one) => String(one ?? "-"));
  return createHash("sha256").update(told.join(" ")).digest("hex").slice(0, 16);
}
