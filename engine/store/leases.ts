import type { Sql } from "./sql.ts";

/** Takes or renews the lease; answers the fence, or null while somebody else holds it. */
export async function takeLease(
  sql: Sql,
  lease: { connection: string; owner: string; now: number; until: number },
): Promise<number | null> {
  await sql.run("insert into leases (connection) values (?) on conflict do nothing", [lease.connection]);
  const taken = await sql.run(
    `update leases set fence = case when owner = ? then fence else fence + 1 end, owner = ?, until = ?
     where connection = ? and (owner is null or owner = ? or until < ?)`,
    [lease.owner, lease.owner, lease.until, lease.connection, lease.owner, lease.now],
  );
  if (taken === 0) return null;
  const [row] = await sql.all("select fence from leases where connection = ?", [lease.connection]);
  return Number(row?.fence);
}

/** The guard that begins every write of a worker: false when the lease has gone to another. Locks the row. */
export async function stillHolds(sql: Sql, connection: string, owner: string, fence: number): Promise<boolean> {
  const held = await sql.run("update leases set until = until where connection = ? and owner = ? and fence = ?", [
    connection,
    owner,
    fence,
  ]);
  return held === 1;
}

export async function releaseLease(sql: Sql, connection: string, owner: string, fence: number): Promise<void> {
  await sql.run("update leases set owner = null, until = 0 where connection = ? and owner = ? and fence = ?", [
    connection,
    owner,
    fence,
  ]);
}

/** Who holds what now, for finding owners that died. */
export async function leaseOwners(sql: Sql): Promise<readonly string[]> {
  const rows = await sql.all("select distinct owner from leases where owner is not null");
  return rows.map((row) => String(row.owner));
}

export async function releaseAllOf(sql: Sql, owner: string): Promise<void> {
  await sql.run("update leases set owner = null, until = 0 where owner = ?", [owner]);
}
