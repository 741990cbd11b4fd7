import type { Sql } from "./sql.ts";

/** An error that the catalogue does not know: one row per cause, counted. */
export interface UnknownError {
  readonly provider: string;
  readonly fingerprint: string;
  readonly code: string | null;
  readonly status: number | null;
  /** One message as it came. */
  readonly sample: string;
  readonly times: number;
  readonly firstAt: number;
  readonly lastAt: number;
}

export async function countUnknown(
  sql: Sql,
  unknown: Omit<UnknownError, "firstAt" | "lastAt" | "times"> & { readonly at: number; readonly times?: number },
): Promise<void> {
  const { provider, fingerprint, code, status, sample, at, times = 1 } = unknown;
  await sql.run(
    `insert into unknown_errors (provider, fingerprint, code, status, sample, times, first_at, last_at)
     values (?, ?, ?, ?, ?, ?, ?, ?)
     on conflict (provider, fingerprint) do update set times = unknown_errors.times + excluded.times,
       last_at = excluded.last_at`,
    [provider, fingerprint, code, status, sample, times, at, at],
  );
}

/** The most frequent first. */
export async function readUnknowns(sql: Sql, limit: number): Promise<readonly UnknownError[]> {
  const rows = await sql.all("select * from unknown_errors order by times desc, fingerprint limit ?", [limit]);
  return rows.map((row) => ({
    provider: String(row.provider),
    fingerprint: String(row.fingerprint),
    code: row.code as string | null,
    status: row.status as number | null,
    sample: String(row.sample),
    times: Number(row.times),
    firstAt: Number(row.first_at),
    lastAt: Number(row.last_at),
  }));
}
