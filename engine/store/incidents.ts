import type { IncidentDraft, IncidentKind } from "../health.ts";
import type { ReasonCode } from "../reasons.ts";
import type { Value } from "../record.ts";
import { fromJson, type Row, type Sql, toJson } from "./sql.ts";

export interface IncidentRow {
  readonly id: string;
  readonly key: string;
  readonly kind: IncidentKind;
  readonly connection: string;
  readonly severity: "warning" | "critical";
  readonly reason: ReasonCode;
  readonly state: "open" | "acknowledged" | "snoozed" | "resolved";
  readonly facts: Readonly<Record<string, Value>>;
  readonly openedAt: number;
  readonly updatedAt: number;
  readonly resolvedAt: number | null;
  /** Who looks after it; an incident that became worse since is open to all again. */
  readonly acknowledged: { readonly by: string; readonly at: number } | null;
}

export async function openIncidents(sql: Sql): Promise<readonly IncidentRow[]> {
  return (await sql.all("select * from incidents where state <> 'resolved' order by opened_at, id")).map(incidentOf);
}

export async function isOpen(sql: Sql, key: string): Promise<boolean> {
  return (await sql.all("select 1 from incidents where key = ? and state <> 'resolved' limit 1", [key])).length > 0;
}

export async function incidentsById(sql: Sql, ids: readonly string[]): Promise<readonly IncidentRow[]> {
  const { text, param } = sql.among("id", ids);
  return (await sql.all(`select * from incidents where ${text}`, [param])).map(incidentOf);
}

export async function openIncident(sql: Sql, id: string, draft: IncidentDraft, now: number): Promise<void> {
  await sql.run(
    `insert into incidents (id, key, kind, connection, severity, reason, state, facts, opened_at, updated_at)
     values (?, ?, ?, ?, ?, ?, 'open', ?, ?, ?)`,
    [id, draft.key, draft.kind, draft.connection, draft.severity, draft.reason, toJson(draft.facts), now, now],
  );
}

/** Whoever looks after it took it as it was: when it becomes critical it is open to all again. */
export async function updateIncident(sql: Sql, old: IncidentRow, draft: IncidentDraft, now: number): Promise<void> {
  const isWorse = draft.severity === "critical" && old.severity !== "critical";
  await sql.run(
    `update incidents set severity = ?, reason = ?, facts = ?, updated_at = ?
       ${isWorse ? ", state = 'open', acked_by = null, acked_at = null" : ""} where id = ?`,
    [draft.severity, draft.reason, toJson(draft.facts), now, old.id],
  );
}

/** Whether it was taken: of two people one is first. */
export async function acknowledgeIncident(sql: Sql, id: string, by: string, now: number): Promise<boolean> {
  const changed = await sql.run(
    "update incidents set state = 'acknowledged', acked_by = ?, acked_at = ? where id = ? and state = 'open'",
    [by, now, id],
  );
  return changed === 1;
}

export async function resolveIncident(sql: Sql, id: string, now: number, facts: IncidentRow["facts"]): Promise<void> {
  await sql.run("update incidents set state = 'resolved', resolved_at = ?, updated_at = ?, facts = ? where id = ?", [
    now,
    now,
    toJson(facts),
    id,
  ]);
}

function incidentOf(row: Row): IncidentRow {
  return {
    id: String(row.id),
    key: String(row.key),
    kind: row.kind as IncidentKind,
    connection: String(row.connection),
    severity: row.severity as IncidentRow["severity"],
    reason: row.reason as ReasonCode,
    state: row.state as IncidentRow["state"],
    facts: fromJson(row.facts),
    openedAt: Number(row.opened_at),
    updatedAt: Number(row.updated_at),
    resolvedAt: row.resolved_at as number | null,
    acknowledged: typeof row.acked_by === "string" ? { by: row.acked_by, at: Number(row.acked_at) } : null,
  };
}
