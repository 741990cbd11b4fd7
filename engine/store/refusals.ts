import type { ReasonCode } from "../reasons.ts";
import type { Fields } from "../record.ts";
import { fromJson, type Sql } from "./sql.ts";

/** A record of ours that a connection refused for good, with what it holds now. */
export interface RefusedRow {
  readonly subject: string;
  readonly reason: ReasonCode;
  readonly field: string | null;
  readonly code: string | null;
  readonly detail: string;
  readonly lastAt: number;
  readonly fields: Fields;
  readonly version: number;
}

/** Records that stand refused for one of the reasons, by their ids, from behind `after` on. */
export async function refusedRows(
  sql: Sql,
  at: { readonly connection: string; readonly object: string },
  page: { readonly reasons: readonly ReasonCode[]; readonly after: string; readonly limit: number },
): Promise<readonly RefusedRow[]> {
  const { text, param } = sql.among("o.reason", page.reasons);
  const rows = await sql.all(
    `select o.subject, o.reason, o.field, o.code, o.detail, o.last_at, r.fields, r.version from outcomes o
       join records r on r.object = o.object and r.id = o.subject
     where o.connection = ? and o.object = ? and o.direction = 'outbound' and o.outcome = 'failed' and ${text}
       and o.subject > ? order by o.subject limit ?`,
    [at.connection, at.object, param, page.after, page.limit],
  );
  return rows.map((row) => ({
    subject: String(row.subject),
    reason: row.reason as ReasonCode,
    field: row.field as string | null,
    code: row.code as string | null,
    detail: String(row.detail),
    lastAt: Number(row.last_at),
    fields: fromJson<Fields>(row.fields),
    version: Number(row.version),
  }));
}

/** Tells what stands refused for one of the reasons from what stood so before, without reading it; "" = nothing does. */
export async function refusedMark(
  sql: Sql,
  at: { readonly connection: string; readonly object: string },
  reasons: readonly ReasonCode[],
): Promise<string> {
  const { text, param } = sql.among("reason", reasons);
  const [row] = await sql.all(
    `select count(*) as n, max(last_at) as at from outcomes where connection = ? and object = ? and direction = 'outbound'
       and outcome = 'failed' and ${text}`,
    [at.connection, at.object, param],
  );
  return Number(row?.n ?? 0) === 0 ? "" : `${row?.n} ${row?.at}`;
}

/**
 * When something last hinted that the description of an object is not what it was: a record that was refused for what the
 * schema rules, a pull that failed for it, or a new sign-in, which may bring other rights. 0 = never.
 */
export async function lastHint(
  sql: Sql,
  at: { readonly connection: string; readonly object: string },
  reasons: readonly ReasonCode[],
): Promise<{ readonly refusedAt: number; readonly signedInAt: number }> {
  const { text, param } = sql.among("reason", reasons);
  const [refused] = await sql.all(
    `select max(last_at) as at from outcomes where connection = ? and object = ? and direction in ('inbound', 'outbound')
       and outcome = 'failed' and ${text}`,
    [at.connection, at.object, param],
  );
  const [run] = await sql.all(
    `select state, reason, ended_at from runs where connection = ? and object = ? and direction = 'inbound'
       order by started_at desc, id desc limit 1`,
    [at.connection, at.object],
  );
  const [row] = await sql.all("select signed_in_at as at from connections where name = ?", [at.connection]);
  const failed = run?.state === "failed" && String(run.reason).startsWith("SCHEMA_") ? Number(run.ended_at ?? 0) : 0;
  return { refusedAt: Math.max(Number(refused?.at ?? 0), failed), signedInAt: Number(row?.at ?? 0) };
}

/** Inbound records that are wrong because of one of these fields are read again. */
export async function wakeInbound(
  sql: Sql,
  at: { readonly connection: string; readonly object: string; readonly now: number },
  fields: readonly string[],
): Promise<void> {
  if (fields.length === 0) return;
  const { text, param } = sql.among("field", fields);
  await sql.run(
    `update outcomes set due = ? where connection = ? and object = ? and direction = 'inbound' and outcome = 'failed'
       and reason in ('DATA_FORMAT', 'DATA_TIMESTAMP', 'SCHEMA_TYPE_CHANGED', 'SCHEMA_FIELD_MISSING') and ${text}`,
    [at.now, at.connection, at.object, param],
  );
}

/** A field that is back is read from the records that were changed in the CRM while it was gone. */
export async function rereadSince(
  sql: Sql,
  at: { readonly connection: string; readonly object: string; readonly now: number },
  field: string,
  since: number,
): Promise<void> {
  await sql.run(
    `insert into outcomes (connection, object, direction, subject, outcome, reason, detail, field, first_at, last_at, due)
       select connection, object, 'inbound', external_id, 'waiting', 'SCHEMA_FIELD_MISSING', ?, ?, ?, ?, ? from links
       where connection = ? and object = ? and modified_at >= ? and deleted_in_crm = 0
     on conflict (connection, object, direction, subject) do nothing`,
    [`The field ${field} is back; it is read again.`, field, at.now, at.now, at.now, at.connection, at.object, since],
  );
}
