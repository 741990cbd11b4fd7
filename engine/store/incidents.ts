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
}

export async function openIncidents(sql: Sql): Promise<readonly IncidentRow[]> {
  return (await sql.all("select * from incidents where state <> 'resolved' order by opened_at, id")).map(incidentOf);
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

export async function updateIncident(sql: Sql, id: string, draft: IncidentDraft, now: number): Promise<void> {
  await sql.run("update incidents set severity = ?, reason = ?, facts = ?, updated_at = ? where id = ?", [
    draft.severity,
    draft.reason,
    toJson(draft.facts),
    now,
    id,
  ]);
}

export async function resolveIncident(sql: Sql, id: string, now: number): Promise<void> {
  await sql.run("update incidents set state = 'resolved', resolved_at = ?, updated_at = ? where id = ?", [
    now,
    now,
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
  };
}
