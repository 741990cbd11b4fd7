import type { Identity } from "../provider.ts";
import type { Difference } from "../rules/difference.ts";
import { fromJson, type Row, type Sql, toJson } from "./sql.ts";

/** made -> opened -> returned -> waiting (for its presser's yes) -> done, or refused / cancelled / wrong_org on the way. */
export type SignInStatus = "made" | "opened" | "returned" | "waiting" | "wrong_org" | "done" | "refused" | "cancelled";

/** Who pressed, and where to answer them. */
export interface Presser {
  readonly platform: string;
  readonly user: string;
  readonly name: string;
  readonly channel: string | null;
}

export interface SignInRow {
  /** The one-time link. */
  readonly id: string;
  readonly connection: string;
  readonly presser: Presser;
  /** The hash of the `state` that travels through the CRM. */
  readonly state: string;
  readonly status: SignInStatus;
  /** The PKCE verifier and the state itself, sealed. */
  readonly secret: string;
  /** The hash of the browser's cookie. */
  readonly cookie: string | null;
  /** The new grant, sealed, until it is confirmed. */
  readonly token: string | null;
  readonly identity: Identity | null;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** What changes against the grant before it; null = there was none, or it is not known. */
  readonly difference: Difference | null;
}

export async function addSignIn(sql: Sql, row: SignInRow): Promise<void> {
  await sql.run(
    `insert into sign_ins (id, connection, caller, state, status, secret, created_at, expires_at) values (?, ?, ?, ?, ?, ?, ?, ?)`,
    [row.id, row.connection, toJson(row.presser), row.state, row.status, row.secret, row.createdAt, row.expiresAt],
  );
}

export async function signInById(sql: Sql, id: string): Promise<SignInRow | null> {
  const [row] = await sql.all("select * from sign_ins where id = ?", [id]);
  return row ? signInOf(row) : null;
}

export async function signInByState(sql: Sql, state: string): Promise<SignInRow | null> {
  const [row] = await sql.all("select * from sign_ins where state = ?", [state]);
  return row ? signInOf(row) : null;
}

/** Those that came back and wait for an answer of their presser. */
export async function signInsToAsk(sql: Sql, now: number): Promise<readonly SignInRow[]> {
  const rows = await sql.all(
    "select * from sign_ins where status in ('waiting', 'wrong_org') and expires_at > ? order by id",
    [now],
  );
  return rows.map(signInOf);
}

/** Those that were confirmed and were begun after a time, the newest first. */
export async function signInsDone(sql: Sql, since: number): Promise<readonly SignInRow[]> {
  const rows = await sql.all(
    "select * from sign_ins where status = 'done' and created_at >= ? order by created_at desc, id",
    [since],
  );
  return rows.map(signInOf);
}

/** What a new reading of the rights found out about the difference. */
export async function saveDifference(sql: Sql, id: string, difference: Difference): Promise<void> {
  await sql.run("update sign_ins set difference = ? where id = ? and status = 'done'", [toJson(difference), id]);
}

/** Those of one person at one connection that wait for their answer. */
export async function signInsWaiting(sql: Sql, connection: string, user: string): Promise<readonly SignInRow[]> {
  const rows = await sql.all("select * from sign_ins where connection = ? and status = 'waiting'", [connection]);
  return rows.map(signInOf).filter((row) => row.presser.user === user);
}

/** Moves on only from the status that was expected: of two at once, one wins. */
export async function moveSignIn(
  sql: Sql,
  id: string,
  from: readonly SignInStatus[],
  to: SignInStatus,
  also: { cookie?: string; token?: string | null; identity?: Identity; difference?: Difference | null } = {},
): Promise<boolean> {
  const { text, param } = sql.among("status", from);
  const token = also.token === undefined ? "token" : "?";
  const moved = await sql.run(
    `update sign_ins set status = ?, cookie = coalesce(?, cookie), identity = coalesce(?, identity), difference = coalesce(?, difference), token = ${token} where id = ? and ${text}`,
    [
      to,
      also.cookie ?? null,
      toJson(also.identity),
      toJson(also.difference),
      ...(also.token === undefined ? [] : [also.token]),
      id,
      param,
    ],
  );
  return moved === 1;
}

function signInOf(row: Row): SignInRow {
  return {
    id: String(row.id),
    connection: String(row.connection),
    presser: fromJson(row.caller),
    state: String(row.state),
    status: row.status as SignInStatus,
    secret: String(row.secret),
    cookie: row.cookie as string | null,
    token: row.token as string | null,
    identity: fromJson(row.identity),
    createdAt: Number(row.created_at),
    expiresAt: Number(row.expires_at),
    difference: fromJson(row.difference ?? null),
  };
}
