import { fromJson, type Sql, toJson } from "./sql.ts";

/** What an opaque id behind a button, select or form may do. */
export interface ActionRow {
  readonly id: string;
  readonly verb: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** Works once. */
  readonly once: boolean;
  /** The only user who may press it; null = anybody with the right role. */
  readonly owner: string | null;
  readonly usedBy: string | null;
  readonly usedAt: number | null;
  readonly expiresAt: number | null;
}

export async function addActions(
  sql: Sql,
  actions: readonly Pick<ActionRow, "id" | "verb" | "args" | "once" | "owner" | "expiresAt">[],
  now: number,
): Promise<void> {
  await sql.insert(
    "actions",
    { id: "text", verb: "text", args: "json", once: "int", owner: "text", created_at: "time", expires_at: "time" },
    actions.map((one) => [one.id, one.verb, toJson(one.args), one.once ? 1 : 0, one.owner, now, one.expiresAt]),
    "on conflict (id) do nothing",
  );
}

export async function readAction(sql: Sql, id: string): Promise<ActionRow | null> {
  const [row] = await sql.all("select * from actions where id = ?", [id]);
  if (!row) return null;
  return {
    id: String(row.id),
    verb: String(row.verb),
    args: fromJson(row.args),
    once: row.once === 1,
    owner: row.owner as string | null,
    usedBy: row.used_by as string | null,
    usedAt: row.used_at as number | null,
    expiresAt: row.expires_at as number | null,
  };
}

/** Of two presses at once, one wins. */
export async function useAction(sql: Sql, id: string, by: string, now: number): Promise<boolean> {
  return (
    (await sql.run("update actions set used_by = ?, used_at = ? where id = ? and used_at is null", [by, now, id])) === 1
  );
}

/** True the first time, false ever after. */
export async function firstSeen(sql: Sql, key: string, now: number): Promise<boolean> {
  return (await sql.run("insert into seen_requests (key, at) values (?, ?) on conflict do nothing", [key, now])) === 1;
}

export interface AuditRow {
  readonly at: number;
  readonly caller: string;
  readonly name: string;
  readonly role: string;
  readonly verb: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly outcome: "done" | "refused" | "failed";
  readonly detail: string | null;
  readonly request: string;
}

export async function addAudit(sql: Sql, row: AuditRow): Promise<void> {
  await sql.run(
    "insert into audit (at, caller, name, role, verb, args, outcome, detail, request) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    [row.at, row.caller, row.name, row.role, row.verb, toJson(row.args), row.outcome, row.detail, row.request],
  );
}

export async function readAudit(sql: Sql, limit: number): Promise<readonly AuditRow[]> {
  const rows = await sql.all("select * from audit order by seq desc limit ?", [limit]);
  return rows.map((row) => ({ ...(row as unknown as AuditRow), args: fromJson(row.args) }));
}

export async function readSetting<T>(sql: Sql, key: string): Promise<T | null> {
  const [row] = await sql.all("select value from settings where key = ?", [key]);
  return row ? fromJson<T>(row.value) : null;
}

export async function saveSetting(sql: Sql, key: string, value: unknown, by: string, now: number): Promise<void> {
  await sql.run(
    `insert into settings (key, value, by, at) values (?, ?, ?, ?)
     on conflict (key) do update set value = excluded.value, by = excluded.by, at = excluded.at`,
    [key, toJson(value), by, now],
  );
}
