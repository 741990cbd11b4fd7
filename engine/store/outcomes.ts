import type { ReasonCode } from "../reasons.ts";
import type { Permit } from "./outbox.ts";
import type { Row, Sql } from "./sql.ts";
import { storable } from "./storable.ts";

export type Direction = "inbound" | "outbound";

/** What stands wrong now with one record on one connection. */
export interface OutcomeRow {
  readonly connection: string;
  readonly object: string;
  readonly direction: Direction;
  /** The external id inbound, our record id outbound. */
  readonly subject: string;
  readonly outcome: "skipped" | "failed" | "waiting";
  readonly reason: ReasonCode;
  readonly detail: string;
  readonly field: string | null;
  readonly code: string | null;
  readonly status: number | null;
  readonly existingId: string | null;
  readonly attempts: number;
  readonly firstAt: number;
  readonly lastAt: number;
  /** Inbound: the stamp of the remote version that it is about. */
  readonly modifiedAt: number | null;
  /** When an inbound record is read again. */
  readonly due: number | null;
  readonly runId: string | null;
  /** Of a failure, once it was looked at: the same for all that failed alike. */
  readonly cause?: string | null;
  /** What a person allowed for the next reading alone. */
  readonly permit?: Permit | null;
  /** A duplicate rule refused it that only warns. */
  readonly mayForce?: boolean | undefined;
}

export type NewOutcome = Omit<
  OutcomeRow,
  "connection" | "object" | "direction" | "attempts" | "firstAt" | "lastAt" | "runId" | "permit" | "cause"
>;

export async function saveOutcomes(
  sql: Sql,
  at: { connection: string; object: string; direction: Direction; now: number },
  outcomes: readonly NewOutcome[],
): Promise<void> {
  if (outcomes.length === 0) return;
  // One statement cannot write a row twice: rows that came without an id share their place.
  const latest = new Map(outcomes.map((one) => [one.subject, one])).values();
  await sql.insert(
    "outcomes",
    {
      connection: "text",
      object: "text",
      direction: "text",
      subject: "text",
      outcome: "text",
      reason: "text",
      detail: "text",
      field: "text",
      code: "text",
      status: "int",
      existing_id: "text",
      first_at: "time",
      last_at: "time",
      modified_at: "time",
      due: "time",
      may_force: "int",
    },
    [...latest].map((one) => [
      at.connection,
      at.object,
      at.direction,
      one.subject,
      one.outcome,
      one.reason,
      storable(one.detail),
      one.field,
      one.code,
      one.status,
      one.existingId,
      at.now,
      at.now,
      one.modifiedAt,
      one.due,
      one.mayForce ? 1 : 0,
    ]),
    `on conflict (connection, object, direction, subject) do update set
       outcome = case when ${STILL} then outcomes.outcome else excluded.outcome end,
       attempts = case when outcomes.reason = excluded.reason then outcomes.attempts + 1 else 1 end,
       first_at = case when outcomes.reason = excluded.reason then outcomes.first_at else excluded.first_at end,
       reason = excluded.reason, detail = excluded.detail, field = excluded.field, code = excluded.code,
       status = excluded.status, existing_id = excluded.existing_id, last_at = excluded.last_at, due = excluded.due,
       modified_at = excluded.modified_at,
       run_id = null, permit = null, cause = case when ${STILL} then outcomes.cause else null end,
       may_force = excluded.may_force`,
  );
}

/**
 * What was refused for good is tried again, and refused as before: until it goes it stands as it stood, so that nothing is
 * said to be over meanwhile.
 */
const STILL = `outcomes.outcome = 'failed' and excluded.outcome = 'waiting' and excluded.direction = 'outbound'
  and outcomes.reason = excluded.reason`;

export async function clearOutcomes(
  sql: Sql,
  at: { connection: string; object: string; direction: Direction },
  subjects: readonly string[],
): Promise<void> {
  if (subjects.length === 0) return;
  const { text, param } = sql.among("subject", subjects);
  await sql.run(`delete from outcomes where connection = ? and object = ? and direction = ? and ${text}`, [
    at.connection,
    at.object,
    at.direction,
    param,
  ]);
}

export interface OutcomeFilter {
  readonly connection?: string;
  readonly object?: string;
  readonly direction?: Direction;
  readonly outcome?: OutcomeRow["outcome"];
  readonly reason?: string;
  readonly subjects?: readonly string[];
  readonly runId?: string;
  readonly limit: number;
}

export async function readOutcomes(sql: Sql, filter: OutcomeFilter): Promise<readonly OutcomeRow[]> {
  const where: string[] = ["1 = 1"];
  const params: (string | number | readonly string[])[] = [];
  for (const [column, value] of [
    ["connection", filter.connection],
    ["object", filter.object],
    ["direction", filter.direction],
    ["outcome", filter.outcome],
    ["reason", filter.reason],
    ["run_id", filter.runId],
  ] as const) {
    if (value === undefined) continue;
    where.push(`${column} = ?`);
    params.push(value);
  }
  if (filter.subjects) {
    const { text, param } = sql.among("subject", filter.subjects);
    where.push(text);
    params.push(param as string | readonly string[]);
  }
  const rows = await sql.all(
    `select * from outcomes where ${where.join(" and ")} order by last_at desc, connection, object, subject limit ?`,
    [...params, filter.limit],
  );
  return rows.map(outcomeOf);
}

/** Whether anything at all stands wrong there: it spares looking each record up where nothing does. */
export async function anyOutcome(
  sql: Sql,
  at: { connection: string; object: string; direction: Direction },
): Promise<boolean> {
  const rows = await sql.all("select 1 from outcomes where connection = ? and object = ? and direction = ? limit 1", [
    at.connection,
    at.object,
    at.direction,
  ]);
  return rows.length > 0;
}

/** Records of ours that were left out for a reason, by id, after a given one. */
export async function skippedSubjects(
  sql: Sql,
  at: { readonly connection: string; readonly object: string; readonly reason: ReasonCode; readonly after: string },
  limit: number,
): Promise<readonly string[]> {
  const rows = await sql.all(
    `select subject from outcomes where connection = ? and object = ? and direction = 'outbound' and subject > ?
       and reason = ? order by subject limit ?`,
    [at.connection, at.object, at.after, at.reason, limit],
  );
  return rows.map((row) => String(row.subject));
}

/** Inbound records that are to be read again now. */
export async function dueOutcomes(
  sql: Sql,
  at: { connection: string; object: string; now: number },
  limit: number,
): Promise<readonly OutcomeRow[]> {
  const rows = await sql.all(
    `select * from outcomes where connection = ? and object = ? and direction = 'inbound' and due <= ?
     order by due, subject limit ?`,
    [at.connection, at.object, at.now, limit],
  );
  return rows.map(outcomeOf);
}

/** The objects of which somebody has asked for inbound records that were not read again yet. */
export async function askedObjects(sql: Sql, connection: string, now: number): Promise<readonly string[]> {
  const rows = await sql.all(
    `select distinct object from outcomes where connection = ? and direction = 'inbound' and run_id is not null
       and due <= ?`,
    [connection, now],
  );
  return rows.map((row) => String(row.object));
}

export async function askAgain(
  sql: Sql,
  at: { connection: string; object: string; runId: string; now: number; permit?: Permit | null },
  externalIds: readonly string[],
): Promise<void> {
  const { text, param } = sql.among("subject", externalIds);
  await sql.run(
    `update outcomes set due = ?, run_id = ?, permit = ? where connection = ? and object = ? and direction = 'inbound'
       and ${text}`,
    [at.now, at.runId, at.permit ?? null, at.connection, at.object, param],
  );
}

/** What was asked for in a run and has not been read again yet stands as before. */
export async function forgetAsked(sql: Sql, runId: string): Promise<void> {
  await sql.run(
    "update outcomes set run_id = null, permit = null, due = case when outcome = 'waiting' then due else null end where run_id = ?",
    [runId],
  );
}

/** Children that waited for a parent are read again when it has landed. */
export async function wakeChildren(
  sql: Sql,
  connection: string,
  parents: readonly string[],
  now: number,
): Promise<void> {
  if (parents.length === 0) return;
  const { text, param } = sql.among("existing_id", parents);
  await sql.run(
    `update outcomes set due = ? where connection = ? and direction = 'inbound'
       and reason in ('REF_NOT_SYNCED_YET', 'REF_INVALID', 'SKIP_NO_ACCOUNT', 'SKIP_NO_OPPORTUNITY', 'SKIP_NO_CONTACT')
       and ${text}`,
    [now, connection, param],
  );
}

/** Our records that waited for a parent there are sent when the parent has landed. */
export async function wakeWaiting(sql: Sql, connection: string, parents: readonly string[]): Promise<void> {
  if (parents.length === 0) return;
  const { text, param } = sql.among("existing_id", parents);
  await sql.run(
    `update outbox set state = 'pending', due = null, attempts = 0 where connection = ? and state in ('pending', 'failed')
       and record_id in (select subject from outcomes where connection = ? and direction = 'outbound'
         and reason = 'REF_NOT_SYNCED_YET' and ${text})`,
    [connection, connection, param],
  );
}

function outcomeOf(row: Row): OutcomeRow {
  return {
    connection: String(row.connection),
    object: String(row.object),
    direction: row.direction as Direction,
    subject: String(row.subject),
    outcome: row.outcome as OutcomeRow["outcome"],
    reason: row.reason as ReasonCode,
    detail: String(row.detail),
    field: row.field as string | null,
    code: row.code as string | null,
    status: row.status as number | null,
    existingId: row.existing_id as string | null,
    attempts: Number(row.attempts),
    firstAt: Number(row.first_at),
    lastAt: Number(row.last_at),
    modifiedAt: row.modified_at as number | null,
    due: row.due as number | null,
    runId: row.run_id as string | null,
    cause: row.cause as string | null,
    permit: row.permit as Permit | null,
    mayForce: row.may_force === 1,
  };
}
