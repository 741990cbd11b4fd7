import type { ProviderId } from "../record.ts";
import type { Row, Sql } from "./sql.ts";

/**
 * waiting = nobody has said yes to it so far; live = its connection works with it; replaced = another one took its place,
 * and it is revoked once that one is proven; unused = refused, cancelled, expired or of another account: to be revoked;
 * lost = forgotten here, without the CRM's word that it is gone; ended = gone.
 */
export type GrantState = "waiting" | "live" | "replaced" | "unused" | "lost" | "ended";

export interface GrantRow {
  readonly id: string;
  readonly connection: string;
  readonly provider: ProviderId;
  /** The app's client id. */
  readonly client: string;
  /** Whose it is; null = that was not found out. */
  readonly account: string | null;
  readonly who: string | null;
  readonly signIn: string | null;
  /** Sealed; null while it is live, and when it is over. */
  readonly token: string | null;
  readonly state: GrantState;
  readonly madeAt: number;
  /** A read with it worked. */
  readonly provenAt: number | null;
  /** When it is looked at next; null = not by itself. */
  readonly due: number | null;
  /** Revocations that failed. */
  readonly attempts: number;
}

export async function addGrant(sql: Sql, row: GrantRow): Promise<void> {
  await sql.run(
    `insert into grants (id, connection, provider, client, account, who, sign_in, token, state, made_at, proven_at, due, attempts)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      row.id,
      row.connection,
      row.provider,
      row.client,
      row.account,
      row.who,
      row.signIn,
      row.token,
      row.state,
      row.madeAt,
      row.provenAt,
      row.due,
      row.attempts,
    ],
  );
}

/** All that are not known to be over. */
export async function livingGrants(sql: Sql): Promise<readonly GrantRow[]> {
  return (await sql.all("select * from grants where state <> 'ended' order by made_at, id")).map(grantOf);
}

/** Those that are to be looked at now: they may have to be revoked, or proven. */
export async function dueGrants(sql: Sql, now: number): Promise<readonly GrantRow[]> {
  const rows = await sql.all(
    "select * from grants where state in ('waiting', 'live', 'replaced', 'unused') and due <= ? order by made_at, id",
    [now],
  );
  return rows.map(grantOf);
}

export async function liveGrant(sql: Sql, connection: string): Promise<GrantRow | null> {
  const [row] = await sql.all("select * from grants where connection = ? and state = 'live'", [connection]);
  return row ? grantOf(row) : null;
}

export async function grantOfSignIn(sql: Sql, signIn: string): Promise<GrantRow | null> {
  const [row] = await sql.all("select * from grants where sign_in = ?", [signIn]);
  return row ? grantOf(row) : null;
}

/** Moves on only from the state that was seen: of two at once, one wins. What is not given stays. */
export async function moveGrant(
  sql: Sql,
  seen: Pick<GrantRow, "id" | "state" | "due">,
  to: Partial<Omit<GrantRow, "id" | "connection" | "provider" | "client" | "signIn" | "madeAt">>,
): Promise<boolean> {
  const columns = { account: "account", who: "who", token: "token", state: "state", provenAt: "proven_at" } as const;
  const more = { due: "due", attempts: "attempts" } as const;
  const changed = Object.entries({ ...columns, ...more }).flatMap(([key, column]) => {
    const value = to[key as keyof typeof to];
    return value === undefined ? [] : [{ column, value }];
  });
  const moved = await sql.run(
    `update grants set ${changed.map(({ column }) => `${column} = ?`).join(", ")}
     where id = ? and state = ? and coalesce(due, -1) = ?`,
    [...changed.map(({ value }) => value), seen.id, seen.state, seen.due ?? -1],
  );
  return moved === 1;
}

/** A connection that was signed out: nothing of its grants is kept here. Answers those that are to be revoked. */
export async function forgetGrants(sql: Sql, connection: string): Promise<readonly GrantRow[]> {
  const rows = (await livingGrants(sql)).filter((row) => row.connection === connection);
  await sql.run(
    "update grants set state = 'lost', token = null, due = null where connection = ? and state <> 'ended'",
    [connection],
  );
  return rows;
}

export async function endGrants(sql: Sql, ids: readonly string[]): Promise<void> {
  const { text, param } = sql.among("id", ids);
  await sql.run(`update grants set state = 'ended', token = null, due = null where ${text}`, [param]);
}

function grantOf(row: Row): GrantRow {
  return {
    id: String(row.id),
    connection: String(row.connection),
    provider: row.provider as ProviderId,
    client: String(row.client),
    account: row.account as string | null,
    who: row.who as string | null,
    signIn: row.sign_in as string | null,
    token: row.token as string | null,
    state: row.state as GrantState,
    madeAt: Number(row.made_at),
    provenAt: row.proven_at as number | null,
    due: row.due as number | null,
    attempts: Number(row.attempts),
  };
}
