import type { OutcomeGroup } from "./outcome-groups.ts";
import { fromJson, type Sql, toJson } from "./sql.ts";

/** What a channel's digest told on a local date ("2026-11-21"). */
export interface DigestRow {
  readonly channel: string;
  readonly date: string;
  readonly at: number;
  readonly groups: readonly OutcomeGroup[];
}

/** The first numbers of a date stay: a digest that is sent again after a crash says the same. */
export async function keepDigest(sql: Sql, row: DigestRow): Promise<void> {
  await sql.run("insert into digests (channel, date, at, groups) values (?, ?, ?, ?) on conflict do nothing", [
    row.channel,
    row.date,
    row.at,
    toJson(row.groups),
  ]);
}

/** The newest first. */
export async function readDigests(sql: Sql, channel: string, limit: number): Promise<readonly DigestRow[]> {
  const rows = await sql.all("select * from digests where channel = ? order by date desc limit ?", [channel, limit]);
  return rows.map((row) => ({
    channel: String(row.channel),
    date: String(row.date),
    at: Number(row.at),
    groups: fromJson<readonly OutcomeGroup[]>(row.groups),
  }));
}
