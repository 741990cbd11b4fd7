import type { ReasonCode } from "../reasons.ts";
import type { Direction, OutcomeRow } from "./outcomes.ts";
import type { Sql } from "./sql.ts";

export interface OutcomeGroup {
  readonly connection: string;
  readonly object: string;
  readonly direction: Direction;
  readonly outcome: OutcomeRow["outcome"];
  readonly reason: ReasonCode;
  readonly records: number;
  readonly firstAt: number;
}

export async function groupOutcomes(sql: Sql): Promise<readonly OutcomeGroup[]> {
  const rows = await sql.all(
    `select connection, object, direction, outcome, reason, count(*) as n, min(first_at) as first_at from outcomes
     group by connection, object, direction, outcome, reason order by n desc, reason, connection, object`,
  );
  return rows.map((row) => ({
    connection: String(row.connection),
    object: String(row.object),
    direction: row.direction as Direction,
    outcome: row.outcome as OutcomeRow["outcome"],
    reason: row.reason as ReasonCode,
    records: Number(row.n),
    firstAt: Number(row.first_at),
  }));
}
