import type { Ports } from "../ports.ts";
import type { Identity, Token } from "../provider.ts";
import type { Settings } from "../settings.ts";
import { type ConnectionRow, readConnection } from "../store/connections.ts";
import { addGrant, type GrantRow, grantOfSignIn, liveGrant, moveGrant } from "../store/grants.ts";
import type { SignInRow } from "../store/sign-ins.ts";
import type { Sql } from "../store/sql.ts";
import type { Connection } from "./connection.ts";
import type { Keyring, Place } from "./seal.ts";
import { tokenPlace } from "./tokens.ts";

export const grantPlace = (id: string): Place => ({ table: "grants", row: id, field: "token" });

/** Work proves a new grant; where there is none in this time, it is tried by itself. */
const PROOF_MS = 60_000;

interface Made {
  readonly connection: Connection;
  readonly signIn: Pick<SignInRow, "id" | "expiresAt">;
  readonly token: Token;
}

/** Notes a grant the moment it is given, before anything else can fail: from now on it is revoked unless it is used. */
export async function noteGiven(
  sql: Sql,
  { connection: { provider, settings }, signIn, token }: Made,
  { keyring, ports }: { keyring: Keyring; ports: Pick<Ports, "id" | "clock"> },
): Promise<void> {
  const id = ports.id("grant");
  await addGrant(sql, {
    ...blank(id, settings.name, provider.id, settings.app.clientId),
    signIn: signIn.id,
    token: keyring.seal(JSON.stringify(token), grantPlace(id)),
    state: "waiting",
    madeAt: ports.clock.wall(),
    due: signIn.expiresAt,
  });
}

/** Whose it is, and since when it is of no use (null = it may still be confirmed). */
export async function noteOwner(
  sql: Sql,
  signIn: string,
  { identity, unusedAt }: { identity: Identity | null; unusedAt: number | null },
): Promise<void> {
  const row = await grantOfSignIn(sql, signIn);
  if (!row) return;
  const owner = identity === null ? {} : { account: identity.id, who: identity.user };
  const over = unusedAt === null ? {} : { state: "unused" as const, due: unusedAt };
  if (row.state === "waiting" && (identity !== null || unusedAt !== null))
    await moveGrant(sql, row, { ...owner, ...over });
}

/**
 * The grant of a sign-in takes the place of the one in use, which is kept until the new one is proven. False = it is of no
 * use any more.
 */
export async function takeGiven(
  sql: Sql,
  { connection, signIn }: { connection: string; signIn: string },
  { keyring, now }: { keyring: Keyring; now: number },
): Promise<boolean> {
  const given = await grantOfSignIn(sql, signIn);
  if (given?.state !== "waiting") return false;
  const before = await liveGrant(sql, connection);
  const sealed = (await readConnection(sql, connection))?.token ?? null;
  if (before && sealed !== null) {
    const token = keyring.seal(keyring.open(sealed, tokenPlace(connection)), grantPlace(before.id));
    await moveGrant(sql, before, { state: "replaced", token, due: now });
  } else if (before) await moveGrant(sql, before, { state: "lost" });
  return moveGrant(sql, given, { state: "live", token: null, due: now + PROOF_MS, provenAt: null });
}

/** Grants that are older than this table: every connection that is signed in has one. */
export async function noteOlder(sql: Sql, { connections }: Settings): Promise<void> {
  for (const { name, app } of connections) {
    const row = await readConnection(sql, name);
    if (!row || row.token === null || (await liveGrant(sql, name)) !== null) continue;
    await addGrant(sql, {
      ...blank(`older_${name}_${row.signedInAt ?? row.createdAt}`, name, row.provider, app.clientId),
      account: row.identity?.id ?? null,
      who: row.identity?.user ?? null,
      state: "live",
      madeAt: row.signedInAt ?? row.createdAt,
    });
  }
}

/** Whether it may live at the CRM: one that was refused there does not, and one that is being revoked hardly. */
export function mayCount(grant: GrantRow, rows: readonly ConnectionRow[]): boolean {
  if (grant.state === "unused") return grant.attempts > 0;
  if (grant.state !== "live") return true;
  const refused = rows.find((row) => row.name === grant.connection)?.trouble.refusals.at(-1)?.reason;
  return refused !== "AUTH_GRANT_REVOKED";
}

/** Those of one user of one account; where nobody is known to come, those of whoever has the most. */
export function ownersOf(grants: readonly GrantRow[], identity: Identity | null): readonly GrantRow[] {
  const groups = Map.groupBy(grants, (grant) => JSON.stringify([grant.account, grant.who]));
  if (identity !== null) return groups.get(JSON.stringify([identity.id, identity.user])) ?? [];
  return [...groups.values()].reduce<readonly GrantRow[]>((most, one) => (one.length > most.length ? one : most), []);
}

function blank(id: string, connection: string, provider: GrantRow["provider"], client: string): GrantRow {
  return {
    id,
    connection,
    provider,
    client,
    account: null,
    who: null,
    signIn: null,
    token: null,
    state: "live",
    madeAt: 0,
    provenAt: null,
    due: null,
    attempts: 0,
  };
}
