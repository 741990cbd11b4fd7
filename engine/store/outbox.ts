import type { Fields } from "../record.ts";
import { fromJson, type Sql, toJson } from "./sql.ts";

export interface OutboxRow {
  readonly object: string;
  readonly recordId: string;
  readonly state: "pending" | "sending" | "unsure" | "failed";
  readonly seq: number;
  readonly lane: number;
  readonly attempts: number;
  /** About when the change was made here: when the first tick saw it. */
  readonly since: number | null;
  readonly sentAt: number | null;
  /** What a write was to give the CRM whose end is not known, or was not. */
  readonly sent: Fields | null;
  /** The resync that asked for it and waits for its result. */
  readonly runId: string | null;
  /** Read back before it counts as done; stays until it is. */
  readonly proof: boolean;
  /** What a person allowed for this one time. */
  readonly permit: Permit | null;
}

/** Sent although a rule leaves it out; made or changed although that is switched off; saved although a duplicate rule warns. */
export type Permit = "include" | "create" | "anyway";

/** By our own names, so that the rows need not be made anew: there are many. */
const columns = `object, record_id as "recordId", state, seq, lane, attempts, since, sent_at as "sentAt", sent, run_id as "runId", proof, permit`;

/**
 * Gives fresh rows a time, and finds rows that a dead or overtaken worker was sending: their end is not known. It could
 * send until its lease ended just now, so they are looked for only after the wait that was claimed with them.
 */
export async function stampOutbox(sql: Sql, connection: string, now: number): Promise<void> {
  // What had failed and was edited is well again only when it was read back.
  await sql.run(
    `update outbox set proof = 1 where connection = ? and state = 'pending' and due is null and proof = 0 and exists (
       select 1 from outcomes o where o.connection = outbox.connection and o.object = outbox.object
         and o.direction = 'outbound' and o.subject = outbox.record_id and o.outcome = 'failed')`,
    [connection],
  );
  await sql.run(
    "update outbox set due = ?, since = coalesce(since, ?) where connection = ? and due is null and state = 'pending'",
    [now, now, connection],
  );
  await sql.run(
    "update outbox set state = 'unsure', due = ? + coalesce(due - sent_at, 0) where connection = ? and state = 'sending'",
    [now, connection],
  );
}

/** Anything to do at all, but for the `resting` objects? Cheap, for every tick. */
export async function hasWork(
  sql: Sql,
  connection: string,
  now: number,
  resting: readonly string[] = [],
): Promise<boolean> {
  const { text, param } = sql.among("object", resting);
  const rows = await sql.all(
    `select 1 as n from outbox where connection = ? and (state = 'sending' or
       (state in ('pending', 'unsure') and (due is null or due <= ?)))${resting.length > 0 ? ` and not (${text})` : ""} limit 1`,
    resting.length > 0 ? [connection, now, param] : [connection, now],
  );
  return rows.length > 0;
}

/**
 * Due rows of one object, the most urgent lane first. Records that have no link there yet wait until the object's
 * backfill has ended: until then nobody knows whether the CRM has them already.
 */
export async function dueRows(
  sql: Sql,
  filter: {
    connection: string;
    object: string;
    state: "pending" | "unsure";
    now: number;
    linkedOnly: boolean;
    limit: number;
    /** So many of the first are passed over. */
    offset?: number;
  },
): Promise<readonly OutboxRow[]> {
  const linked = `and exists (select 1 from links l where l.connection = o.connection and l.object = o.object
    and l.record_id = o.record_id)`;
  const rows = await sql.all(
    `select ${columns} from outbox o where connection = ? and object = ? and state = ? and (due is null or due <= ?)
       ${filter.linkedOnly ? linked : ""} order by lane, due, ${sql.dialect === "sqlite" ? "rowid" : "record_id"} limit ? offset ?`,
    [filter.connection, filter.object, filter.state, filter.now, filter.limit, filter.offset ?? 0],
  );
  return rows.map(
    (row) => Object.assign(row, { sent: fromJson(row.sent), proof: row.proof === 1 }) as unknown as OutboxRow,
  );
}

/** Of these objects those of which a person waits for something that is due. Each is found by the index: there may be a million rows. */
export async function awaitedObjects(
  sql: Sql,
  connection: string,
  objects: readonly string[],
  now: number,
): Promise<readonly string[]> {
  if (objects.length === 0) return [];
  const one = `select cast(? as text) as object where exists (select 1 from outbox where connection = ? and state = 'pending'
    and object = ? and lane = 0 and (due is null or due <= ?))`;
  const params = objects.flatMap((object) => [object, connection, object, now]);
  const rows = await sql.all(objects.map(() => one).join(" union all "), params);
  return rows.map((row) => String(row.object));
}

const key = { connection: "text", object: "text", record_id: "text" } as const;

/** Says, before anything is sent, what is about to be sent, and how long after a takeover its end can be looked up. */
export async function claimRows(
  sql: Sql,
  at: { connection: string; fence: number; now: number },
  claims: readonly { readonly row: OutboxRow; readonly lookUpAfterMs: number; readonly sent: Fields | null }[],
): Promise<void> {
  await sql.update(
    "outbox",
    { claimed_seq: "int", fence: "int", sent_at: "time", due: "time", sent: "json" },
    key,
    claims.map(({ row, lookUpAfterMs, sent }) => [
      row.seq,
      at.fence,
      at.now,
      at.now + lookUpAfterMs,
      toJson(sent),
      at.connection,
      row.object,
      row.recordId,
    ]),
    "state = 'sending'",
  );
}

/**
 * Done: the row goes, unless the record was changed since it was read. Where a pull from this very connection has changed
 * it, too (`overtaken`), nobody knows which of the two values the CRM holds now: the row stays until that was read. Answers
 * whether every row went, so that each of the records is as it was read.
 */
export async function dropRows(
  sql: Sql,
  connection: string,
  rows: readonly OutboxRow[],
  overtaken: ReadonlySet<string> = new Set(),
): Promise<boolean> {
  let all = true;
  for (const [object, alike] of Map.groupBy(rows, (row) => row.object)) {
    const settled = alike.filter((row) => !overtaken.has(row.recordId));
    let gone = 0;
    for (const [seq, same] of Map.groupBy(settled, (row) => row.seq)) {
      const { text, param } = sql.among("record_id", idsOf(same));
      gone += await sql.run(`delete from outbox where connection = ? and object = ? and seq = ? and ${text}`, [
        connection,
        object,
        seq,
        param,
      ]);
    }
    all &&= gone === alike.length;
    if (gone < settled.length) await oweAgain(sql, { connection, object, doubtful: false }, idsOf(settled));
    const doubtful = alike.filter((row) => overtaken.has(row.recordId));
    if (doubtful.length > 0) await oweAgain(sql, { connection, object, doubtful: true }, idsOf(doubtful));
  }
  return all;
}

const idsOf = (rows: readonly OutboxRow[]) => rows.map((row) => row.recordId);

async function oweAgain(
  sql: Sql,
  { connection, object, doubtful }: { connection: string; object: string; doubtful: boolean },
  recordIds: readonly string[],
): Promise<void> {
  const { text, param } = sql.among("record_id", recordIds);
  await sql.run(
    `update outbox set state = 'pending', due = null, since = null, attempts = 0, run_id = null, sent = null, permit = null
       ${doubtful ? ", proof = 1" : ""} where connection = ? and object = ? and ${text}`,
    [connection, object, param],
  );
}

export interface Later {
  readonly row: OutboxRow;
  readonly state: "pending" | "unsure" | "failed";
  readonly due: number | null;
  /** What the CRM may have taken of an update whose answer was lost. */
  readonly sent?: Fields | null;
  /** Whether it was an attempt; a wait of the whole connection is none, and a resync goes on waiting for it. */
  readonly counts: boolean;
}

/** Not done: the row waits. A row that was changed meanwhile is due at once, unless its end is unsure. */
export async function postponeRows(sql: Sql, connection: string, later: readonly Later[]): Promise<void> {
  for (const { row, state, due, counts, sent } of later) {
    const same = [connection, row.object, row.recordId];
    if (state === "unsure") {
      await sql.run(
        "update outbox set state = 'unsure', due = ? where connection = ? and object = ? and record_id = ?",
        [due, ...same],
      );
      continue;
    }
    const ended = counts ? ", sent = ?, attempts = attempts + 1, run_id = null, permit = null" : ", sent = ?";
    await sql.run(
      `update outbox set state = case when seq <> ? then 'pending' else ? end, due = case when seq <> ? then null else cast(? as double precision) end${ended}
       where connection = ? and object = ? and record_id = ?`,
      [row.seq, state, row.seq, due, toJson(sent), ...same],
    );
  }
}

/** An unsure row whose end is known now is due again. */
export async function settleUnsure(
  sql: Sql,
  connection: string,
  rows: readonly OutboxRow[],
  due: number,
): Promise<void> {
  await sql.update(
    "outbox",
    { due: "time" },
    key,
    rows.map((row) => [due, connection, row.object, row.recordId]),
    "state = 'pending'",
  );
}

/** The cause moved: rows that had failed for these records are tried again, and read back before they count as well. */
export async function reviveRows(
  sql: Sql,
  connection: string,
  object: string,
  recordIds: readonly string[],
): Promise<void> {
  if (recordIds.length === 0) return;
  const { text, param } = sql.among("record_id", recordIds);
  await sql.run(
    `update outbox set state = 'pending', due = null, attempts = 0, proof = 1 where connection = ? and object = ? and state = 'failed' and ${text}`,
    [connection, object, param],
  );
}

/** A switch of the connection kept it from being sent, not the record itself; what a conflict says stands over that. */
export const SWITCHED = "('SKIP_WRITE_OFF', 'SKIP_WRITE_MODE', 'SKIP_NOT_LINKED', 'REC_CHANGED')";

/** A rule or a switch had kept these records back: what changed here meanwhile is owed again. */
export async function oweLeftOut(
  sql: Sql,
  { connection, object }: { connection: string; object: string },
  recordIds: readonly string[],
): Promise<void> {
  if (recordIds.length === 0) return;
  const { text, param } = sql.among("subject", recordIds);
  await sql.run(
    `insert into outbox (connection, object, record_id, lane)
     select connection, object, subject, 1 from outcomes where connection = ? and object = ? and direction = 'outbound'
       and (reason in ('SKIP_EXCLUDED', 'SKIP_RECORD_TYPE') or reason in ${SWITCHED}) and ${text}
     on conflict (connection, object, record_id) do nothing`,
    [connection, object, param],
  );
}

export async function outboxTotals(
  sql: Sql,
): Promise<readonly { connection: string; object: string; state: string; rows: number; oldest: number | null }[]> {
  const rows = await sql.all(
    "select connection, object, state, count(*) as n, min(since) as oldest from outbox group by connection, object, state",
  );
  return rows.map((row) => ({
    connection: String(row.connection),
    object: String(row.object),
    state: String(row.state),
    rows: Number(row.n),
    oldest: row.oldest as number | null,
  }));
}
