import type { Sql } from "./sql.ts";

/** How much of a daily quota was used at a moment; `ours` = calls of ours since the sample before. */
export interface UsageSample {
  readonly at: number;
  readonly used: number;
  readonly quota: number;
  readonly ours: number;
}

export async function addUsageSample(sql: Sql, connection: string, sample: UsageSample): Promise<void> {
  await sql.run(
    `insert into usage_samples (connection, at, used, quota, ours) values (?, ?, ?, ?, ?)
     on conflict (connection, at) do update set used = excluded.used, quota = excluded.quota,
       ours = usage_samples.ours + excluded.ours`,
    [connection, sample.at, sample.used, sample.quota, sample.ours],
  );
}

/** Oldest first; one for each `everyMs`, the last of it, where that is given. */
export async function usageSamples(
  sql: Sql,
  connection: string,
  since: number,
  everyMs: number | null = null,
): Promise<readonly UsageSample[]> {
  const last =
    "at in (select max(at) from usage_samples where connection = ? and at >= ? group by cast(at / ? as integer))";
  const rows = await sql.all(
    `select at, used, quota, ours from usage_samples
     where connection = ? and at >= ? ${everyMs === null ? "" : `and ${last}`} order by at`,
    [connection, since, ...(everyMs === null ? [] : [connection, since, everyMs])],
  );
  return rows.map((row) => ({
    at: Number(row.at),
    used: Number(row.used),
    quota: Number(row.quota),
    ours: Number(row.ours),
  }));
}

/** Calls of ours since a time, until the last sample, and what was used then by all; null = nothing was told since. */
export async function oursSince(
  sql: Sql,
  connection: string,
  since: number,
): Promise<{ readonly ours: number; readonly used: number } | null> {
  const [row] = await sql.all(
    `select sum(ours) as ours, (select used from usage_samples where connection = ? order by at desc limit 1) as used
     from usage_samples where connection = ? and at >= ?`,
    [connection, connection, since],
  );
  return row?.ours == null || row.used == null ? null : { ours: Number(row.ours), used: Number(row.used) };
}

/** When the CRM last told its use; null = not yet. */
export async function lastSampleAt(sql: Sql, connection: string): Promise<number | null> {
  const [row] = await sql.all("select max(at) as at from usage_samples where connection = ?", [connection]);
  return row?.at === null || row?.at === undefined ? null : Number(row.at);
}
