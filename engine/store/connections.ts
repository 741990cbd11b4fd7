import type { Identity, Usage } from "../provider.ts";
import type { ReasonCode } from "../reasons.ts";
import type { ProviderId } from "../record.ts";
import { fromJson, type Row, type Sql, toJson } from "./sql.ts";

export interface ConnectionRow {
  readonly name: string;
  readonly provider: ProviderId;
  /** Sealed; null = never signed in, or signed out. */
  readonly token: string | null;
  readonly identity: Identity | null;
  readonly paused: Paused | null;
  readonly trouble: ConnectionTrouble;
  readonly usage: Usage | null;
  readonly createdAt: number;
  readonly signedInAt: number | null;
  readonly lastSuccessAt: number | null;
}

export interface Paused {
  readonly by: string;
  readonly why: string;
  readonly at: number;
}

/** Why a connection that somebody signed out on purpose stands still, until somebody signs in again. */
export const DISCONNECTED = "disconnected";

/** What the calls of a connection met since its last success. */
export interface ConnectionTrouble {
  /** Refused sign-ins: the grant, the user or the app. */
  readonly refusals: readonly { readonly at: number; readonly reason: ReasonCode }[];
  /** Calls in a row that were not answered, or answered 5xx. */
  readonly outage: {
    readonly count: number;
    readonly firstAt: number;
    readonly lastAt: number;
    readonly reason: ReasonCode;
  } | null;
  /** Nothing is called before this. */
  readonly holdUntil: number | null;
  readonly throttledUntil: number | null;
  /** Until the reset of the daily quota, or until one call finds out: all but what a person asks for waits. */
  readonly quotaUntil: number | null;
  /** When a person let it go on after a pause. */
  readonly resumedAt: number | null;
  readonly resumedBy: string | null;
  /** The last failure of any kind; kept after a success, for judging whether a provider is ill as a whole. */
  readonly failedAt: number | null;
  /** The CRM's code and words of the last refused sign-in, without what we know to be secret. */
  readonly said: { readonly code: string | null; readonly words: string } | null;
  /** A sign-in at another org that waits for a decision. */
  readonly wrongOrg: { readonly expected: string; readonly got: string; readonly at: number } | null;
}

export const noTrouble: ConnectionTrouble = {
  refusals: [],
  outage: null,
  holdUntil: null,
  throttledUntil: null,
  quotaUntil: null,
  resumedAt: null,
  resumedBy: null,
  failedAt: null,
  said: null,
  wrongOrg: null,
};

export async function ensureConnection(sql: Sql, name: string, provider: ProviderId, now: number): Promise<void> {
  await sql.run("insert into connections (name, provider, created_at) values (?, ?, ?) on conflict do nothing", [
    name,
    provider,
    now,
  ]);
}

export async function readConnection(sql: Sql, name: string): Promise<ConnectionRow | null> {
  const [row] = await sql.all("select * from connections where name = ?", [name]);
  return row ? connectionOf(row) : null;
}

export async function readConnections(sql: Sql): Promise<readonly ConnectionRow[]> {
  return (await sql.all("select * from connections order by name")).map(connectionOf);
}

function connectionOf(row: Row): ConnectionRow {
  return {
    name: String(row.name),
    provider: row.provider as ProviderId,
    token: row.token as string | null,
    identity: fromJson(row.identity),
    paused: fromJson(row.paused),
    trouble: { ...noTrouble, ...fromJson<ConnectionTrouble | null>(row.trouble) },
    usage: fromJson(row.usage),
    createdAt: Number(row.created_at),
    signedInAt: row.signed_in_at as number | null,
    lastSuccessAt: row.last_success_at as number | null,
  };
}

export async function saveToken(sql: Sql, name: string, sealed: string): Promise<void> {
  await sql.run("update connections set token = ? where name = ?", [sealed, name]);
}

/** Without a grant a connection stands still; who it was at the CRM is kept, so that it goes on when the same one comes back. */
export async function forgetGrant(sql: Sql, name: string, paused: Paused): Promise<void> {
  await sql.run("update connections set token = null, trouble = null, paused = ? where name = ?", [
    toJson(paused),
    name,
  ]);
  await sql.run("update sign_ins set token = null where connection = ?", [name]);
}

/** A new grant takes the place of the old one, and what the old one met is forgotten. */
export async function saveGrant(
  sql: Sql,
  name: string,
  grant: { sealed: string; identity: Identity; now: number },
): Promise<void> {
  const row = await readConnection(sql, name);
  if (row?.paused?.why === DISCONNECTED) await savePaused(sql, name, null);
  await sql.run("update connections set token = ?, identity = ?, trouble = null, signed_in_at = ? where name = ?", [
    grant.sealed,
    toJson(grant.identity),
    grant.now,
    name,
  ]);
}

export async function saveTrouble(sql: Sql, name: string, trouble: ConnectionTrouble): Promise<void> {
  await sql.run("update connections set trouble = ? where name = ?", [toJson(trouble), name]);
}

export async function saveSuccess(
  sql: Sql,
  name: string,
  success: { now: number; trouble: ConnectionTrouble; usage: Usage | null },
): Promise<void> {
  await sql.run("update connections set last_success_at = ?, trouble = ?, usage = coalesce(?, usage) where name = ?", [
    success.now,
    toJson(success.trouble),
    toJson(success.usage),
    name,
  ]);
}

/** What the CRM told of its limits, also when nothing succeeded. */
export async function saveUsage(
  sql: Sql,
  name: string,
  told: { trouble: ConnectionTrouble; usage: Usage | null },
): Promise<void> {
  await sql.run("update connections set trouble = ?, usage = coalesce(?, usage) where name = ?", [
    toJson(told.trouble),
    toJson(told.usage),
    name,
  ]);
}

async function savePaused(sql: Sql, name: string, paused: Paused | null): Promise<void> {
  await sql.run("update connections set paused = ? where name = ?", [toJson(paused), name]);
}

/** Of two at once one pauses. Answers null when it is this one, otherwise what stood there before, unchanged. */
export async function pauseConnection(sql: Sql, name: string, paused: Paused): Promise<Paused | null> {
  const changed = await sql.run("update connections set paused = ? where name = ? and paused is null", [
    toJson(paused),
    name,
  ]);
  return changed === 1 ? null : ((await readConnection(sql, name))?.paused ?? null);
}

/** `before`: who let it go on the last time, where that is known. */
type Resumed =
  | { readonly done: true }
  | { readonly done: false; readonly before: { readonly by: string; readonly at: number } | null };

/** Ends a pause; from now on it is late again when nothing succeeds. Of two at once one ends it. */
export async function resumeConnection(sql: Sql, name: string, by: string, now: number): Promise<Resumed> {
  const changed = await sql.run("update connections set paused = null where name = ? and paused is not null", [name]);
  const trouble = (await readConnection(sql, name))?.trouble ?? noTrouble;
  if (changed === 1) {
    await saveTrouble(sql, name, { ...trouble, resumedAt: now, resumedBy: by });
    return { done: true };
  }
  const { resumedAt: at, resumedBy } = trouble;
  return { done: false, before: at && resumedBy ? { by: resumedBy, at } : null };
}
